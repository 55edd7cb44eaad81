// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/calibration_smooth.h"

#include "core/base/check.h"
#include "core/base/job_steps.h"
#include "core/base/parallel.h"
#include "core/forward/norm.h"
#include "core/forward/pass.h"
#include "core/quant/joint_calibration.h"
#include "core/quant/sparse_weight.h"
#include "core/smooth/outlier_groups.h"
#include "core/smooth/outlier_stats.h"
#include "core/tensor/vector_math.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

namespace vernier {

namespace {

constexpr std::string_view kSmoothing = "outlier suppression";
constexpr int kExponents = 11; ///< of each of the two rounds

/// `count` numbers from first to last as torch.linspace has them: counted from the nearer end, in float32.
std::array<float, kExponents> evenly(float first, float last)
{
    std::array<float, kExponents> values{};
    const float step = (last - first) / static_cast<float>(kExponents - 1);
    for (int i = 0; i < kExponents; ++i) {
        values[static_cast<std::size_t>(i)] =
            i < kExponents / 2 ? first + step * static_cast<float>(i) : last - step * static_cast<float>(kExponents - 1 - i);
    }
    return values;
}

Matrix stacked(std::span<const Matrix> weights)
{
    Eigen::Index rows = 0;
    for (const Matrix &weight : weights)
        rows += weight.rows();
    Matrix all(rows, weights.front().cols());
    rows = 0;
    for (const Matrix &weight : weights) {
        all.middleRows(rows, weight.rows()) = weight;
        rows += weight.rows();
    }
    return all;
}

std::vector<float> columnAbsMax(const MatrixView &values)
{
    std::vector<float> largest;
    raiseToColumnAbsMax(largest, values);
    return largest;
}

/// One search: the weights of a group together, and the shifted tokens that reach it.
class ExponentSearch
{
public:
    ExponentSearch(Matrix tokens, Matrix weight, int bits, const Compute &compute)
        : m_tokens(std::move(tokens))
        , m_weight(std::move(weight))
        , m_tokenMax(columnAbsMax(m_tokens))
        , m_weightMax(columnAbsMax(m_weight))
        , m_largestCode(static_cast<float>((1 << (bits - 1)) - 1))
        , m_compute(compute)
        , m_output(m_tokens.rows(), m_weight.rows())
    {
        for (float &value : m_tokenMax) // the original divides 0 by 0
            value = std::max(value, kSmallestFactor);
        for (float &value : m_weightMax)
            value = std::max(value, kSmallestFactor);
        multiplyTransposed(m_tokens, m_weight, m_output, m_compute);
    }

    [[nodiscard]] double loss(float alpha) const
    {
        std::vector<float> factors = m_weightMax; // of the tokens; the weights are multiplied by their inverses
        std::vector<float> divisors = m_tokenMax;
        powerWithoutShortcuts(factors, static_cast<double>(1.0f - alpha));
        powerWithoutShortcuts(divisors, static_cast<double>(alpha));
        std::vector<float> inverses(factors.size());
        for (std::size_t c = 0; c < factors.size(); ++c) {
            factors[c] /= divisors[c];
            inverses[c] = 1.0f / factors[c];
        }
        Matrix tokens = m_tokens * Eigen::Map<const Eigen::VectorXf>(factors.data(), m_tokens.cols()).asDiagonal();
        Matrix weight = m_weight * Eigen::Map<const Eigen::VectorXf>(inverses.data(), m_weight.cols()).asDiagonal();
        roundTokens(tokens);
        roundWeight(weight);
        Matrix output(m_output.rows(), m_output.cols());
        multiplyTransposed(tokens, weight, output, m_compute);
        return std::sqrt((m_output - output).cast<double>().array().square().square().sum());
    }

private:
    /// On one symmetric 8-bit grid.
    void roundTokens(Matrix &tokens) const
    {
        constexpr float kHigh = 127.0f;
        const float scale = std::max(tokens.cwiseAbs().maxCoeff() / kHigh, kSmallestScale);
        parallelFor(m_compute.workers(), tokens.rows(), [&](std::int64_t row) {
            for (float &value : std::span(tokens.row(row).data(), static_cast<std::size_t>(tokens.cols())))
                value = std::clamp(std::rint(value / scale), -kHigh, kHigh) * scale;
        });
    }

    /// Of fewer than 8 bits, inliers saturate at their largest code and outliers at that of 8 bits; 8 bits know no outliers.
    void roundWeight(Matrix &weight) const
    {
        constexpr float kSigmas = 3.0f;
        constexpr float kHigh = 127.0f;
        parallelFor(m_compute.workers(), weight.rows(), [&](std::int64_t index) {
            const std::span<float> row(weight.row(index).data(), static_cast<std::size_t>(weight.cols()));
            const float deviation = m_largestCode < kHigh ? magnitudeDeviation(row) : std::numeric_limits<float>::infinity();
            const auto isOutlier = [&](float value) { return std::abs(value) / deviation > kSigmas; };
            float largest = 0.0f;
            for (const float value : row)
                largest = std::max(largest, isOutlier(value) ? 0.0f : std::abs(value));
            const float inlierScale = std::max(largest / m_largestCode, kSmallestScale);
            const float outlierScale = std::max(largest * kHigh / m_largestCode / kHigh, kSmallestScale);
            for (float &value : row) {
                const bool outlier = isOutlier(value);
                const float scale = outlier ? outlierScale : inlierScale;
                const float high = outlier ? kHigh : m_largestCode;
                value = std::clamp(std::rint(value / scale), -high, high) * scale;
            }
        });
    }

    Matrix m_tokens;
    Matrix m_weight;
    std::vector<float> m_tokenMax;
    std::vector<float> m_weightMax;
    float m_largestCode;
    Compute m_compute;
    Matrix m_output;
};

/// Keeps what a layer reads.
class InputTap final : public Taps
{
public:
    explicit InputTap(const LayerInfo &layer)
        : m_layer(layer)
    {}
    void linear(const LayerInfo &layer, std::span<const Segment>, const MatrixView &input, const MatrixView &) override
    {
        if (layer.index == m_layer.index)
            m_input = input;
    }
    [[nodiscard]] const Matrix &input() const { return m_input; }

private:
    const LayerInfo &m_layer;
    Matrix m_input;
};

class CalibrationSmoother
{
public:
    CalibrationSmoother(std::shared_ptr<const FloatModel> model, int bits, const Compute &compute)
        : m_model(std::move(model))
        , m_bits(bits)
        , m_compute(inReferenceOrder(compute))
        , m_rewrites(m_model->rewrites())
    {}

    Result<void> giveNormsABias()
    {
        for (const NormInfo &info : norms(m_model->config())) {
            VERNIER_ASSIGN(Norm norm, m_model->norm(info.name));
            norm.bias.resize(norm.weight.size(), 0.0f);
            m_rewrites.norms.insert_or_assign(info.name, std::move(norm));
        }
        return {};
    }

    /// x  what reaches the layers of the group from its norm.
    Result<void> smooth(const std::string &norm, std::span<const LayerInfo> readers, const MatrixView &x, JobMonitor &monitor)
    {
        const std::shared_ptr<const FloatModel> before = model();
        std::vector<Matrix> weights;
        for (const LayerInfo &reader : readers) {
            VERNIER_ASSIGN(Matrix weight, before->weight(reader));
            weights.push_back(std::move(weight));
        }
        VERNIER_ASSIGN(const ShiftedScales found, searchShiftedScales(x, weights, m_bits, m_compute, monitor));
        Norm &parameters = m_rewrites.norms.at(norm);
        const float offset = m_model->config().normOffset;
        for (std::size_t c = 0; c < found.scales.size(); ++c) {
            parameters.weight[c] = (parameters.weight[c] + offset) / found.scales[c] - offset;
            parameters.bias[c] = (parameters.bias[c] - found.shift[c]) / found.scales[c];
        }
        for (std::size_t i = 0; i < readers.size(); ++i) {
            VERNIER_ASSIGN(std::vector<float> bias, before->bias(readers[i]));
            m_rewrites.biases[readers[i].name] = shiftedBias(std::move(bias), weights[i], found.shift);
            multiplyColumns(readers[i].name, found.scales);
        }
        return {};
    }

    /// With what has been found so far.
    [[nodiscard]] std::shared_ptr<const FloatModel> model() const
    {
        return std::make_shared<const FloatModel>(m_model->sharedCheckpoint(), m_rewrites, m_model->loadDtype());
    }

    [[nodiscard]] Rewrites &&takeRewrites() { return std::move(m_rewrites); }

private:
    /// bias + W shift
    [[nodiscard]] std::vector<float> shiftedBias(std::vector<float> bias, const Matrix &weight, const std::vector<float> &shift) const
    {
        bias.resize(static_cast<std::size_t>(weight.rows()), 0.0f);
        Matrix moved(1, weight.rows());
        const Matrix row = Eigen::Map<const Matrix>(shift.data(), 1, weight.cols());
        multiplyTransposed(row, weight, moved, m_compute);
        for (std::size_t i = 0; i < bias.size(); ++i)
            bias[i] += moved(0, static_cast<Eigen::Index>(i));
        return bias;
    }

    /// After another suppression a weight's columns are multiplied once, by the product.
    void multiplyColumns(const std::string &layer, const std::vector<float> &scales)
    {
        const auto [place, isNew] = m_rewrites.columnScales.emplace(layer, scales);
        for (std::size_t c = 0; !isNew && c < scales.size(); ++c)
            place->second[c] *= scales[c];
    }

    std::shared_ptr<const FloatModel> m_model;
    int m_bits;
    Compute m_compute;
    Rewrites m_rewrites;
};

} // namespace

Result<ShiftedScales> searchShiftedScales(const MatrixView &x, std::span<const Matrix> weights, int bits, const Compute &compute, JobMonitor &monitor)
{
    constexpr double kRange = 1.0 / 11.0; // around the first round's best
    VERNIER_CHECK(x.rows() > 0 && !weights.empty() && (bits == 4 || bits == 8));
    int tried = 0;
    Interrupt interrupt([&] { return monitor.keepGoing(tried, 2 * kExponents, kSmoothing); });
    Compute interruptible = compute;
    interruptible.interrupt = &interrupt;

    ShiftedScales found;
    found.shift.resize(static_cast<std::size_t>(x.cols()));
    const Eigen::Map<Eigen::RowVectorXf> shift(found.shift.data(), x.cols());
    Eigen::Map<Eigen::RowVectorXf>(found.shift.data(), x.cols()) = (x.colwise().maxCoeff() + x.colwise().minCoeff()) / 2.0f;
    Matrix shifted = x.rowwise() - shift;
    const std::vector<float> tokenMax = columnAbsMax(shifted);
    Matrix weight = stacked(weights);
    const std::vector<float> weightMax = columnAbsMax(weight);
    const ExponentSearch search(std::move(shifted), std::move(weight), bits, interruptible);

    const auto best = [&](float first, float last) -> Result<float> {
        std::optional<double> least;
        float chosen = first;
        for (const float alpha : evenly(first, last)) {
            if (!monitor.keepGoing(tried, 2 * kExponents, kSmoothing))
                return cancelledError();
            const double loss = search.loss(alpha);
            ++tried;
            if (interrupt.requested())
                return cancelledError();
            if (!least || loss < *least) {
                least = loss;
                chosen = alpha;
            }
        }
        return chosen;
    };
    VERNIER_ASSIGN(const float coarse, best(0.0f, 1.0f));
    const auto range = static_cast<float>(kRange);
    VERNIER_ASSIGN(found.alpha, best(std::clamp(coarse - range, 0.0f, 1.0f), std::clamp(coarse + range, 0.0f, 1.0f)));

    found.scales = tokenMax;
    std::vector<float> divisors = weightMax;
    for (float &divisor : divisors)
        divisor = std::max(divisor, kSmallestFactor);
    powerWithoutShortcuts(found.scales, static_cast<double>(found.alpha));
    powerWithoutShortcuts(divisors, static_cast<double>(1.0f - found.alpha));
    for (std::size_t c = 0; c < found.scales.size(); ++c)
        found.scales[c] = std::max(found.scales[c] / divisors[c], kSmallestFactor);
    return found;
}

Result<Rewrites> smoothDuringCalibration(const std::shared_ptr<const FloatModel> &model, const std::shared_ptr<const Plan> &plan,
                                         const TokenBatch &samples, int bits, const Compute &compute, JobMonitor &monitor)
{
    VERNIER_CHECK(samples.sequences() > 0);
    TokenBatch first;
    first.append(samples.sequence(0));
    const ModelConfig &config = model->config();
    CalibrationSmoother smoother(model, bits, compute);
    VERNIER_TRY(smoother.giveNormsABias());
    VERNIER_ASSIGN(Matrix hidden, embedTokens(*model, first, compute));
    JobSteps steps(monitor, std::vector<double>(4 * static_cast<std::size_t>(config.blocks), 1.0), kSmoothing);
    for (int block = 0; block < config.blocks; ++block) {
        const std::vector<OutlierGroup> groups = smoothedGroups(model->checkpoint(), block);
        const OutlierGroup &attention = groups[0];
        const OutlierGroup &mlp = groups[1];
        if (attention.readers.empty() || mlp.readers.empty()) { // norms stand behind the sums: what they feed is not theirs alone
            for (int step = 0; step < 3; ++step)
                static_cast<void>(steps.next());
            VERNIER_TRY(runCalibratingBlock(smoother.model(), plan, first, hidden, block, nullptr, compute, steps.next()));
            continue;
        }
        VERNIER_ASSIGN(const Norm norm, smoother.model()->norm(attention.norm));
        Matrix normed(hidden.rows(), hidden.cols());
        applyNorm(config, hidden, norm, normed, inReferenceOrder(compute));
        VERNIER_TRY(smoother.smooth(attention.norm, attention.readers, normed, steps.next()));

        InputTap tap(mlp.reader()); // behind attention, which is already quantized
        Matrix ahead = hidden;
        VERNIER_TRY(runCalibratingBlock(smoother.model(), plan, first, ahead, block, &tap, compute, steps.next()));
        VERNIER_TRY(smoother.smooth(mlp.norm, mlp.readers, tap.input(), steps.next()));
        VERNIER_TRY(runCalibratingBlock(smoother.model(), plan, first, hidden, block, nullptr, compute, steps.next()));
    }
    return smoother.takeRewrites();
}

double smoothingCost(const TokenBatch &samples)
{
    constexpr double kSearch = 30.0; // 22 exponents, each with the group's weights rounded, and two passes
    return samples.sequences() == 0 ? 0.0 : kSearch * static_cast<double>(samples.sequence(0).size());
}

} // namespace vernier
