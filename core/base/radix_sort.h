// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace vernier {

/// Sorts ascending, in time linear in the number of values; negative zero comes before zero, what is not a number at
/// either end. For long lists (samples of activations), where it is several times faster than comparing.
void radixSort(std::vector<float> &values);

} // namespace vernier
