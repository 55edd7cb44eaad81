// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quant/quantized_network.h"

#include <string>

// A control for sensitivity: is a layer's quantization harmful because its error is large, or because of where it falls?

namespace vernier {

/// The float model with noise at the output of one layer: independent normal values whose mean square is that of the error
/// which the layer has in `network`. Where this costs as much as quantizing the layer, only a smaller error helps, that is,
/// more bits; where it costs far less, the error falls on few tokens or channels, and a better method for the same bits
/// (outlier suppression, another range, GPTQ) can help.
/// The noise is the same in every run. One pass at a time: a layer counts its calls.
class EqualNoiseNetwork final : public Network
{
public:
    EqualNoiseNetwork(const QuantizedNetwork &network, std::string layer);

    [[nodiscard]] const FloatModel &floatModel() const override { return m_float.floatModel(); }
    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> linear(const LayerInfo &layer, const Compute &compute) const override;
    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> headRows(std::int64_t first, std::int64_t count, const Compute &compute) const override;
    [[nodiscard]] std::string blockKey(int index) const override;
    [[nodiscard]] std::string headKey() const override;

private:
    QuantizedNetwork m_network;
    FloatNetwork m_float;
    std::string m_layer;
    int m_block = -1; ///< of the layer; -1: the head
};

} // namespace vernier
