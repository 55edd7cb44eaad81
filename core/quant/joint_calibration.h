// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_monitor.h"
#include "core/forward/taps.h"
#include "core/forward/token_batch.h"
#include "core/quant/calibration_memory.h"
#include "core/quant/quantized_network.h"

#include <cstdint>
#include <memory>
#include <random>
#include <vector>

// Static activation ranges as msModelSlim finds them: all layers calibrated together on the partly quantized network.

namespace vernier {

/// The next number in [0, 1) as torch.rand draws it in float32 or bfloat16: as many of the low bits of a Mersenne Twister's word
/// as the type has digits.
[[nodiscard]] inline float drawUniform(std::mt19937 &generator, DType arithmetic = DType::F32)
{
    const bool isShort = arithmetic == DType::BF16;
    const auto bits = static_cast<std::uint32_t>(generator()) & (isShort ? 0xffu : 0xffffffu);
    return static_cast<float>(bits) * (isShort ? 0x1p-8f : 0x1p-24f);
}

/// Ranges of every layer of the plan with quantized activations, and codes of those that look at data. Each sample passes
/// through the network with the weights already quantized and every activation quantized with the range that its layer's
/// observer has reached by then, this sample included; so a layer's statistics carry the errors of the layers before it. It
/// always runs in the original's order where the model allows it (computesInReferenceOrder): a range may turn on one tie.
///
/// seed    of the draws that pr < 1 makes (Mersenne Twister, 24-bit floats, in the order of samples, then layers).
/// firstSamplePlan  what holds while the first sample passes, where that differs (disable_level of the low-bit family, which
///         is decided by that sample); may only quantize layers that the plan leaves in float. Null: the plan.
/// memory  of the last calibration of this checkpoint: blocks before the first change are not run again as far as their states are kept.
///         Null: all are.
/// Errors: InvalidArgument (no samples), Numeric (GPTQ), those of the network, Cancelled.
/// Source: spec/msmodelslim.md 2.1-2.7, 3.3, 6.3.
[[nodiscard]] Result<Calibration> calibrateJointly(std::shared_ptr<const FloatModel> model, std::shared_ptr<const Plan> plan,
                                                   const TokenBatch &samples, std::uint32_t seed, const Compute &compute, JobMonitor &monitor,
                                                   std::shared_ptr<const Plan> firstSamplePlan = nullptr, CalibrationMemory *memory = nullptr);

/// Of the blocks that calibrateJointly would run for this plan, the share that is left with such a memory; 0 if there are none.
[[nodiscard]] double shareToCalibrate(const FloatModel &model, const Plan &plan, const TokenBatch &samples, const CalibrationMemory &memory);

/// The largest |input| of every layer while the first sample passes as calibrateJointly has it, in the plan's order: what
/// disable_level of the low-bit family ranks by. NaN for layers the plan leaves in float. Source: spec/msmodelslim.md 5.1.
[[nodiscard]] Result<std::vector<double>> largestInputs(std::shared_ptr<const FloatModel> model, std::shared_ptr<const Plan> plan,
                                                        const TokenBatch &samples, const Compute &compute, JobMonitor &monitor);

/// Takes `hidden`, the states of the samples, through one block as calibrateJointly has it; what it observes is forgotten.
[[nodiscard]] Result<void> runCalibratingBlock(const std::shared_ptr<const FloatModel> &model, const std::shared_ptr<const Plan> &plan,
                                               const TokenBatch &samples, Matrix &hidden, int block, Taps *taps, const Compute &compute,
                                               JobMonitor &monitor);

} // namespace vernier
