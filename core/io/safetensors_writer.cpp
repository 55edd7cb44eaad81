// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/safetensors_writer.h"

#include "core/io/posix_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>

namespace vernier {

static_assert(std::endian::native == std::endian::little, "values are written as they lie in memory");

namespace {

Error invalid(std::string_view name, std::string_view what, std::string where)
{
    return {ErrorCode::InvalidArgument, "tensor \"" + printable(name) + "\" " + std::string(what), std::move(where)};
}

/// Place in the library's enumeration of dtypes; larger comes first in the file, so that everything stays aligned.
int rankOf(DType dtype)
{
    switch (dtype) {
    case DType::Bool: return 0;
    case DType::U8: return 1;
    case DType::I8: return 2;
    case DType::I16: return 3;
    case DType::F16: return 4;
    case DType::BF16: return 5;
    case DType::I32: return 6;
    case DType::F32: return 7;
    case DType::F64: return 8;
    case DType::I64: return 9;
    }
    return -1;
}

/// JSON string, quoted. Throws for text that is not UTF-8.
std::string quoted(const std::string &text)
{
    return nlohmann::json(text).dump();
}

std::string compactShape(const Shape &shape)
{
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i ? "," : "") + std::to_string(shape[i]);
    return text + "]";
}

} // namespace

Result<void> SafetensorsWriter::declare(std::string name, DType dtype, Shape shape)
{
    VERNIER_CHECK(!m_file);
    if (name.empty() || name == "__metadata__")
        return invalid(name, "has a name that the format reserves", {});
    std::int64_t bytes = static_cast<std::int64_t>(sizeOf(dtype));
    for (const std::int64_t extent : shape) {
        if (extent < 0 || __builtin_mul_overflow(bytes, extent, &bytes))
            return invalid(name, "has the impossible shape " + toString(shape), {});
    }
    if (!m_byName.emplace(name, m_tensors.size()).second)
        return invalid(name, "is declared twice", {});
    m_tensors.push_back({std::move(name), dtype, std::move(shape), static_cast<std::uint64_t>(bytes)});
    return {};
}

Result<std::string> SafetensorsWriter::header() const
{
    std::string text = "{";
    try {
        if (!m_metadata.empty()) {
            text += "\"__metadata__\":{";
            for (const auto &[key, value] : m_metadata)
                text += (text.back() == '{' ? "" : ",") + quoted(key) + ":" + quoted(value);
            text += "}";
        }
        std::uint64_t offset = 0;
        for (const Declared &tensor : m_tensors) {
            text += (text.size() == 1 ? "" : ",") + quoted(tensor.name) + ":{\"dtype\":\"";
            text += toString(tensor.dtype);
            text += "\",\"shape\":" + compactShape(tensor.shape) + ",\"data_offsets\":[" + std::to_string(offset);
            offset += tensor.sizeBytes;
            text += "," + std::to_string(offset) + "]}";
        }
    } catch (const nlohmann::json::exception &) {
        return Error{ErrorCode::InvalidArgument, "a tensor's name or the metadata is not UTF-8: rename it", {}};
    }
    text += "}";
    text.append((8 - text.size() % 8) % 8, ' ');
    return text;
}

void SafetensorsWriter::sort()
{
    std::sort(m_tensors.begin(), m_tensors.end(), [](const Declared &a, const Declared &b) {
        return rankOf(a.dtype) != rankOf(b.dtype) ? rankOf(a.dtype) > rankOf(b.dtype) : a.name < b.name;
    });
    for (std::size_t i = 0; i < m_tensors.size(); ++i)
        m_byName[m_tensors[i].name] = i;
}

Result<std::uint64_t> SafetensorsWriter::fileBytes()
{
    sort();
    VERNIER_ASSIGN(const std::string text, header());
    std::uint64_t bytes = sizeof(std::uint64_t) + text.size();
    for (const Declared &tensor : m_tensors)
        bytes += tensor.sizeBytes;
    return bytes;
}

Result<void> SafetensorsWriter::begin(const std::filesystem::path &path)
{
    VERNIER_CHECK(!m_file);
    sort();
    VERNIER_ASSIGN(const std::string text, header());
    VERNIER_ASSIGN(AtomicFile file, AtomicFile::create(path));
    const std::uint64_t length = text.size();
    VERNIER_TRY(file.write(std::as_bytes(std::span(&length, 1))));
    VERNIER_TRY(file.write(text));
    m_file.emplace(std::move(file));
    skipFinished();
    return {};
}

void SafetensorsWriter::skipFinished()
{
    while (m_current < m_tensors.size() && m_writtenOfCurrent == m_tensors[m_current].sizeBytes) {
        ++m_current;
        m_writtenOfCurrent = 0;
    }
}

Result<void> SafetensorsWriter::write(std::string_view name, std::span<const std::byte> bytes)
{
    VERNIER_CHECK(m_file);
    const std::string where = m_file->target().string();
    if (bytes.empty() && m_byName.contains(std::string(name)))
        return {};
    if (m_current >= m_tensors.size() || m_tensors[m_current].name != name)
        return invalid(name, "is not the one whose bytes come next", where);
    if (bytes.size() > m_tensors[m_current].sizeBytes - m_writtenOfCurrent)
        return invalid(name, "gets more bytes than its shape holds", where);
    VERNIER_TRY(m_file->write(bytes));
    m_writtenOfCurrent += bytes.size();
    skipFinished();
    return {};
}

Result<void> SafetensorsWriter::commit(std::optional<std::filesystem::perms> permissions)
{
    VERNIER_CHECK(m_file);
    if (m_current < m_tensors.size())
        return invalid(m_tensors[m_current].name, "is not complete", m_file->target().string());
    return m_file->commit(permissions);
}

Result<void> writeSafetensors(const std::filesystem::path &path, std::span<const NamedTensor> tensors,
                              const std::map<std::string, std::string> &metadata,
                              std::optional<std::filesystem::perms> permissions)
{
    SafetensorsWriter writer;
    writer.setMetadata(metadata);
    std::unordered_map<std::string_view, std::span<const std::byte>> dataOf;
    for (const NamedTensor &tensor : tensors) {
        VERNIER_TRY(writer.declare(tensor.name, tensor.view.dtype, tensor.view.shape));
        dataOf.emplace(tensor.name, tensor.view.data);
    }
    VERNIER_TRY(writer.begin(path));
    for (const SafetensorsWriter::Declared &tensor : writer.order())
        VERNIER_TRY(writer.write(tensor.name, dataOf.at(tensor.name)));
    return writer.commit(permissions);
}

} // namespace vernier
