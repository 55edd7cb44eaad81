// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/io/tensor_file.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// All tensors of a checkpoint folder, whether they lie in one file or in shards.

namespace vernier {

class TensorFolder
{
public:
    /// `path` is a folder, a file of tensors (openTensorFile) or an index (*.index.json). In a folder, in this order:
    /// model.safetensors, model.safetensors.index.json, the only index, the only .safetensors file; then in the same way
    /// pytorch_model*.bin.
    /// Only headers are read. Tensors of a shard that the index does not list there are left out.
    /// Errors: NotFound (no weights, missing shard), CorruptFile (truncated shard, an index that lies),
    /// InvalidArgument (several candidates), those of openTensorFile.
    [[nodiscard]] static Result<std::shared_ptr<const TensorFolder>> open(const std::filesystem::path &path);

    /// The tensors of one file.
    [[nodiscard]] static std::shared_ptr<const TensorFolder> ofFile(std::shared_ptr<const TensorFile> file);

    /// The tensors of `top`, and those of `below` that it does not have.
    [[nodiscard]] static std::shared_ptr<const TensorFolder> overlay(const TensorFolder &top, const TensorFolder &below);

    [[nodiscard]] bool contains(std::string_view name) const;
    /// A view that lives as long as this object.
    /// Errors: NotFound (suggests the nearest name), Unsupported (a dtype that is not ours).
    [[nodiscard]] Result<TensorView> find(std::string_view name) const;
    /// Shards by name, in each the order of the data; unreadable tensors are included.
    [[nodiscard]] const std::vector<std::string> &names() const { return m_names; }
    /// Bytes of the tensors in names().
    [[nodiscard]] std::uint64_t totalBytes() const { return m_totalBytes; }
    /// The opened files, ordered by name.
    [[nodiscard]] const std::vector<std::shared_ptr<const TensorFile>> &files() const { return m_files; }
    /// Differs between files, and between versions of a file as it is on disk now.
    [[nodiscard]] std::string identity() const;
    /// The file that holds the tensor, for messages; nullptr for a name that is not there.
    [[nodiscard]] const TensorFile *fileOf(std::string_view name) const;

    /// MappedFile::prefetch and release of one tensor's bytes; nothing happens for a name that is not there.
    void prefetch(std::string_view name) const;
    void release(std::string_view name) const;

private:
    explicit TensorFolder(std::filesystem::path path);
    [[nodiscard]] Result<void> openIndex(const std::filesystem::path &indexPath);
    void addFile(std::shared_ptr<const TensorFile> file);
    void add(std::string name, std::size_t file, std::uint64_t sizeBytes);
    void buildLookup();

    std::filesystem::path m_path;
    std::vector<std::shared_ptr<const TensorFile>> m_files;
    std::vector<std::string> m_names;
    std::vector<std::size_t> m_fileOfName; ///< position in m_files, parallel to m_names
    std::uint64_t m_totalBytes = 0;
    std::unordered_map<std::string_view, std::size_t> m_byName; ///< name (owned by m_names) -> position in m_names
};

} // namespace vernier
