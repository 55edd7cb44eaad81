// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/io/mapped_file.h"
#include "core/tensor/tensor_view.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// A mapped file of tensors, whatever its format; safetensors.h, torch_file.h and gguf_file.h read them.

namespace vernier {

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

class TensorFile
{
public:
    /// What a reader found.
    struct Contents
    {
        std::shared_ptr<const MappedFile> mapping;
        std::vector<StoredTensor> tensors; ///< in the order of the data
        std::vector<UnreadableTensor> unreadable;
        std::map<std::string, std::string> metadata; ///< texts that stand beside the tensors
        std::span<const std::byte> header;           ///< the part of the mapping that describes the tensors
        std::uint64_t dataBytes = 0;                 ///< of all tensors, unreadable ones included
    };

    /// Errors: CorruptFile (a name stands twice).
    [[nodiscard]] static Result<std::shared_ptr<const TensorFile>> make(Contents contents);

    [[nodiscard]] const std::filesystem::path &path() const { return m_contents.mapping->path(); }
    [[nodiscard]] const std::shared_ptr<const MappedFile> &mapping() const { return m_contents.mapping; }
    /// In the order of the data.
    [[nodiscard]] const std::vector<StoredTensor> &tensors() const { return m_contents.tensors; }
    [[nodiscard]] const std::vector<UnreadableTensor> &unreadable() const { return m_contents.unreadable; }
    /// `__metadata__` of safetensors; empty when the file has none.
    [[nodiscard]] const std::map<std::string, std::string> &metadata() const { return m_contents.metadata; }
    /// The part of the file that describes the tensors.
    [[nodiscard]] std::span<const std::byte> header() const { return m_contents.header; }
    /// Bytes of all tensors, unreadable ones included.
    [[nodiscard]] std::uint64_t dataBytes() const { return m_contents.dataBytes; }

    /// True for unreadable tensors, too.
    [[nodiscard]] bool contains(std::string_view name) const { return m_byName.contains(name); }
    /// A view that lives as long as this object (or its mapping()).
    /// Errors: NotFound (suggests the nearest name), Unsupported (a dtype that is not ours).
    [[nodiscard]] Result<TensorView> find(std::string_view name) const;

private:
    explicit TensorFile(Contents contents)
        : m_contents(std::move(contents))
    {}

    Contents m_contents;
    /// Name (owned by the contents) -> position in tensors, or tensors.size() + position in unreadable.
    std::unordered_map<std::string_view, std::size_t> m_byName;
};

/// Names of pickles and GGUF files, which go into JSON and onto terminals. Errors: CorruptFile (no UTF-8, or control characters in it).
[[nodiscard]] Result<void> checkTensorName(const std::string &name, const MappedFile &file);

/// Opens a file in the format that its beginning and its name tell: GGUF, PyTorch, or else safetensors.
/// Errors: those of MappedFile::open, openSafetensors, openTorchFile and GgufFile::open.
[[nodiscard]] Result<std::shared_ptr<const TensorFile>> openTensorFile(const std::filesystem::path &path);

/// Bytes of a tensor; nothing when the product is beyond 2^63. Zero extents do not hide an overflow before them.
[[nodiscard]] std::optional<std::uint64_t> checkedBytes(const Shape &shape, std::size_t elementBytes);

/// The end of messages about files that contradict themselves.
inline constexpr std::string_view kDownloadAgain = ": the file is damaged, download it again";

} // namespace vernier
