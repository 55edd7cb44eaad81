// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/shards.h"

#include <nlohmann/json.hpp>

namespace vernier {

namespace {

constexpr std::size_t kLargestPaddedCount = 99999;

std::string number(std::size_t value, std::size_t count)
{
    std::string digits = std::to_string(value);
    if (count <= kLargestPaddedCount && digits.size() < 5)
        digits.insert(0, 5 - digits.size(), '0');
    return digits;
}

/// A JSON string in ASCII, as Python's json writes it.
std::string quotedInAscii(const std::string &text)
{
    return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

} // namespace

std::vector<std::vector<std::size_t>> splitIntoShards(std::span<const TensorSize> tensors, std::uint64_t limitBytes)
{
    std::vector<std::vector<std::size_t>> shards;
    std::uint64_t pendingBytes = 0;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        if (shards.empty() || pendingBytes + tensors[i].sizeBytes >= limitBytes) {
            shards.emplace_back();
            pendingBytes = 0;
        }
        shards.back().push_back(i);
        pendingBytes += tensors[i].sizeBytes;
    }
    return shards;
}

std::string shardFileName(std::string_view prefix, std::size_t shard, std::size_t count)
{
    return std::string(prefix) + "-" + number(shard, count) + "-of-" + number(count, count) + ".safetensors";
}

std::string shardIndexFileName(std::string_view prefix)
{
    return std::string(prefix) + ".safetensors.index.json";
}

std::string shardIndexJson(std::string_view prefix, std::span<const TensorSize> tensors,
                           std::span<const std::vector<std::size_t>> shards)
{
    std::vector<std::size_t> shardOf(tensors.size());
    for (std::size_t shard = 0; shard < shards.size(); ++shard) {
        for (const std::size_t tensor : shards[shard])
            shardOf[tensor] = shard;
    }
    std::uint64_t totalBytes = 0;
    std::string map; // written by hand: an ordered_json would compare every key with all before it
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        totalBytes += tensors[i].sizeBytes;
        map += (i ? ",\n    " : "\n    ") + quotedInAscii(tensors[i].name) + ": "
            + quotedInAscii(shardFileName(prefix, shardOf[i] + 1, shards.size()));
    }
    if (!map.empty())
        map += "\n  ";
    return "{\n  \"metadata\": {\n    \"total_size\": " + std::to_string(totalBytes) + "\n  },\n  \"weight_map\": {"
        + map + "}\n}";
}

} // namespace vernier
