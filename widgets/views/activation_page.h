// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/document/measurements.h"

#include <QWidget>

#include <memory>

// What the pages of the activations view are given, and what they have in common.

namespace vernier {

/// A layer with its activations and the sample that is looked at.
struct LayerActivations
{
    std::shared_ptr<const LoadedModel> model;
    std::shared_ptr<const Statistics> statistics;
    int layer = 0;
    int sample = 0;
    int method = 1;        ///< act_method of the present recipe for this layer, 3 already decided: 1 or 2
    bool isStatic = false; ///< whether the layer's activations get a static range at all

    [[nodiscard]] const LayerInfo &info() const { return model->layers()[static_cast<std::size_t>(layer)]; }
    [[nodiscard]] const InputStats &input() const { return statistics->stats.of(info()); }
    [[nodiscard]] const SampleStats &chosen() const { return input().samples[static_cast<std::size_t>(sample)]; }
    [[nodiscard]] const MethodRanges &ranges() const { return statistics->methodRanges[static_cast<std::size_t>(layer)]; }
    /// The range of the method, as the quantizer takes it.
    [[nodiscard]] Range range() const { return withZero(ranges().of(method)); }
};

class ActivationPage : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;

    virtual void showLayer(const LayerActivations &activations) = 0;
};

/// "−3.21 … 4.05"
[[nodiscard]] QString rangeText(Range range, int digits = 3);
/// "act_method 1 (min-max)"
[[nodiscard]] QString methodText(int method);

} // namespace vernier
