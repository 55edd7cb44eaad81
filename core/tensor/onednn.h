// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/check.h"

#include <oneapi/dnnl/dnnl.hpp>

#include <omp.h>

#include <new>

// What the two files that call oneDNN have in common, and the one difference between oneDNN 2 and 3 that they meet.

namespace vernier {

/// Keeps oneDNN on the calling thread: its OpenMP team would spin beside ours.
inline void stayOnThisThread()
{
    thread_local const bool done = [] {
        omp_set_num_threads(1);
        return true;
    }();
    static_cast<void>(done);
}

inline void checkProduct(dnnl_status_t status)
{
    if (status == dnnl_out_of_memory)
        throw std::bad_alloc();
    VERNIER_CHECK(status == dnnl_success);
}

/// Of y = x w; an empty one where this processor has no kernel for it.
inline dnnl::matmul::primitive_desc matmulDescriptor(const dnnl::engine &engine, const dnnl::memory::desc &x, const dnnl::memory::desc &w,
                                                     const dnnl::memory::desc &y, const dnnl::primitive_attr &attributes)
{
    constexpr bool kMayBeEmpty = true;
#if DNNL_VERSION_MAJOR >= 3
    return {engine, x, w, y, attributes, kMayBeEmpty};
#else
    return {dnnl::matmul::desc(x, w, y), attributes, engine, kMayBeEmpty};
#endif
}

} // namespace vernier
