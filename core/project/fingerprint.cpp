// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/fingerprint.h"

#include "core/io/json_file.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

namespace vernier {

namespace {

constexpr std::size_t kPieces = 16;
constexpr std::size_t kPieceBytes = 4096;

class Fnv1a64
{
public:
    void add(std::span<const std::byte> bytes)
    {
        for (const std::byte byte : bytes)
            m_hash = (m_hash ^ static_cast<std::uint64_t>(byte)) * 1099511628211ull;
    }

    /// With its length, so that neighbours cannot trade bytes.
    void add(std::string_view text)
    {
        add(static_cast<std::uint64_t>(text.size()));
        add(std::as_bytes(std::span(text)));
    }

    void add(std::uint64_t number)
    {
        for (int shift = 0; shift < 64; shift += 8)
            m_hash = (m_hash ^ ((number >> shift) & 0xffu)) * 1099511628211ull;
    }

    [[nodiscard]] std::string text() const
    {
        std::string digits;
        for (int shift = 60; shift >= 0; shift -= 4)
            digits += "0123456789abcdef"[(m_hash >> shift) & 0xfu];
        return "fnv1a64:" + digits;
    }

private:
    std::uint64_t m_hash = 14695981039346656037ull;
};

void addFile(Fnv1a64 &hash, const TensorFile &file)
{
    const std::span<const std::byte> bytes = file.mapping()->bytes();
    const std::span<const std::byte> header = file.header();
    const bool isInFront = header.data() == bytes.data();
    const std::span<const std::byte> data = isInFront ? bytes.subspan(header.size()) : bytes;
    hash.add(file.path().filename().string());
    hash.add(static_cast<std::uint64_t>(bytes.size()));
    hash.add(header);
    if (data.size() <= kPieces * kPieceBytes) {
        hash.add(data);
        return;
    }
    for (std::size_t piece = 0; piece < kPieces; ++piece)
        hash.add(data.subspan((data.size() - kPieceBytes) / (kPieces - 1) * piece, kPieceBytes));
}

} // namespace

Result<std::string> checkpointFingerprint(const Checkpoint &checkpoint)
{
    Fnv1a64 hash;
    std::string config = checkpoint.generatedConfig();
    if (config.empty()) {
        VERNIER_ASSIGN(config, readTextFile(checkpoint.folder() / "config.json"));
    }
    hash.add(config);
    for (const std::shared_ptr<const TensorFile> &file : checkpoint.tensors().files())
        addFile(hash, *file);
    return hash.text();
}

std::string inputsFingerprint(std::string_view checkpoint, const std::vector<std::vector<int>> &calibration, const TokenBatch &windows)
{
    Fnv1a64 hash;
    hash.add(checkpoint);
    const auto addTokens = [&hash](std::span<const int> tokens) {
        hash.add(static_cast<std::uint64_t>(tokens.size()));
        for (const int token : tokens)
            hash.add(static_cast<std::uint64_t>(token));
    };
    hash.add(static_cast<std::uint64_t>(calibration.size()));
    for (const std::vector<int> &sequence : calibration)
        addTokens(sequence);
    for (int i = 0; i < windows.sequences(); ++i)
        addTokens(windows.sequence(i));
    return hash.text();
}

} // namespace vernier
