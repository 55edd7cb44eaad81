// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/documents.h"

#include "core/base/check.h"
#include "core/base/strings.h"
#include "core/io/json_file.h"
#include "core/io/posix_file.h"
#include "core/text/json_fields.h"
#include "core/text/tokenizer.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <string_view>

namespace vernier {

namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{1} << 30;
/// A parsed list of ids takes about ten times its text.
constexpr std::size_t kMaxJsonBytes = std::size_t{256} << 20;
constexpr std::string_view kSeparatorLine = "<|endoftext|>";
constexpr std::string_view kTextKeys[] = {"inputs_pretokenized", "prompt", "text"};
constexpr std::string_view kBlanks = " \t\r\n";

Error emptyFile(const std::string &where)
{
    return {ErrorCode::CorruptFile, "the file holds no document: give it at least one text or list of token ids",
            where};
}

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(kBlanks) == text.npos;
}

Result<Document> documentOfIds(const nlohmann::json &list, std::string origin)
{
    if (list.empty())
        return Error{ErrorCode::CorruptFile, "the list of token ids is empty: remove it or fill it", std::move(origin)};
    Document document;
    document.ids.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto id = integerIn(list[i], 0, std::numeric_limits<int>::max());
        if (!id) {
            return Error{ErrorCode::CorruptFile,
                         "position " + std::to_string(i) + " holds " + printable(list[i].dump())
                             + ", which is no token id: a sequence is a list of whole numbers from 0",
                         std::move(origin)};
        }
        document.ids.push_back(static_cast<int>(*id));
    }
    document.origin = std::move(origin);
    return document;
}

Result<Document> documentOfText(std::string text, std::string origin)
{
    if (text.empty())
        return Error{ErrorCode::CorruptFile, "the text is empty: remove it or fill it", std::move(origin)};
    Document document;
    document.text = std::move(text);
    document.origin = std::move(origin);
    return document;
}

std::optional<Answer> answerOf(const nlohmann::json &object)
{
    const nlohmann::json *answer = findField(object, "ans");
    if (!answer || answer->is_structured())
        return {};
    if (answer->is_boolean())
        return Answer(answer->get<bool>());
    return Answer(answer->is_string() ? answer->get<std::string>() : answer->dump());
}

/// wholeText  the element as it stands in the file: what an object without a known key means.
Result<Document> documentOf(const nlohmann::json &element, std::string_view wholeText, std::string origin)
{
    if (element.is_array())
        return documentOfIds(element, std::move(origin));
    if (element.is_string())
        return documentOfText(element.get_ref<const std::string &>(), std::move(origin));
    if (!element.is_object()) {
        return Error{ErrorCode::CorruptFile,
                     printable(element.dump()) + " is no document: expected a text, an object or a list of token ids",
                     std::move(origin)};
    }
    for (const std::string_view key : kTextKeys) {
        if (const nlohmann::json *text = findField(element, key)) {
            if (!text->is_string())
                return badField(key, "a string", origin);
            VERNIER_ASSIGN(Document document, documentOfText(text->get_ref<const std::string &>(), std::move(origin)));
            document.answer = answerOf(element);
            return document;
        }
    }
    return documentOfText(std::string(wholeText), std::move(origin));
}

/// The objects of a list as compact JSON with their keys in the file's order, which nlohmann::json does not keep. Parsed
/// again only for lists of objects that mean themselves.
class ObjectTexts
{
public:
    /// content  the file; underCalib: the list is the value of that key.
    ObjectTexts(std::string_view content, bool underCalib)
        : m_content(content)
        , m_underCalib(underCalib)
    {}

    std::string of(std::size_t index)
    {
        if (m_list.is_null()) {
            Result<nlohmann::ordered_json> whole = parseOrderedJson(m_content, {});
            VERNIER_CHECK(whole.hasValue()); // it was parsed before
            m_list = m_underCalib ? std::move((*whole)["calib"]) : std::move(*whole);
        }
        return m_list[index].dump();
    }

private:
    std::string_view m_content;
    bool m_underCalib;
    nlohmann::ordered_json m_list;
};

bool meansItself(const nlohmann::json &element)
{
    return element.is_object()
        && std::none_of(std::begin(kTextKeys), std::end(kTextKeys), [&](std::string_view key) { return findField(element, key) != nullptr; });
}

/// The elements of a JSON list.
Result<std::vector<Document>> documentsOfList(const nlohmann::json &list, ObjectTexts texts, const std::string &where)
{
    if (list.empty())
        return emptyFile(where);
    if (integerIn(list.front(), std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max())) {
        return Error{ErrorCode::CorruptFile,
                     "the file is one list of numbers: write a list of such lists, one for each sequence", where};
    }
    std::vector<Document> documents;
    documents.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        const std::string text = meansItself(list[i]) ? texts.of(i) : std::string();
        VERNIER_ASSIGN(Document document, documentOf(list[i], text, where + ", sequence " + std::to_string(i)));
        documents.push_back(std::move(document));
    }
    return documents;
}

struct Line
{
    std::string_view text; ///< without its line break
    std::size_t number = 0;
};

/// Takes the next line off `rest`; nothing at the end.
std::optional<Line> nextLine(std::string_view &rest, std::size_t &number)
{
    if (rest.empty())
        return {};
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return Line{line, ++number};
}

Result<std::vector<Document>> documentsOfLines(std::string_view content, const std::string &where)
{
    std::vector<Document> documents;
    std::size_t number = 0;
    while (const std::optional<Line> line = nextLine(content, number)) {
        if (isBlank(line->text))
            continue;
        const std::string origin = where + ", line " + std::to_string(line->number);
        Result<nlohmann::json> element = parseJson(line->text, origin);
        if (!element) {
            return Error{element.error().code,
                         "mend or remove this line, which must be a JSON object, string or list of token ids: "
                             + element.error().message,
                         origin};
        }
        VERNIER_ASSIGN(Document document, documentOf(*element, line->text, origin));
        documents.push_back(std::move(document));
    }
    return documents;
}

std::vector<Document> documentsOfText(std::string_view content, const std::string &where)
{
    std::vector<Document> documents;
    std::size_t number = 0;
    const char *begin = content.data();
    std::size_t firstLine = 1;
    const auto endDocument = [&](const char *end) {
        std::string_view text(begin, static_cast<std::size_t>(end - begin));
        while (!text.empty() && (text.front() == '\n' || text.front() == '\r'))
            text.remove_prefix(1);
        while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
            text.remove_suffix(1);
        if (!isBlank(text))
            documents.push_back({toValidUtf8(text), {}, where + ", line " + std::to_string(firstLine)});
    };
    const char *const end = content.data() + content.size();
    while (const std::optional<Line> line = nextLine(content, number)) {
        if (line->text != kSeparatorLine)
            continue;
        endDocument(line->text.data());
        begin = content.data();
        firstLine = line->number + 1;
    }
    endDocument(end);
    return documents;
}

/// Whether JSON was meant: the first line is a JSON value, or the file's name says so.
bool meansJson(std::string_view content, const std::filesystem::path &path)
{
    if (path.extension() == ".json" || path.extension() == ".jsonl")
        return true;
    const std::size_t first = content.find_first_not_of(kBlanks);
    if (first == content.npos || (content[first] != '{' && content[first] != '['))
        return false;
    content.remove_prefix(first);
    std::size_t number = 0;
    return parseJson(nextLine(content, number)->text, {}).hasValue();
}

Result<std::vector<Document>> documentsOfJson(std::string_view content, const std::string &where,
                                              const Result<nlohmann::json> &whole)
{
    if (whole && whole->is_array())
        return documentsOfList(*whole, ObjectTexts(content, false), where);
    if (whole) {
        if (const nlohmann::json *list = findField(*whole, "calib")) {
            if (!list->is_array())
                return badField("calib", "a list of sequences", where);
            return documentsOfList(*list, ObjectTexts(content, true), where + ": calib");
        }
        VERNIER_ASSIGN(Document document, documentOf(*whole, trimmed(content, kBlanks), where));
        return std::vector<Document>{std::move(document)};
    }
    // Not one value: lines of values, unless already the first line is none.
    const std::size_t first = content.find_first_not_of(kBlanks);
    std::string_view rest = content.substr(first);
    std::size_t number = 0;
    if (!parseJson(nextLine(rest, number)->text, {}))
        return whole.error();
    return documentsOfLines(content, where);
}

} // namespace

Result<std::vector<Document>> readDocuments(const std::filesystem::path &path)
{
    const std::string where = path.string();
    VERNIER_ASSIGN(const std::string bytes, readTextFile(path, kMaxFileBytes));
    std::string_view content = bytes;
    if (content.starts_with("\xEF\xBB\xBF")) // the byte order mark of some editors
        content.remove_prefix(3);
    if (isBlank(content))
        return emptyFile(where);

    const char first = content[content.find_first_not_of(kBlanks)];
    if (content.size() <= kMaxJsonBytes && (first == '{' || first == '[')) {
        const Result<nlohmann::json> whole = parseJson(content, where);
        if (whole || meansJson(content, path))
            return documentsOfJson(content, where, whole);
    } else if (meansJson(content, path)) {
        if (content.size() > kMaxJsonBytes) {
            return Error{ErrorCode::Unsupported,
                         "JSON of " + std::to_string(content.size()) + " bytes is not read, only up to "
                             + std::to_string(kMaxJsonBytes) + ": split the file",
                         where};
        }
        return documentsOfLines(content, where);
    }
    std::vector<Document> documents = documentsOfText(content, where);
    if (documents.empty())
        return emptyFile(where);
    return documents;
}

Result<std::vector<std::vector<int>>> toTokenIds(const std::vector<Document> &documents, const Tokenizer *tokenizer,
                                                 int vocabularySize)
{
    std::vector<std::vector<int>> sequences;
    sequences.reserve(documents.size());
    for (const Document &document : documents) {
        if (document.isTokens()) {
            sequences.push_back(document.ids);
        } else if (!tokenizer) {
            return Error{
                ErrorCode::Unsupported,
                "this is text, and the checkpoint has no tokenizer: put tokenizer.json or tokenizer.model into "
                "its folder, or give lists of token ids",
                document.origin};
        } else {
            VERNIER_ASSIGN(std::vector<int> ids, tokenizer->encode(document.text, true));
            sequences.push_back(std::move(ids));
        }
        const std::vector<int> &ids = sequences.back();
        if (ids.empty())
            return Error{ErrorCode::InvalidArgument, "the text has no token: remove it", document.origin};
        const auto wrong = std::find_if(ids.begin(), ids.end(), [&](int id) { return id < 0 || id >= vocabularySize; });
        if (wrong != ids.end()) {
            return Error{ErrorCode::InvalidArgument,
                         "position " + std::to_string(wrong - ids.begin()) + " has the token id "
                             + std::to_string(*wrong) + ", but the model's vocabulary ends at "
                             + std::to_string(vocabularySize - 1) + ": "
                             + (document.isTokens() ? "the ids were made for another model"
                                                    : "the tokenizer belongs to another model"),
                         document.origin};
        }
    }
    return sequences;
}

} // namespace vernier
