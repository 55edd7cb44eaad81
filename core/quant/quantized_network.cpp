// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quant/quantized_network.h"

#include "core/base/check.h"
#include "core/forward/pass.h"
#include "core/quant/fake_quant_linear.h"
#include "core/quant/int8_linear.h"
#include "core/quant/msd.h"
#include "core/quant/weight_methods.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace vernier {

std::shared_ptr<const LinearOp> quantizedLinear(const Scheme &scheme, std::shared_ptr<const QuantizedWeight> weight, std::vector<float> bias,
                                                std::optional<AffineParameters> range, bool asOriginal, const Workers &workers)
{
    if (scheme.aBit == 16) {
        FloatLinear linear(dequantize(*weight, workers), std::move(bias));
        if (scheme.msd)
            return std::make_shared<MsdLinear>(std::move(linear), scheme.wBit);
        return std::make_shared<FloatLinear>(std::move(linear));
    }
    if (scheme.twoLevel || scheme.nonuniform || asOriginal)
        return std::make_shared<FakeQuantLinear>(*weight, std::move(bias), range, scheme.aSym, workers);
    return std::make_shared<Int8Linear>(std::move(weight), std::move(bias), range);
}

bool simulatesActivations(const FloatModel &model, SumOrder order)
{
    return model.loadDtype() != DType::F32 || computesInReferenceOrder(model.config(), order);
}

QuantizedNetwork::QuantizedNetwork(std::shared_ptr<const FloatModel> model, std::shared_ptr<const Plan> plan, ActivationRanges ranges,
                                   int threads, std::shared_ptr<KeptWeights> kept, CommunicationMap communication)
    : m_model(std::move(model))
    , m_plan(std::move(plan))
    , m_ranges(std::move(ranges))
    , m_communication(std::move(communication))
    , m_kept(kept ? std::move(kept) : std::make_shared<KeptWeights>())
    , m_threads(threads)
{
    VERNIER_CHECK(m_plan->layers.size() == m_model->checkpoint().layers().size());
}

const Scheme &QuantizedNetwork::schemeOf(const LayerInfo &layer) const
{
    const LayerDecision &decision = m_plan->layers[layer.index];
    VERNIER_CHECK(decision.layer == layer.name);
    return decision.scheme;
}

Result<std::shared_ptr<const QuantizedWeight>> QuantizedNetwork::quantizedWeight(const LayerInfo &layer, const Compute &compute) const
{
    VERNIER_ASSIGN(std::shared_ptr<const QuantizedWeight> kept, m_kept->find(layer.name));
    if (kept)
        return kept;
    const Scheme &scheme = schemeOf(layer);
    VERNIER_ASSIGN(const Matrix weight, m_model->weight(layer, compute));
    Result<QuantizedWeight> made = quantizeWeight(weight, scheme, workersOf(compute), m_model->loadDtype());
    if (!made)
        return Error{made.error().code, made.error().message, layer.name};
    auto shared = std::make_shared<const QuantizedWeight>(std::move(*made));
    m_kept->keepIfRoom(layer.name, shared); // calibration, evaluation and export each ask for them
    return shared;
}

Result<std::shared_ptr<const LinearOp>> QuantizedNetwork::linear(const LayerInfo &layer, const Compute &compute) const
{
    if (schemeOf(layer).ranks > 0)
        return parallelLinearOf(layer, compute);
    if (schemeOf(layer).isFloat())
        return floatLinear(*m_model, layer, compute);
    VERNIER_ASSIGN(const std::shared_ptr<const QuantizedWeight> weight, quantizedWeight(layer, compute));
    return linearOf(layer, weight, compute);
}

Result<std::shared_ptr<const LinearOp>> QuantizedNetwork::linearOf(const LayerInfo &layer, std::shared_ptr<const QuantizedWeight> weight,
                                                                     const Compute &compute) const
{
    const Scheme &scheme = schemeOf(layer);
    VERNIER_ASSIGN(std::vector<float> bias, m_model->bias(layer));
    std::optional<AffineParameters> range;
    if (scheme.hasStaticActivations()) {
        VERNIER_ASSIGN(range, rangeOf(layer.name));
    }
    std::shared_ptr<const LinearOp> linear = linearWith(scheme, std::move(weight), std::move(bias), range, compute);
    if (compute.workers().areStopped())
        return cancelledError();
    return linear;
}

Result<AffineParameters> QuantizedNetwork::rangeOf(const std::string &name) const
{
    const auto found = m_ranges.find(name);
    if (found == m_ranges.end())
        return Error{ErrorCode::InvalidArgument, "the layer has static activations, but was not calibrated; give calibration data", name};
    return found->second;
}

Result<std::shared_ptr<const LinearOp>> QuantizedNetwork::parallelLinearOf(const LayerInfo &layer, const Compute &compute) const
{
    const Scheme &scheme = schemeOf(layer);
    VERNIER_ASSIGN(std::vector<std::shared_ptr<const LinearOp>> ranks,
                   rankLinears(layer, compute, [&](int rank, std::shared_ptr<const QuantizedWeight> weight, std::vector<float> bias) -> Result<std::shared_ptr<const LinearOp>> {
                       VERNIER_ASSIGN(const AffineParameters range, rangeOf(rankName(layer.name, rank)));
                       return linearWith(scheme, std::move(weight), std::move(bias), range, compute);
                   }));
    if (compute.workers().areStopped())
        return cancelledError();
    if (!scheme.sendsEightBits)
        return std::shared_ptr<const LinearOp>(std::make_shared<ParallelLinear>(std::move(ranks)));
    return std::shared_ptr<const LinearOp>(std::make_shared<ParallelLinear>(std::move(ranks), m_communication.at(layer.name)));
}

Result<std::vector<std::shared_ptr<const LinearOp>>> QuantizedNetwork::rankLinears(const LayerInfo &layer, const Compute &compute,
                                                                                     const MakeRank &quantized) const
{
    const Scheme &scheme = schemeOf(layer);
    VERNIER_ASSIGN(const std::vector<float> bias, m_model->bias(layer));
    Matrix floats;
    std::shared_ptr<const QuantizedWeight> codes;
    if (scheme.isFloat()) {
        VERNIER_ASSIGN(floats, m_model->weight(layer, compute));
    } else {
        VERNIER_ASSIGN(codes, quantizedWeight(layer, compute));
    }
    const Eigen::Index columns = layer.in / scheme.ranks;
    std::vector<std::shared_ptr<const LinearOp>> ranks;
    for (int rank = 0; rank < scheme.ranks; ++rank) {
        std::vector<float> ofRank = rank == 0 ? bias : std::vector<float>{}; // the first rank's alone
        if (scheme.isFloat()) {
            ranks.push_back(std::make_shared<FloatLinear>(Matrix(floats.middleCols(rank * columns, columns)), std::move(ofRank)));
            continue;
        }
        VERNIER_ASSIGN(std::shared_ptr<const LinearOp> linear,
                       quantized(rank, std::make_shared<const QuantizedWeight>(rankOf(*codes, scheme, rank)), std::move(ofRank)));
        ranks.push_back(std::move(linear));
    }
    return ranks;
}

std::shared_ptr<const LinearOp> QuantizedNetwork::linearWith(const Scheme &scheme, std::shared_ptr<const QuantizedWeight> weight, std::vector<float> bias,
                                                             std::optional<AffineParameters> range, const Compute &compute) const
{
    return quantizedLinear(scheme, std::move(weight), std::move(bias), range, simulatesActivations(*m_model, m_order), workersOf(compute));
}

namespace {

/// As the float model computes it: ranks add up in another order, and round what they send.
bool isPlainFloat(const Scheme &scheme)
{
    return scheme.isFloat() && scheme.ranks == 0;
}

/// What of a scheme changes a number once the weights and the ranges are known: how ranges were found is no part of it.
std::string productKey(const Scheme &scheme)
{
    Scheme product = scheme;
    const Scheme usual;
    product.actMethod = usual.actMethod;
    product.pr = usual.pr;
    product.percdamp = usual.percdamp;
    product.actOrder = usual.actOrder;
    return schemeKey(product);
}

} // namespace

Result<std::shared_ptr<const LinearOp>> QuantizedNetwork::headRows(std::int64_t first, std::int64_t count, const Compute &compute) const
{
    const LayerInfo &head = m_model->headLayer();
    const Scheme &scheme = schemeOf(head);
    if (scheme.isFloat())
        return FloatNetwork(m_model).headRows(first, count, compute);
    if (needsWholeTensor(scheme)) {
        VERNIER_ASSIGN(const std::shared_ptr<const QuantizedWeight> whole, headCodes(first + count == head.out, compute));
        VERNIER_ASSIGN(std::shared_ptr<const LinearOp> rows, linearOf(head, std::make_shared<const QuantizedWeight>(rowsOf(*whole, first, count)), compute));
        return asHead(config(), std::move(rows));
    }
    std::optional<Extremes> whole;
    if (scheme.mmTensor && count < head.out) {
        VERNIER_ASSIGN(whole, headExtremes(compute));
    }
    VERNIER_ASSIGN(const Matrix floats, m_model->weightRows(head, first, count, compute));
    QuantizedWeight codes = quantizeMinMax(floats, scheme, workersOf(compute), whole ? &*whole : nullptr, m_model->loadDtype());
    VERNIER_ASSIGN(std::shared_ptr<const LinearOp> rows, linearOf(head, std::make_shared<const QuantizedWeight>(std::move(codes)), compute));
    return asHead(config(), std::move(rows));
}

Result<std::shared_ptr<const QuantizedWeight>> QuantizedNetwork::headCodes(bool isLastSlab, const Compute &compute) const
{
    const LayerInfo &head = m_model->headLayer();
    const std::string scheme = productKey(schemeOf(head)) + m_kept->contentKey(head.name);
    std::shared_ptr<const QuantizedWeight> codes;
    {
        const std::lock_guard lock(m_wholeHead->mutex);
        if (m_wholeHead->codesOf == scheme)
            codes = m_wholeHead->codes;
    }
    if (!codes) { // without the lock: whoever is asked may let this thread wait for another that needs it
        VERNIER_ASSIGN(codes, quantizedWeight(head, compute));
    }
    const std::lock_guard lock(m_wholeHead->mutex);
    m_wholeHead->codes = isLastSlab ? nullptr : codes;
    m_wholeHead->codesOf = scheme;
    return codes;
}

Result<Extremes> QuantizedNetwork::headExtremes(const Compute &compute) const
{
    const LayerInfo &head = m_model->headLayer();
    {
        const std::lock_guard lock(m_wholeHead->mutex);
        if (m_wholeHead->extremes)
            return *m_wholeHead->extremes;
    }
    std::optional<Extremes> found;
    for (std::int64_t first = 0; first < head.out; first += kHeadRowsPerSlab) {
        VERNIER_ASSIGN(const Matrix rows, m_model->weightRows(head, first, std::min(kHeadRowsPerSlab, head.out - first), compute));
        const Extremes slab = extremes(rows, m_threads);
        found = found ? Extremes{std::min(found->min, slab.min), std::max(found->max, slab.max)} : slab;
    }
    const std::lock_guard lock(m_wholeHead->mutex);
    m_wholeHead->extremes = found;
    return *found;
}

std::string QuantizedNetwork::layerKey(const LayerInfo &layer) const
{
    const Scheme &scheme = schemeOf(layer);
    if (isPlainFloat(scheme))
        return "float";
    std::string key = productKey(scheme) + m_kept->contentKey(layer.name);
    if (computesInReferenceOrder(m_model->config(), m_order))
        key += "f"; // in floats: equal to the integer product but for rounding
    const auto addRange = [&](const std::string &name) {
        if (const auto range = m_ranges.find(name); scheme.hasStaticActivations() && range != m_ranges.end()) {
            key += std::to_string(std::bit_cast<std::uint32_t>(range->second.scale));
            key += ":" + std::to_string(static_cast<int>(range->second.offset));
        }
    };
    addRange(layer.name);
    for (int rank = 0; rank < scheme.ranks; ++rank)
        addRange(rankName(layer.name, rank));
    if (const auto sent = m_communication.find(layer.name); sent != m_communication.end()) {
        std::size_t hash = 0;
        const auto add = [&](const std::vector<float> &values) {
            const std::string_view bytes(reinterpret_cast<const char *>(values.data()), values.size() * sizeof(float));
            hash = hash * 31 + std::hash<std::string_view>()(bytes);
        };
        for (const std::vector<float> &values : sent->second.reduce)
            add(values);
        add(sent->second.gather);
        key += "sent" + std::to_string(hash);
    }
    return key;
}

std::string QuantizedNetwork::blockKey(int index) const
{
    std::string key;
    bool allFloat = true;
    for (const LayerInfo &layer : m_model->blockLayers(index)) {
        key += "|" + layerKey(layer);
        allFloat = allFloat && isPlainFloat(schemeOf(layer));
    }
    return m_model->rewriteKey(index) + (allFloat ? "|float" : key);
}

std::string QuantizedNetwork::headKey() const
{
    return m_model->rewriteKey(-1) + "|" + layerKey(m_model->headLayer());
}

QuantizedNetwork QuantizedNetwork::withOnly(const std::string &layer) const
{
    auto plan = std::make_shared<Plan>(*m_plan);
    for (LayerDecision &decision : plan->layers) {
        if (decision.layer != layer)
            decision.scheme = Scheme{};
    }
    QuantizedNetwork only = *this;
    only.m_plan = std::move(plan);
    return only;
}

QuantizedNetwork QuantizedNetwork::inOrder(SumOrder order) const
{
    QuantizedNetwork ordered = *this;
    ordered.m_order = order;
    return ordered;
}

} // namespace vernier
