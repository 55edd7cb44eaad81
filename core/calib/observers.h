// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/affine.h"
#include "core/tensor/matrix.h"

#include <memory>
#include <optional>
#include <span>
#include <vector>

// Observers: what calibration samples leave behind as the static range of an activation (act_method 1 and 2).

namespace vernier {

/// The range an observer proposes; before it is clipped to contain zero.
struct Range
{
    float min = 0.0f;
    float max = 0.0f;
};

class RangeObserver
{
public:
    virtual ~RangeObserver() = default;

    /// Takes in one sample's activations [tokens, channels]; not empty.
    virtual void observe(const MatrixView &x) = 0;
    /// The range after the samples so far; at least one.
    [[nodiscard]] virtual Range range() const = 0;
    /// F32 or BF16: what the range's numbers were rounded to.
    [[nodiscard]] virtual DType arithmetic() const { return DType::F32; }
};

/// act_method 1: the mean over samples of each sample's minimum and maximum (not the running extremes), in the arithmetic
/// of the activations: both the sum and the mean are rounded to it.
/// Source: spec/msmodelslim.md 2.1.
class MeanMinMaxObserver final : public RangeObserver
{
public:
    explicit MeanMinMaxObserver(DType arithmetic = DType::F32)
        : m_arithmetic(arithmetic)
    {}

    void observe(const MatrixView &x) override;
    [[nodiscard]] Range range() const override;
    [[nodiscard]] DType arithmetic() const override { return m_arithmetic; }

private:
    DType m_arithmetic;
    std::vector<float> m_minima; ///< of each sample
    std::vector<float> m_maxima;
};

/// act_method 2: PyTorch 1.13's HistogramObserver (2048 bins, 256 levels, upsampling 128), with its quirks: histogram
/// bounds truncated to integers, only the upper bound relaxed when ranges are merged. A sample too far outside the range
/// so far to be merged in float32, in which it always works, starts anew, as one does after a sample that is a single number.
/// Source: spec/msmodelslim.md 2.2.
class HistogramObserver final : public RangeObserver
{
public:
    static constexpr int kBins = 2048;

    void observe(const MatrixView &x) override;
    /// The search takes most of the observer's time, so it waits until it is asked for. One thread at a time.
    [[nodiscard]] Range range() const override;

    /// What the range was found in: counts of kBins bins between bounds().
    [[nodiscard]] std::span<const float> histogram() const { return m_histogram; }
    [[nodiscard]] Range bounds() const { return {m_min, m_max}; }

private:
    /// False, and nothing changed, if the sample cannot be merged.
    [[nodiscard]] bool merge(const MatrixView &x, float sampleMin, float sampleMax);
    [[nodiscard]] Range search() const;
    [[nodiscard]] float errorNorm(int startBin, int endBin) const;

    std::vector<float> m_histogram;
    float m_min = 0.0f;
    float m_max = 0.0f;
    mutable std::optional<Range> m_range; ///< none: to be searched
};

/// 1: MeanMinMaxObserver, 2: HistogramObserver. arithmetic: of the activations.
[[nodiscard]] std::unique_ptr<RangeObserver> makeObserver(int actMethod, DType arithmetic = DType::F32);

/// The 8-bit parameters of what an observer has found, computed in its range's arithmetic and rounded to that of the
/// activations. Source: spec/msmodelslim.md 0.2, 0.3.
[[nodiscard]] AffineParameters observedParameters(const RangeObserver &observer, bool symmetric, DType arithmetic);

} // namespace vernier
