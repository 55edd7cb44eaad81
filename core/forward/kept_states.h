// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/matrix.h"

#include <cstdint>
#include <map>

// Hidden states at block boundaries, as many of a pass's as a budget has room for.

namespace vernier {

class KeptStates
{
public:
    explicit KeptStates(std::int64_t budgetBytes)
        : m_budgetBytes(budgetBytes)
    {}

    /// `hidden` enters block `boundary` of a pass that ends at `last`, in a model of so many blocks. Kept if all boundaries fit into the
    /// budget, else only every n-th and the last one; none if it has no room for one. Those that enter the first block are only the
    /// embedding's rows: nobody needs to keep them.
    void keep(int boundary, int last, int blocks, const Matrix &hidden);

    struct Boundary
    {
        int block = 0;
        const Matrix *hidden = nullptr; ///< valid until something is kept or forgotten
    };
    /// The last kept boundary at or before this one; block 0 without states if there is none.
    [[nodiscard]] Boundary lastUntil(int boundary) const;

    void forgetBehind(int boundary);

private:
    std::int64_t m_budgetBytes;
    std::map<int, Matrix> m_states;
};

} // namespace vernier
