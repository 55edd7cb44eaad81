// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/kept_weights.h"
#include "core/quant/quantized_weight.h"
#include "core/quant/tensor_parallel.h"

#include <map>
#include <memory>
#include <string>

namespace vernier {

/// Calibrated range of each layer with static activations, by layer name; those of ranks by rankName().
using ActivationRanges = std::map<std::string, AffineParameters>;

/// What ranks send each other on, by layer name.
using CommunicationMap = std::map<std::string, CommunicationRanges>;

/// What calibration leaves behind.
struct Calibration
{
    ActivationRanges ranges;
    CommunicationMap communication;
    std::shared_ptr<KeptWeights> kept; ///< codes that depend on the data (GPTQ), and others that were made on the way
};

} // namespace vernier
