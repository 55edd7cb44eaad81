// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/check.h"
#include "core/eval/windows.h"
#include "core/model/float_model.h"
#include "core/quant/quantize_model.h"

#include <QtGlobal>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

// Models that tests run: opened, and quantized by a recipe. A failure here stops the program and says why.

namespace vernier::test {

inline const Compute kTwoThreads{.threads = 2};

/// The value of a result that cannot fail in this test.
template <typename T>
T valueOf(Result<T> result)
{
    if (!result)
        qFatal("%s", toString(result.error()).c_str());
    return std::move(result).value();
}

inline std::shared_ptr<const FloatModel> openFloatModel(const std::filesystem::path &folder)
{
    return std::make_shared<const FloatModel>(valueOf(Checkpoint::open(folder)));
}

/// Weights (and activations, when aBit is 8) per channel; the output head in float.
inline Recipe recipeOf(int wBit, int aBit, bool dynamic = false)
{
    Recipe recipe;
    recipe.quantConfig.wBit = wBit;
    recipe.quantConfig.aBit = aBit;
    recipe.quantConfig.isDynamic = dynamic;
    recipe.quantConfig.mmTensor = false;
    return recipe;
}

/// Weights alone, rounded to nearest.
inline Scheme weightScheme(int bits, bool symmetric, bool perTensor)
{
    Scheme scheme;
    scheme.type = bits == 8 ? QuantType::W8A16 : QuantType::W4A16;
    scheme.wBit = bits;
    scheme.wSym = symmetric;
    scheme.mmTensor = perTensor;
    return scheme;
}

inline QuantizedNetwork quantizedBy(const Recipe &recipe, const std::shared_ptr<const FloatModel> &model,
                                    const std::vector<std::vector<int>> &calibration = {}, const Compute &compute = kTwoThreads)
{
    SilentMonitor monitor;
    return valueOf(quantizeModel(model->sharedCheckpoint(), recipe, calibration, compute, monitor)).network;
}

/// The same network with other layers left in float.
inline QuantizedNetwork withFloatLayers(const QuantizedNetwork &network, const std::vector<std::string> &layers)
{
    auto plan = std::make_shared<Plan>(network.plan());
    for (LayerDecision &decision : plan->layers) {
        if (std::find(layers.begin(), layers.end(), decision.layer) != layers.end())
            decision.scheme = Scheme{};
    }
    return {network.sharedFloatModel(), plan, network.ranges(), kTwoThreads.threads};
}

inline std::vector<std::string> layerNames(const FloatModel &model)
{
    std::vector<std::string> names;
    for (const LayerInfo &layer : model.checkpoint().layers())
        names.push_back(layer.name);
    return names;
}

/// A network that does as another does, for tests that look at or change a part of it.
class ForwardingNetwork : public Network
{
public:
    explicit ForwardingNetwork(const Network &network)
        : m_network(network)
    {}

    [[nodiscard]] const FloatModel &floatModel() const override { return m_network.floatModel(); }
    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> linear(const LayerInfo &layer, const Compute &compute) const override
    {
        return m_network.linear(layer, compute);
    }
    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> headRows(std::int64_t first, std::int64_t count, const Compute &compute) const override
    {
        return m_network.headRows(first, count, compute);
    }
    [[nodiscard]] std::string blockKey(int index) const override { return m_network.blockKey(index); }
    [[nodiscard]] std::string headKey() const override { return m_network.headKey(); }

private:
    const Network &m_network;
};

/// Remembers which blocks were fetched.
class CountingNetwork final : public ForwardingNetwork
{
public:
    using ForwardingNetwork::ForwardingNetwork;

    [[nodiscard]] Result<std::shared_ptr<const LinearOp>> linear(const LayerInfo &layer, const Compute &compute) const override
    {
        if (floatModel().blockLayers(layer.block).data() == &layer)
            fetched.push_back(layer.block);
        return ForwardingNetwork::linear(layer, compute);
    }

    mutable std::vector<int> fetched;
};

/// Says stop at the n-th question.
class StoppingMonitor final : public JobMonitor
{
public:
    explicit StoppingMonitor(int questions)
        : m_left(questions)
    {}
    bool keepGoing(std::int64_t, std::int64_t, std::string_view) override { return m_left-- > 0; }

private:
    int m_left;
};

} // namespace vernier::test
