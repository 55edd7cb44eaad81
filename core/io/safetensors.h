// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/io/tensor_file.h"

#include <cstdint>
#include <filesystem>
#include <memory>

// One .safetensors file: 8 bytes of header length (little-endian), a JSON header, then the data of all tensors without
// gaps. The header is not trusted: everything is checked against the file before a tensor is handed out.
// Source: github.com/huggingface/safetensors, README, "Format".

namespace vernier {

/// Longest header accepted, as in the reference implementation.
inline constexpr std::uint64_t kMaxSafetensorsHeaderBytes = 100'000'000;
/// Errors: NotFound, Io, InvalidArgument (MappedFile::open); CorruptFile, naming file and tensor.
[[nodiscard]] Result<std::shared_ptr<const TensorFile>> openSafetensors(const std::filesystem::path &path);
[[nodiscard]] Result<std::shared_ptr<const TensorFile>> openSafetensors(const std::shared_ptr<const MappedFile> &mapping);

} // namespace vernier
