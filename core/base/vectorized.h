// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// VERNIER_VECTORIZED: compile this function for several instruction sets and choose at run time. Results are the same
// bits on all of them, because contraction and re-association are off. Only for plain loops over arrays.

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)                    \
    && !defined(__SANITIZE_THREAD__)
#define VERNIER_VECTORIZED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define VERNIER_VECTORIZED
#endif
