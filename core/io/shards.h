// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// How a list of tensors is cut into shard files, and the names and index that go with them.
// Source: msModelSlim's `part_file_size`, which names and fills shards this way.

namespace vernier {

struct TensorSize
{
    std::string name;
    std::uint64_t sizeBytes = 0;
};

/// Positions in `tensors` for each shard, in the order given. A shard is closed before a tensor that would bring it to
/// limitBytes or beyond; a tensor of that size alone makes an oversized shard. No tensors: no shards. A limit of 0
/// gives one shard for each tensor.
[[nodiscard]] std::vector<std::vector<std::size_t>> splitIntoShards(std::span<const TensorSize> tensors,
                                                                    std::uint64_t limitBytes);

/// "<prefix>-00001-of-00004.safetensors"; `number` counts from 1. No padding when there are more than 99999 shards.
[[nodiscard]] std::string shardFileName(std::string_view prefix, std::size_t number, std::size_t count);

/// "<prefix>.safetensors.index.json"
[[nodiscard]] std::string shardIndexFileName(std::string_view prefix);

/// The text of the index: total size and tensor -> file, in the order of `tensors`, indented by 2, ASCII only.
/// Names must be UTF-8 (SafetensorsWriter::begin refuses others).
[[nodiscard]] std::string shardIndexJson(std::string_view prefix, std::span<const TensorSize> tensors,
                                         std::span<const std::vector<std::size_t>> shards);

} // namespace vernier
