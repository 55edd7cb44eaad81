// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/io/mapped_file.h"
#include "core/tensor/tensor_view.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// One .safetensors file: 8 bytes of header length (little-endian), a JSON header, then the data of all tensors without
// gaps. The header is not trusted: everything is checked against the file before a tensor is handed out.
// Source: github.com/huggingface/safetensors, README, "Format".

namespace vernier {

/// Longest header accepted, as in the reference implementation.
inline constexpr std::uint64_t kMaxSafetensorsHeaderBytes = 100'000'000;
/// Most dimensions of a tensor.
inline constexpr std::size_t kMaxTensorRank = 32;

struct StoredTensor
{
    std::string name;
    TensorView view;          ///< points into the mapped file
    std::uint64_t offset = 0; ///< of the data, from the start of the file
};

/// A tensor in a dtype that is not ours (F8_E4M3, U16, …). It may lie in the file as long as nobody asks for it.
struct UnreadableTensor
{
    std::string name;
    std::string dtype; ///< as spelled in the file
    Shape shape;
    std::uint64_t sizeBytes = 0;
};

class SafetensorsFile
{
public:
    /// Errors: NotFound, Io, InvalidArgument (MappedFile::open); CorruptFile, naming file and tensor.
    [[nodiscard]] static Result<std::shared_ptr<const SafetensorsFile>> open(const std::filesystem::path &path);

    [[nodiscard]] const std::filesystem::path &path() const { return m_mapping->path(); }
    [[nodiscard]] const std::shared_ptr<const MappedFile> &mapping() const { return m_mapping; }
    /// In the order of the data.
    [[nodiscard]] const std::vector<StoredTensor> &tensors() const { return m_tensors; }
    [[nodiscard]] const std::vector<UnreadableTensor> &unreadable() const { return m_unreadable; }
    /// `__metadata__`; empty when the file has none.
    [[nodiscard]] const std::map<std::string, std::string> &metadata() const { return m_metadata; }
    /// Bytes of all tensors, unreadable ones included.
    [[nodiscard]] std::uint64_t dataBytes() const { return m_dataBytes; }

    /// True for unreadable tensors, too.
    [[nodiscard]] bool contains(std::string_view name) const;
    /// A view that lives as long as this object (or its mapping()).
    /// Errors: NotFound (suggests the nearest name), Unsupported (a dtype that is not ours).
    [[nodiscard]] Result<TensorView> find(std::string_view name) const;

private:
    SafetensorsFile() = default;

    std::shared_ptr<const MappedFile> m_mapping;
    std::vector<StoredTensor> m_tensors;
    std::vector<UnreadableTensor> m_unreadable;
    std::map<std::string, std::string> m_metadata;
    std::uint64_t m_dataBytes = 0;
    /// Name (owned by the vectors above) -> position in m_tensors, or m_tensors.size() + position in m_unreadable.
    std::unordered_map<std::string_view, std::size_t> m_byName;
};

} // namespace vernier
