// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/json_file.h"

#include "core/io/json_events.h"
#include "core/io/posix_file.h"

#include <algorithm>
#include <cerrno>
#include <type_traits>
#include <unistd.h>
#include <vector>

namespace vernier {

bool JsonHandler::parse_error(std::size_t, const std::string &, const nlohmann::json::exception &exception)
{
    // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error …; last read: '…'; expected …":
    // the place is ours to say, and what was last read may be the whole file.
    std::string_view text = exception.what();
    if (const auto bracket = text.find("] "); bracket != std::string_view::npos)
        text.remove_prefix(bracket + 2);
    if (text.starts_with("parse error")) {
        if (const auto colon = text.find(": "); colon != std::string_view::npos)
            text.remove_prefix(colon + 2);
    }
    std::string words(text.substr(0, text.find("; last read: ")));
    if (const auto expected = text.rfind("; expected "); expected != std::string_view::npos && expected >= words.size())
        words += text.substr(expected);
    return refuse(printable(words));
}

Error jsonError(std::string_view text, std::size_t position, std::string reason, std::string where)
{
    position = std::min(position, text.size());
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n');
    return {ErrorCode::CorruptFile,
            "not usable as JSON at line " + std::to_string(line) + " (byte " + std::to_string(position)
                + "): " + std::move(reason),
            std::move(where)};
}

namespace {

/// Builds the value. `Json` is nlohmann::json or nlohmann::ordered_json.
template <typename Json>
class TreeBuilder : public JsonHandler
{
public:
    explicit TreeBuilder(Json &root)
        : m_root(root)
    {}

    bool null() { return place(nullptr); }
    bool boolean(bool value) { return place(value); }
    bool number_integer(number_integer_t value) { return place(value); }
    bool number_unsigned(number_unsigned_t value) { return place(value); }
    bool number_float(number_float_t value, const std::string &) { return place(value); }
    bool string(std::string &value) { return place(std::move(value)); }
    bool start_object(std::size_t) { return open(Json::object()); }
    bool start_array(std::size_t) { return open(Json::array()); }

    bool key(std::string &name)
    {
        auto &members = m_open.back()->template get_ref<typename Json::object_t &>();
        if constexpr (kOrdered) {
            // Straight to the vector: ordered_map's own insertion compares with every key before. Twins: end_object().
            members.emplace_back(std::move(name), nullptr);
            m_member = &members.back().second;
        } else {
            const auto [position, added] = members.try_emplace(std::move(name), nullptr);
            if (!added)
                return refuseTwin(position->first);
            m_member = &position->second;
        }
        return true;
    }

    bool end_object()
    {
        if constexpr (kOrdered) {
            std::vector<std::string_view> names;
            for (const auto &[name, value] : m_open.back()->template get_ref<typename Json::object_t &>())
                names.push_back(name);
            std::sort(names.begin(), names.end());
            if (const auto twin = std::adjacent_find(names.begin(), names.end()); twin != names.end())
                return refuseTwin(*twin);
        }
        m_open.pop_back();
        return true;
    }

    bool end_array()
    {
        m_open.pop_back();
        return true;
    }

private:
    static constexpr bool kOrdered = std::is_same_v<Json, nlohmann::ordered_json>;

    bool refuseTwin(std::string_view name)
    {
        return refuse("the key \"" + printable(name) + "\" stands twice in one object");
    }

    Json *put(Json value)
    {
        Json *place = &m_root;
        if (!m_open.empty() && m_open.back()->is_array())
            place = &m_open.back()->template get_ref<typename Json::array_t &>().emplace_back();
        else if (!m_open.empty())
            place = m_member;
        *place = std::move(value);
        return place;
    }

    bool place(Json value)
    {
        put(std::move(value));
        return true;
    }

    bool open(Json container)
    {
        if (m_open.size() >= kMaxJsonDepth)
            return refuse("nested more than " + std::to_string(kMaxJsonDepth) + " levels deep");
        m_open.push_back(put(std::move(container)));
        return true;
    }

    Json &m_root;
    std::vector<Json *> m_open; ///< outermost first; containers on this path do not move while they are open
    Json *m_member = nullptr;   ///< the value of the key read last
};

template <typename Json>
Result<Json> parseTree(std::string_view text, std::string where)
{
    Json root;
    TreeBuilder<Json> builder(root);
    VERNIER_TRY(parseJsonEvents(text, std::move(where), builder));
    return root;
}

} // namespace

Result<std::string> readTextFile(const std::filesystem::path &path, std::size_t maxBytes)
{
    VERNIER_ASSIGN(const OpenedFile file, openForReading(path));
    if (file.sizeBytes > maxBytes) {
        return Error{ErrorCode::Unsupported,
                     "the file has " + std::to_string(file.sizeBytes) + " bytes, more than the "
                         + std::to_string(maxBytes) + " that are read of such a file: check that it is the right one",
                     path.string()};
    }
    std::string text(static_cast<std::size_t>(file.sizeBytes), '\0');
    std::size_t filled = 0;
    while (filled < text.size()) {
        const ssize_t got = ::read(file.descriptor.number(), text.data() + filled, text.size() - filled);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return systemError(path, "read the file", errno);
        if (got == 0)
            break; // it became shorter meanwhile
        filled += static_cast<std::size_t>(got);
    }
    text.resize(filled);
    return text;
}

Result<nlohmann::json> parseJson(std::string_view text, std::string where)
{
    return parseTree<nlohmann::json>(text, std::move(where));
}

Result<nlohmann::ordered_json> parseOrderedJson(std::string_view text, std::string where)
{
    return parseTree<nlohmann::ordered_json>(text, std::move(where));
}

Result<nlohmann::json> readJsonFile(const std::filesystem::path &path, std::size_t maxBytes)
{
    VERNIER_ASSIGN(const std::string text, readTextFile(path, maxBytes));
    return parseJson(text, path.string());
}

Result<nlohmann::ordered_json> readOrderedJsonFile(const std::filesystem::path &path, std::size_t maxBytes)
{
    VERNIER_ASSIGN(const std::string text, readTextFile(path, maxBytes));
    return parseOrderedJson(text, path.string());
}

} // namespace vernier
