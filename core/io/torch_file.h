// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/io/tensor_file.h"

// What torch.save makes of a dictionary of tensors (pytorch_model.bin): a zip file with the records <folder>/data.pkl, a pickle,
// and <folder>/data/<key>, the storages; before PyTorch 1.6 five pickles (magic number, protocol, system, the dictionary, the
// keys) and then the storages, each after the number of its elements. Tensors are views of storages: they may share one, and
// need not lie in row-major order. Nothing is run, and everything is checked against the file.
// Source: PyTorch, torch/serialization.py, _save, _legacy_save and their readers.

namespace vernier {

/// By the name (*.bin, *.pt, *.pth) or the first bytes; no promise that it is one.
[[nodiscard]] bool looksLikeTorchFile(const MappedFile &file);

/// The tensors of the dictionary; what else it holds is left out.
/// Errors: CorruptFile, naming the tensor; Unsupported, naming what is not read: compressed records, functions, opcodes.
[[nodiscard]] Result<std::shared_ptr<const TensorFile>> openTorchFile(const std::shared_ptr<const MappedFile> &mapping);

} // namespace vernier
