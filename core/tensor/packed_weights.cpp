// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/packed_weights.h"

#include "core/base/check.h"
#include "core/base/parallel.h"
#include "core/tensor/onednn.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace vernier {

namespace {

using dnnl::memory;
using Type = memory::data_type;

/// Rows for which the layout is asked; it is the same for all, as products of few rows show.
constexpr Eigen::Index kTypicalRows = 128;

const dnnl::engine &processor()
{
    static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    return engine;
}

memory::desc dense(Eigen::Index rows, Eigen::Index columns, Type type)
{
    return {memory::dims{rows, columns}, type, memory::format_tag::ab};
}

/// A matrix [out, in], seen as [in, out].
memory::desc transposed(Eigen::Index outputs, Eigen::Index depth, Type type, Eigen::Index stride)
{
    return {memory::dims{depth, outputs}, type, memory::dims{1, stride}};
}

/// As it is, oneDNN's wrapper throws its own exceptions; nothing but memory can be missing by now.
template <typename Work>
void orBadAlloc(Work work)
{
    try {
        work();
    } catch (const dnnl::error &error) {
        checkProduct(error.status);
    }
}

void run(const dnnl::matmul::primitive_desc &descriptor, const memory &weights, const void *x, void *y)
{
    dnnl::stream stream(processor());
    const memory in(descriptor.src_desc(), processor(), const_cast<void *>(x)); // only read
    const memory out(descriptor.dst_desc(), processor(), y);
    dnnl::matmul(descriptor).execute(stream, {{DNNL_ARG_SRC, in}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_DST, out}});
    stream.wait();
}

void copy(memory from, memory to)
{
    dnnl::stream stream(processor());
    dnnl::reorder(from, to).execute(stream, from, to);
    stream.wait();
}

/// The kernels that read packed weights; the others would gain nothing, or are the slow reference.
bool readsPackedWeights(const dnnl::matmul::primitive_desc &descriptor)
{
    return descriptor && std::strncmp(descriptor.impl_info_str(), "brg", 3) == 0;
}

/// Kernels for processors without VNNI add pairs of products in 16 bits and saturate: the worst case tells.
bool isExact(const PackedWeights &weights)
{
    const std::vector<std::uint8_t> x(static_cast<std::size_t>(kTypicalRows * weights.depth()), 255);
    std::vector<std::int32_t> y(static_cast<std::size_t>(kTypicalRows * weights.outputs()));
    weights.multiply(0, x.data(), kTypicalRows, y.data());
    return std::all_of(y.begin(), y.end(), [&](std::int32_t sum) { return sum == 255 * -128 * weights.depth(); });
}

} // namespace

struct PackedWeights::Types
{
    Type x;
    Type w;
    Type y;
    Type given; ///< of the weights before they are packed
};

struct PackedWeights::Panels
{
    std::vector<memory> memories;
    Types types{};
};

PackedWeights::PackedWeights(Eigen::Index outputs, Eigen::Index depth)
    : m_outputs(outputs)
    , m_depth(depth)
    , m_panels(std::make_unique<Panels>())
{}

PackedWeights::~PackedWeights() = default;

Eigen::Index PackedWeights::panelOutputs(std::int64_t panel) const
{
    return std::min(kPanelOutputs, m_outputs - panelFirst(panel));
}

std::shared_ptr<const PackedWeights> PackedWeights::packed(Eigen::Index outputs, Eigen::Index depth, const Types &types, const void *w, Eigen::Index stride,
                                                           const Compute &compute)
{
    stayOnThisThread();
    std::shared_ptr<PackedWeights> packed(new PackedWeights(outputs, depth));
    std::vector<memory> &memories = packed->m_panels->memories;
    packed->m_panels->types = types;
    std::vector<memory::desc> layouts;
    bool found = true;
    orBadAlloc([&] {
        for (std::int64_t panel = 0; panel < packed->panels() && found; ++panel) {
            const Eigen::Index count = packed->panelOutputs(panel);
            const memory::desc any({depth, count}, types.w, memory::format_tag::any);
            const auto forRows = [&](Eigen::Index rows, const memory::desc &layout) {
                return matmulDescriptor(processor(), dense(rows, depth, types.x), layout, dense(rows, count, types.y), {});
            };
            const auto descriptor = forRows(kTypicalRows, any);
            found = readsPackedWeights(descriptor) && readsPackedWeights(forRows(1, descriptor.weights_desc()));
            if (found)
                layouts.push_back(descriptor.weights_desc());
        }
        for (const memory::desc &layout : layouts)
            memories.emplace_back(layout, processor());
    });
    if (!found)
        return nullptr;
    const auto elementBytes = static_cast<Eigen::Index>(memory::data_type_size(types.given));
    parallelFor(compute.workers(), packed->panels(), [&](std::int64_t panel) {
        stayOnThisThread();
        orBadAlloc([&] {
            const auto *const first = static_cast<const std::byte *>(w) + packed->panelFirst(panel) * stride * elementBytes;
            const memory plain(transposed(packed->panelOutputs(panel), depth, types.given, stride), processor(), const_cast<std::byte *>(first)); // only read
            copy(plain, memories[static_cast<std::size_t>(panel)]);
        });
    });
    if (compute.workers().areStopped())
        return nullptr;
    return packed;
}

std::shared_ptr<const PackedWeights> PackedWeights::ofCodes(const CodeMatrix &w, const Compute &compute)
{
    VERNIER_CHECK(w.size() > 0 && w.cols() <= kMaxInt8Depth);
    const auto packedCodes = [](const CodeMatrix &codes, const Compute &by) {
        return packed(codes.rows(), codes.cols(), {Type::u8, Type::s8, Type::s32, Type::s8}, codes.data(), codes.cols(), by);
    };
    static const bool exact = [&] {
        const std::shared_ptr<const PackedWeights> lowest = packedCodes(CodeMatrix::Constant(64, 256, -128), {});
        return lowest && isExact(*lowest);
    }();
    return exact && compute.backend == GemmBackend::OneDnn ? packedCodes(w, compute) : nullptr;
}

std::shared_ptr<const PackedWeights> PackedWeights::ofBfloat16(const MatrixView &w, const Compute &compute)
{
    VERNIER_CHECK(w.size() > 0);
    if (compute.backend != GemmBackend::OneDnn)
        return nullptr;
    return packed(w.rows(), w.cols(), {Type::bf16, Type::bf16, Type::f32, Type::f32}, w.data(), w.outerStride(), compute);
}

std::shared_ptr<const PackedWeights> PackedWeights::ofFloats(const MatrixView &w, const Compute &compute)
{
    VERNIER_CHECK(w.size() > 0);
    if (compute.backend != GemmBackend::OneDnn)
        return nullptr;
    return packed(w.rows(), w.cols(), {Type::f32, Type::f32, Type::f32, Type::f32}, w.data(), w.outerStride(), compute);
}

void PackedWeights::multiply(std::int64_t panel, const std::uint8_t *x, Eigen::Index rows, std::int32_t *y) const
{
    VERNIER_CHECK(m_panels->types.x == Type::u8);
    stayOnThisThread();
    orBadAlloc([&] {
        const memory &weights = m_panels->memories[static_cast<std::size_t>(panel)];
        run(matmulDescriptor(processor(), dense(rows, m_depth, Type::u8), weights.get_desc(),
                             dense(rows, panelOutputs(panel), Type::s32), {}),
            weights, x, y);
    });
}

void PackedWeights::multiply(std::int64_t panel, const std::uint16_t *x, Eigen::Index rows, float *y, bool add) const
{
    VERNIER_CHECK(m_panels->types.x == Type::bf16);
    stayOnThisThread();
    orBadAlloc([&] {
        dnnl::primitive_attr attributes;
        if (add) {
            dnnl::post_ops sum;
            sum.append_sum(1.0f);
            attributes.set_post_ops(sum);
        }
        const memory &weights = m_panels->memories[static_cast<std::size_t>(panel)];
        run(matmulDescriptor(processor(), dense(rows, m_depth, Type::bf16), weights.get_desc(),
                             dense(rows, panelOutputs(panel), Type::f32), attributes),
            weights, x, y);
    });
}

void PackedWeights::multiply(std::int64_t panel, const float *x, Eigen::Index rows, float *y) const
{
    VERNIER_CHECK(m_panels->types.x == Type::f32);
    stayOnThisThread();
    orBadAlloc([&] {
        const memory &weights = m_panels->memories[static_cast<std::size_t>(panel)];
        run(matmulDescriptor(processor(), dense(rows, m_depth, Type::f32), weights.get_desc(), dense(rows, panelOutputs(panel), Type::f32), {}), weights, x,
            y);
    });
}

Matrix PackedWeights::unpacked() const
{
    Matrix w(m_outputs, m_depth);
    stayOnThisThread();
    orBadAlloc([&] {
        for (std::int64_t panel = 0; panel < panels(); ++panel)
            copy(m_panels->memories[static_cast<std::size_t>(panel)],
                 memory(transposed(panelOutputs(panel), m_depth, Type::f32, m_depth), processor(), w.row(panelFirst(panel)).data()));
    });
    return w;
}

void multiplyTransposed(const MatrixView &x, const PackedWeights &w, MatrixSpan y, const Compute &compute)
{
    VERNIER_CHECK(x.cols() == w.depth() && y.rows() == x.rows() && y.cols() == w.outputs());
    // Of a piece, whose sums stay in the cache, and after which whoever waits is asked. It depends on the shape alone, and so do the results.
    constexpr Eigen::Index kMostRows = 256;
    constexpr Eigen::Index kMostProducts = Eigen::Index{1} << 29;
    const Eigen::Index pieceRows = std::clamp(kMostProducts / (w.panelOutputs(0) * w.depth()), Eigen::Index{32}, kMostRows);
    const Eigen::Index shares = (x.rows() + pieceRows - 1) / pieceRows;
    // Pieces of one panel follow each other: its weights are read from memory once.
    parallelFor(compute.workers(), shares * w.panels(), [&](std::int64_t piece) {
        const Eigen::Index first = piece % shares * pieceRows;
        const Eigen::Index rows = std::min(pieceRows, x.rows() - first);
        const std::int64_t panel = piece / shares;
        Matrix inputs;
        if (x.outerStride() != x.cols())
            inputs = x.middleRows(first, rows);
        Matrix sums(rows, w.panelOutputs(panel));
        w.multiply(panel, inputs.size() > 0 ? inputs.data() : x.row(first).data(), rows, sums.data());
        y.block(first, w.panelFirst(panel), rows, sums.cols()) = sums;
    });
}

bool hasBfloat16Products()
{
    static const bool has = PackedWeights::ofBfloat16(Matrix::Zero(64, 64), Compute{}) != nullptr;
    return has;
}

bool hasBfloat16MatrixUnits()
{
    constexpr auto kAmx = static_cast<unsigned>(dnnl::cpu_isa::avx512_core_amx); // a set of bits, in both versions
    return (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) & kAmx) == kAmx && hasBfloat16Products();
}

} // namespace vernier
