// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forward/attention.h"

#include "core/base/check.h"
#include "core/base/parallel.h"
#include "core/tensor/rounding.h"
#include "core/tensor/vector_math.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>

namespace vernier {

namespace {

/// Queries of one piece: their scores against all keys must stay small.
constexpr std::int64_t kQueriesPerPiece = 64;
/// In the original's order, which depends on the number of rows, sequences up to this long are one piece: 64 MiB of scores.
constexpr std::int64_t kQueriesPerPieceInOrder = 4096;

// Every step in float32, in the order of the public model code.

float llama3Frequency(float frequency, const RopeScaling &scaling)
{
    const float wavelength = static_cast<float>(2.0 * std::numbers::pi) / frequency;
    const auto factor = static_cast<float>(scaling.factor);
    if (wavelength < static_cast<float>(scaling.originalContext / scaling.highFrequencyFactor))
        return frequency;
    if (wavelength > static_cast<float>(scaling.originalContext / scaling.lowFrequencyFactor))
        return frequency / factor;
    const float kept = (static_cast<float>(scaling.originalContext) / wavelength - static_cast<float>(scaling.lowFrequencyFactor))
        / static_cast<float>(scaling.highFrequencyFactor - scaling.lowFrequencyFactor);
    return (1.0f - kept) * frequency / factor + kept * frequency;
}

/// Pair of channels, not whole, that turns so many times within the original context.
double pairOfTurns(double turns, const ModelConfig &config)
{
    return config.rotaryDim * std::log(config.ropeScaling.originalContext / (turns * 2.0 * std::numbers::pi)) / (2.0 * std::log(config.ropeTheta));
}

void scaleByYarn(std::vector<float> &frequencies, const ModelConfig &config)
{
    const auto low = static_cast<float>(std::max(std::floor(pairOfTurns(config.ropeScaling.fastTurns, config)), 0.0));
    const auto last = static_cast<float>(std::min<double>(std::ceil(pairOfTurns(config.ropeScaling.slowTurns, config)), config.rotaryDim - 1));
    const float high = last == low ? low + 0.001f : last;
    const auto factor = static_cast<float>(config.ropeScaling.factor);
    for (std::size_t i = 0; i < frequencies.size(); ++i) {
        const float stretched = std::clamp((static_cast<float>(i) - low) / (high - low), 0.0f, 1.0f);
        frequencies[i] = frequencies[i] / factor * stretched + frequencies[i] * (1.0f - stretched);
    }
}

/// longSequence: than originalContext.
void scaleFrequencies(std::vector<float> &frequencies, const ModelConfig &config, bool longSequence)
{
    const RopeScaling &scaling = config.ropeScaling;
    const std::vector<float> &factors = longSequence ? scaling.longFactors : scaling.shortFactors;
    switch (scaling.kind) {
    case RopeScaling::Kind::None:
    case RopeScaling::Kind::Dynamic: return;
    case RopeScaling::Kind::Yarn: return scaleByYarn(frequencies, config);
    case RopeScaling::Kind::Linear:
        for (float &frequency : frequencies)
            frequency /= static_cast<float>(scaling.factor);
        return;
    case RopeScaling::Kind::Llama3:
        for (float &frequency : frequencies)
            frequency = llama3Frequency(frequency, scaling);
        return;
    case RopeScaling::Kind::Long:
        VERNIER_CHECK(factors.size() == frequencies.size());
        for (std::size_t i = 0; i < frequencies.size(); ++i)
            frequencies[i] /= factors[i];
        return;
    }
}

/// One piece of attention: some queries of one head of one segment.
struct Piece
{
    const Segment *segment;
    int head;
    std::int64_t firstQuery; ///< within the segment
    std::int64_t queries;
};

std::vector<Piece> piecesOf(std::span<const Segment> segments, int heads, SumOrder order)
{
    const std::int64_t longest = order == SumOrder::Reference ? kQueriesPerPieceInOrder : kQueriesPerPiece;
    std::vector<Piece> pieces;
    for (const Segment &segment : segments) {
        for (int head = 0; head < heads; ++head) {
            for (std::int64_t first = 0; first < segment.rows; first += longest)
                pieces.push_back({&segment, head, first, std::min(longest, segment.rows - first)});
        }
    }
    return pieces;
}

/// Softmax of one row of scores over keys [firstVisible, lastVisible]; the others become 0.
void maskedSoftmax(Eigen::Ref<Eigen::RowVectorXf> scores, std::int64_t firstVisible, std::int64_t lastVisible)
{
    scores.head(firstVisible).setConstant(-std::numeric_limits<float>::infinity());
    softmax({scores.data(), static_cast<std::size_t>(lastVisible + 1)}, static_cast<std::size_t>(scores.size()));
    scores.tail(scores.size() - 1 - lastVisible).setZero();
}

/// Of queries at position firstQuery and after, counted from the first key.
void lowerByDistance(Matrix &scores, float slope, std::int64_t firstQuery)
{
    for (Eigen::Index row = 0; row < scores.rows(); ++row) {
        for (Eigen::Index key = 0; key <= firstQuery + row; ++key)
            scores(row, key) -= slope * static_cast<float>(firstQuery + row - key);
    }
}

} // namespace

std::vector<float> alibiSlopes(int heads)
{
    const auto ofPowerOfTwo = [](int count, int step, int first, int wanted, std::vector<float> &slopes) {
        for (int i = first; static_cast<int>(slopes.size()) < wanted; i += step)
            slopes.push_back(static_cast<float>(std::exp2(-8.0 * (i + 1) / count)));
    };
    const int power = static_cast<int>(std::bit_floor(static_cast<unsigned>(heads)));
    std::vector<float> slopes;
    ofPowerOfTwo(power, 1, 0, power, slopes);
    ofPowerOfTwo(2 * power, 2, 0, heads, slopes); // every second one of twice as many heads
    return slopes;
}

void KvCache::append(const MatrixView &newKeys, const MatrixView &newValues)
{
    const std::int64_t needed = length + newKeys.rows();
    if (needed > keys.rows()) {
        const std::int64_t capacity = std::max<std::int64_t>({needed, 2 * keys.rows(), 64});
        keys.conservativeResize(capacity, newKeys.cols());
        values.conservativeResize(capacity, newValues.cols());
    }
    keys.middleRows(length, newKeys.rows()) = newKeys;
    values.middleRows(length, newValues.rows()) = newValues;
    length = needed;
}

RotaryEmbedding::RotaryEmbedding(const ModelConfig &config)
    : m_headDim(config.headDim)
    , m_first(config.rotaryFirst)
    , m_layout(config.rotaryLayout)
    , m_longFrom(static_cast<std::int64_t>(config.ropeScaling.originalContext))
    , m_amplitude(static_cast<float>(config.ropeScaling.amplitude))
{
    if (config.positions != PositionKind::Rotary)
        return;
    const auto base = static_cast<float>(config.ropeTheta);
    for (int i = 0; i < config.rotaryDim; i += 2) {
        const float exponent = static_cast<float>(i) / static_cast<float>(config.rotaryDim);
        m_frequencies.push_back(1.0f / std::pow(base, exponent));
    }
    m_longFrequencies = m_frequencies;
    scaleFrequencies(m_frequencies, config, false);
    scaleFrequencies(m_longFrequencies, config, true);
}

void RotaryEmbedding::rotate(MatrixSpan x, std::span<const Segment> segments, const Compute &compute) const
{
    rotateHeads(x, m_headDim, m_first, segments, compute);
}

void RotaryEmbedding::rotatePart(MatrixSpan x, std::span<const Segment> segments, const Compute &compute) const
{
    rotateHeads(x, x.cols(), 0, segments, compute);
}

void RotaryEmbedding::rotateHeads(MatrixSpan x, Eigen::Index headDim, Eigen::Index first, std::span<const Segment> segments, const Compute &compute) const
{
    const auto half = static_cast<Eigen::Index>(m_frequencies.size());
    if (half == 0)
        return;
    const Eigen::Index heads = x.cols() / headDim;
    for (const Segment &segment : segments) {
        const std::vector<float> &frequencies = segment.firstPosition + segment.rows > m_longFrom ? m_longFrequencies : m_frequencies;
        const auto rotateRow = [&](std::int64_t row) {
            const auto position = static_cast<float>(segment.firstPosition + row);
            std::vector<float> angles = frequencies;
            for (float &angle : angles)
                angle *= position;
            Eigen::RowVectorXf cosines(half), sines(half), low(half), high(half);
            const auto spanOf = [](Eigen::RowVectorXf &values) { return std::span(values.data(), static_cast<std::size_t>(values.size())); };
            cosineSine(angles, spanOf(cosines), spanOf(sines));
            if (m_amplitude != 1.0f) {
                cosines *= m_amplitude;
                sines *= m_amplitude;
            }
            roundTo(compute.arithmetic, cosines);
            roundTo(compute.arithmetic, sines);
            const auto turn = [&](auto &&lows, auto &&highs) {
                low = lows;
                high = highs;
                turnPairs(spanOf(low), spanOf(high), spanOf(cosines), spanOf(sines), compute.arithmetic);
                lows = low;
                highs = high;
            };
            for (Eigen::Index head = 0; head < heads; ++head) {
                auto turned = x.row(segment.firstRow + row).segment(head * headDim + first, 2 * half);
                if (m_layout == RotaryLayout::Half)
                    turn(turned.head(half), turned.tail(half));
                else
                    turn(turned(Eigen::seqN(0, half, 2)), turned(Eigen::seqN(1, half, 2)));
            }
        };
        parallelFor(compute.workers(), segment.rows, rotateRow);
    }
}

void attend(const MatrixView &q, const MatrixView &k, const MatrixView &v, MatrixSpan out,
            std::span<const Segment> segments, const KvCache *cache, int window, const ModelConfig &config,
            const Compute &compute)
{
    VERNIER_CHECK(!cache || segments.size() == 1);
    const Eigen::Index dim = config.headDim;
    const Eigen::Index valueDim = config.valueDim;
    const std::vector<float> slopes = config.positions == PositionKind::Alibi ? alibiSlopes(config.heads) : std::vector<float>{};
    const int queriesPerKey = config.heads / config.kvHeads;
    const auto root = roundedTo(compute.arithmetic, static_cast<float>(config.scoreDivisor));
    const std::vector<Piece> pieces = piecesOf(segments, config.heads, compute.order);
    const Compute serial{.threads = 1, .backend = compute.backend, .order = compute.order};

    const auto attendPiece = [&](std::int64_t index) {
        const Piece &piece = pieces[static_cast<std::size_t>(index)];
        const Segment &segment = *piece.segment;
        // Positions count from the first key at hand: the sequence's start with a cache, the segment's without.
        const std::int64_t offset = cache ? segment.firstPosition : 0;
        const std::int64_t firstPosition = offset + piece.firstQuery;
        const std::int64_t lastPosition = firstPosition + piece.queries - 1;
        const std::int64_t firstKey = window > 0 ? std::max<std::int64_t>(0, firstPosition - window + 1) : 0;
        const std::int64_t keyCount = lastPosition - firstKey + 1;
        const Eigen::Index queryColumn = piece.head * dim;
        const Eigen::Index keyHead = piece.head / queriesPerKey;
        const std::int64_t keyRow = cache ? firstKey : segment.firstRow + firstKey;
        const MatrixView queries = q.block(segment.firstRow + piece.firstQuery, queryColumn, piece.queries, dim);
        const MatrixView keys = (cache ? MatrixView(cache->keys) : k).block(keyRow, keyHead * dim, keyCount, dim);
        const MatrixView values = (cache ? MatrixView(cache->values) : v).block(keyRow, keyHead * valueDim, keyCount, valueDim);

        const bool tiny = compute.order == SumOrder::Reference && isTinyBatchedProduct(piece.queries, keyCount, dim);
        Matrix scores(piece.queries, keyCount);
        if (tiny)
            multiplyInLoops(queries, keys.transpose(), scores, compute.arithmetic);
        else
            multiplyTransposed(queries, keys, scores, serial);
        roundTo(compute.arithmetic, scores);
        divideBy(root, {scores.data(), static_cast<std::size_t>(scores.size())});
        roundTo(compute.arithmetic, scores);
        if (config.attentionSoftcap > 0.0f) {
            softcap(config.attentionSoftcap, {scores.data(), static_cast<std::size_t>(scores.size())});
            roundTo(compute.arithmetic, scores);
        }
        if (!slopes.empty()) {
            lowerByDistance(scores, slopes[static_cast<std::size_t>(piece.head)], firstPosition - firstKey);
            roundTo(compute.arithmetic, scores);
        }
        for (std::int64_t row = 0; row < piece.queries; ++row) {
            const std::int64_t position = firstPosition + row;
            const std::int64_t firstVisible = window > 0 ? std::max<std::int64_t>(0, position - window + 1) : 0;
            maskedSoftmax(scores.row(row), firstVisible - firstKey, position - firstKey);
        }
        roundTo(compute.arithmetic, scores);
        MatrixSpan mixed = out.block(segment.firstRow + piece.firstQuery, piece.head * valueDim, piece.queries, valueDim);
        if (tiny)
            multiplyInLoops(scores, values, mixed, compute.arithmetic);
        else
            multiply(scores, values, mixed, serial);
        roundTo(compute.arithmetic, mixed);
    };
    parallelFor(compute.workers(), static_cast<std::int64_t>(pieces.size()), attendPiece);
}

} // namespace vernier
