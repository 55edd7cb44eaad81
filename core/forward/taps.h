// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forward/token_batch.h"
#include "core/model/layer_info.h"
#include "core/tensor/matrix.h"

#include <span>

// Where a forward pass lets others look at what flows through it.

namespace vernier {

class Taps
{
public:
    virtual ~Taps() = default;

    /// Called once for every linear layer of a block and every chunk of sequences, in the order of computation, chunks in
    /// order. `input` [tokens, in] and `output` [tokens, out] live only during the call; rows as in `segments`.
    virtual void linear(const LayerInfo &layer, std::span<const Segment> segments, const MatrixView &input,
                        const MatrixView &output) = 0;
};

} // namespace vernier
