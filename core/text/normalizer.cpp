// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/normalizer.h"

#include "core/io/posix_file.h"
#include "core/text/json_fields.h"
#include "core/text/text_pattern.h"
#include "core/text/unicode.h"

#include <vector>

namespace vernier {

namespace {

using NormalizerPointer = std::shared_ptr<const Normalizer>;

class SequenceNormalizer final : public Normalizer
{
public:
    std::vector<NormalizerPointer> steps;
    std::string where; ///< it stands in

    Result<std::string> normalize(std::string text) const override
    {
        const std::size_t limit = grownLimit(text.size());
        for (const NormalizerPointer &step : steps) {
            VERNIER_ASSIGN(text, step->normalize(std::move(text)));
            if (text.size() > limit)
                return Error{ErrorCode::Unsupported, "the normalizer makes the text more than 16 times longer, which no tokenizer of a model does; take its original files", where};
        }
        return text;
    }
};

class PrependNormalizer final : public Normalizer
{
public:
    std::string prefix;

    Result<std::string> normalize(std::string text) const override { return text.empty() ? text : prefix + text; }
};

class ReplaceNormalizer final : public Normalizer
{
public:
    TextPattern pattern;
    std::string content;

    Result<std::string> normalize(std::string text) const override { return pattern.replaceAll(text, content); }
};

class FormNormalizer final : public Normalizer
{
public:
    explicit FormNormalizer(NormalForm form)
        : m_form(form)
    {}

    Result<std::string> normalize(std::string text) const override
    {
        constexpr std::size_t kMostMarks = 4096; // they are sorted, in time that grows with the square
        if (longestRunOfMarks(text) > kMostMarks)
            return Error{ErrorCode::Unsupported, "the text has more than " + std::to_string(kMostMarks) + " combining marks on one letter; remove them", {}};
        return normalForm(text, m_form);
    }

private:
    NormalForm m_form;
};

class LowercaseNormalizer final : public Normalizer
{
public:
    Result<std::string> normalize(std::string text) const override { return lowerCase(text); }
};

class StripNormalizer final : public Normalizer
{
public:
    bool left = true;
    bool right = true;

    Result<std::string> normalize(std::string text) const override
    {
        std::size_t begin = 0;
        for (std::size_t at = 0; left && at < text.size() && isWhitespace(nextCharacter(text, at));)
            begin = at;
        std::size_t end = text.size();
        for (std::size_t at = end; right && at > begin && isWhitespace(previousCharacter(text, at));)
            end = at;
        return text.substr(begin, end - begin);
    }
};

class StripAccentsNormalizer final : public Normalizer
{
public:
    Result<std::string> normalize(std::string text) const override
    {
        std::string bare;
        bare.reserve(text.size());
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t begin = at;
            if (!isNonspacingMark(nextCharacter(text, at)))
                bare.append(text, begin, at - begin);
        }
        return bare;
    }
};

Result<NormalizerPointer> makeNormalizerSequence(const nlohmann::json &description, const std::string &where)
{
    const nlohmann::json *list = findField(description, "normalizers");
    if (!list || !list->is_array())
        return badField("normalizers", "a list", where);
    auto sequence = std::make_shared<SequenceNormalizer>();
    sequence->where = where;
    for (std::size_t i = 0; i < list->size(); ++i) {
        VERNIER_ASSIGN(NormalizerPointer step, makeNormalizer((*list)[i], where + "[" + std::to_string(i) + "]"));
        sequence->steps.push_back(std::move(step));
    }
    return NormalizerPointer(std::move(sequence));
}

} // namespace

Result<NormalizerPointer> makeNormalizer(const nlohmann::json &description, const std::string &where)
{
    VERNIER_ASSIGN(const std::string type, stringField(description, "type", where));
    if (type == "Sequence")
        return makeNormalizerSequence(description, where);
    if (type == "Prepend") {
        auto step = std::make_shared<PrependNormalizer>();
        VERNIER_ASSIGN(step->prefix, stringField(description, "prepend", where));
        return NormalizerPointer(std::move(step));
    }
    if (type == "Replace") {
        auto step = std::make_shared<ReplaceNormalizer>();
        const nlohmann::json *pattern = findField(description, "pattern");
        if (!pattern)
            return badField("pattern", "given", where);
        VERNIER_ASSIGN(step->pattern, TextPattern::fromJson(*pattern, where + ".pattern"));
        VERNIER_ASSIGN(step->content, stringField(description, "content", where));
        return NormalizerPointer(std::move(step));
    }
    if (type == "Strip") {
        auto step = std::make_shared<StripNormalizer>();
        VERNIER_ASSIGN(step->left, boolField(description, "strip_left", true, where));
        VERNIER_ASSIGN(step->right, boolField(description, "strip_right", true, where));
        return NormalizerPointer(std::move(step));
    }
    if (type == "NFC")
        return NormalizerPointer(std::make_shared<FormNormalizer>(NormalForm::C));
    if (type == "NFD")
        return NormalizerPointer(std::make_shared<FormNormalizer>(NormalForm::D));
    if (type == "NFKC")
        return NormalizerPointer(std::make_shared<FormNormalizer>(NormalForm::KC));
    if (type == "NFKD")
        return NormalizerPointer(std::make_shared<FormNormalizer>(NormalForm::KD));
    if (type == "Lowercase")
        return NormalizerPointer(std::make_shared<LowercaseNormalizer>());
    if (type == "StripAccents")
        return NormalizerPointer(std::make_shared<StripAccentsNormalizer>());
    return Error{ErrorCode::Unsupported, "the normalizer " + printable(type) + " is not supported", where};
}

} // namespace vernier
