// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/half.h"

#include <Eigen/Core>

namespace vernier {

float float16ToFloat(std::uint16_t bits)
{
    return Eigen::half_impl::half_to_float(Eigen::half_impl::raw_uint16_to_half(bits));
}

std::uint16_t floatToFloat16(float value)
{
    return Eigen::half_impl::float_to_half_rtne(value).x;
}

} // namespace vernier
