// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/modelslim_tensors.h"
#include "core/io/npy_dict.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// msModelSlim's save_type "numpy": one .npy file for each kind of tensor, each a dictionary by layer.

namespace vernier {

/// Names of the files, in no special order.
[[nodiscard]] std::span<const std::string_view> numpyFileNames();

struct NumpyPlace
{
    std::string_view file; ///< among numpyFileNames()
    std::string key;
};

/// Where a tensor is saved; none for kinds that this format drops (parameters of a second level). Differs from the original
/// in this: there a layer's bias replaces its weight in quant_weight.npy, having the same key; here it keeps its ".bias". The largest
/// values of NF4's blocks, which the original does not save at all, lie there under their full names, too.
/// Source: spec/msmodelslim.md 6.7.
[[nodiscard]] std::optional<NumpyPlace> numpyPlace(std::string_view tensor);

/// The files that a list of tensors makes.
class NumpyFiles
{
public:
    struct File
    {
        std::string_view name;
        NpyDictWriter writer;
        std::vector<std::size_t> members; ///< which tensors, counted in the order of declaration
    };

    /// The next tensor of the list. Errors: those of NpyDictWriter::declare.
    [[nodiscard]] Result<void> declare(std::string_view tensor, DType dtype, const Shape &shape);
    /// Those that hold something.
    [[nodiscard]] std::vector<File> &files() { return m_files; }
    /// Of all files together.
    [[nodiscard]] std::uint64_t bytes() const;

private:
    std::vector<File> m_files;
    std::size_t m_declared = 0;
};

/// Every value is an array of NumPy; in the original it is a tensor, which takes PyTorch to read. BF16 becomes float32.
/// Errors: those of NpyDictWriter and of the tensors' bytes; Cancelled.
[[nodiscard]] Result<void> writeNumpyFiles(const std::filesystem::path &folder, std::span<const OutputTensor> tensors,
                                           std::filesystem::perms permissions, JobMonitor &monitor);

} // namespace vernier
