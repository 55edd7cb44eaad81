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

struct Types
{
    Type x;
    Type w;
    Type y;
};

template <typename Element>
constexpr Types kTypesFor = {Type::u8, Type::s8, Type::s32};
template <>
constexpr Types kTypesFor<float> = {Type::bf16, Type::bf16, Type::f32};

template <typename Element>
constexpr Type kStoredType = Type::s8;
template <>
constexpr Type kStoredType<float> = Type::f32;

/// Kernels for processors without VNNI add pairs of products in 16 bits and saturate: the worst case tells.
bool isExact(const PackedWeights &weights)
{
    const std::vector<std::uint8_t> x(static_cast<std::size_t>(kTypicalRows * weights.depth()), 255);
    std::vector<std::int32_t> y(static_cast<std::size_t>(kTypicalRows * weights.outputs()));
    weights.multiply(0, x.data(), kTypicalRows, y.data());
    return std::all_of(y.begin(), y.end(), [&](std::int32_t sum) { return sum == 255 * -128 * weights.depth(); });
}

} // namespace

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

template <typename Element>
bool PackedWeights::pack(const Element *from, Eigen::Index stride, const Compute &compute)
{
    const Types types = kTypesFor<Element>;
    m_panels->types = types;
    std::vector<memory::desc> layouts;
    bool found = true;
    orBadAlloc([&] {
        for (std::int64_t panel = 0; panel < panels() && found; ++panel) {
            const Eigen::Index count = panelOutputs(panel);
            const memory::desc any({m_depth, count}, types.w, memory::format_tag::any);
            const auto forRows = [&](Eigen::Index rows, const memory::desc &w) {
                return matmulDescriptor(processor(), dense(rows, m_depth, types.x), w, dense(rows, count, types.y), {});
            };
            const auto descriptor = forRows(kTypicalRows, any);
            found = readsPackedWeights(descriptor) && readsPackedWeights(forRows(1, descriptor.weights_desc()));
            if (found)
                layouts.push_back(descriptor.weights_desc());
        }
        for (const memory::desc &layout : layouts)
            m_panels->memories.emplace_back(layout, processor());
    });
    if (!found)
        return false;
    parallelFor(compute.threads, panels(), [&](std::int64_t panel) {
        stayOnThisThread();
        orBadAlloc([&] {
            const Element *const first = from + panelFirst(panel) * stride;
            const memory plain(transposed(panelOutputs(panel), m_depth, kStoredType<Element>, stride), processor(), const_cast<Element *>(first)); // only read
            copy(plain, m_panels->memories[static_cast<std::size_t>(panel)]);
        });
    });
    return true;
}

std::shared_ptr<const PackedWeights> PackedWeights::ofCodes(const CodeMatrix &w, const Compute &compute)
{
    VERNIER_CHECK(w.size() > 0 && w.cols() <= kMaxInt8Depth);
    const auto pack = [&compute](const CodeMatrix &codes) {
        stayOnThisThread();
        std::shared_ptr<PackedWeights> packed(new PackedWeights(codes.rows(), codes.cols()));
        return packed->pack(codes.data(), codes.cols(), compute) ? packed : nullptr;
    };
    static const bool exact = [&] {
        const std::shared_ptr<const PackedWeights> lowest = pack(CodeMatrix::Constant(64, 256, -128));
        return lowest && isExact(*lowest);
    }();
    return exact && compute.backend == GemmBackend::OneDnn ? pack(w) : nullptr;
}

std::shared_ptr<const PackedWeights> PackedWeights::ofBfloat16(const MatrixView &w, const Compute &compute)
{
    VERNIER_CHECK(w.size() > 0);
    if (compute.backend != GemmBackend::OneDnn)
        return nullptr;
    stayOnThisThread();
    std::shared_ptr<PackedWeights> packed(new PackedWeights(w.rows(), w.cols()));
    return packed->pack(w.data(), w.outerStride(), compute) ? packed : nullptr;
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
