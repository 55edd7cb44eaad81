// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <vector>

// GGUF files for tests, value by value, so that they can be wrong in every way.

namespace vernier::test {

class GgufBytes
{
public:
    struct Tensor
    {
        std::string name;
        std::vector<std::int64_t> extents; ///< as in the file: the innermost first
        std::uint32_t type = 0;
        std::string bytes;
    };

    template <typename Number>
    static std::string number(Number value)
    {
        std::string bytes(sizeof value, '\0');
        std::memcpy(bytes.data(), &value, sizeof value);
        return bytes;
    }

    static std::string text(const std::string &value) { return number(std::uint64_t{value.size()}) + value; }

    /// value: the type's number and the bytes behind it.
    void add(const std::string &key, std::uint32_t type, const std::string &value)
    {
        m_entries += text(key) + number(type) + value;
        ++entryCount;
    }
    void add(const std::string &key, std::uint32_t value) { add(key, 4, number(value)); }
    void add(const std::string &key, float value) { add(key, 6, number(value)); }
    void add(const std::string &key, const std::string &value) { add(key, 8, text(value)); }
    void add(const std::string &key, const char *value) { add(key, std::string(value)); }

    void addTensor(Tensor tensor, std::int64_t offsetError = 0)
    {
        m_tensors += text(tensor.name) + number(static_cast<std::uint32_t>(tensor.extents.size()));
        for (const std::int64_t extent : tensor.extents)
            m_tensors += number(extent);
        m_tensors += number(tensor.type) + number(static_cast<std::uint64_t>(static_cast<std::int64_t>(m_data.size()) + offsetError));
        m_data += tensor.bytes;
        pad(m_data);
        ++tensorCount;
    }

    [[nodiscard]] std::string file() const
    {
        std::string bytes = "GGUF" + number(version) + number(tensorCount) + number(entryCount) + m_entries + m_tensors;
        pad(bytes);
        return bytes + m_data;
    }

    std::uint32_t version = 3;
    std::uint64_t tensorCount = 0;
    std::uint64_t entryCount = 0;

private:
    static void pad(std::string &bytes) { bytes.resize((bytes.size() + 31) / 32 * 32); }

    std::string m_entries;
    std::string m_tensors;
    std::string m_data;
};

} // namespace vernier::test
