// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/parameter_text.h"

#include <QCoreApplication>

namespace vernier {

namespace {

struct Tip
{
    const char *key;
    const char *text;
};

constexpr const char *kContext = "vernier::Parameter";

constexpr Tip kTips[] = {
    {"w_bit", QT_TRANSLATE_NOOP("vernier::Parameter", "Bits of a weight. 16 leaves weights in float.")},
    {"a_bit", QT_TRANSLATE_NOOP("vernier::Parameter", "Bits of an activation. 16 leaves activations in float, so only weights are quantized.")},
    {"mm_tensor",
     QT_TRANSLATE_NOOP("vernier::Parameter",
                       "True: one weight scale for the whole tensor. False: one for each output channel, which is nearly always better.")},
    {"w_sym", QT_TRANSLATE_NOOP("vernier::Parameter", "True: weights without zero point. It must be True when a_bit is 8.")},
    {"is_dynamic",
     QT_TRANSLATE_NOOP("vernier::Parameter",
                       "True: the range of the activations is taken from each token at run time. False: it is fixed by calibration.")},
    {"act_method",
     QT_TRANSLATE_NOOP("vernier::Parameter",
                       "How calibration finds the fixed range of an activation. 1: mean of the samples' minima and maxima. 2: the histogram "
                       "range with the smallest error. 3: 1 where outliers are extreme (range score above 50), else 2.")},
    {"pr",
     QT_TRANSLATE_NOOP("vernier::Parameter",
                       "Probability that calibration passes an element on quantized; the others go on in float. 1 is the deterministic setting.")},
    {"dev_type",
     QT_TRANSLATE_NOOP("vernier::Parameter", "Where msModelSlim runs quant.py. Vernier itself always computes on the CPU.")},
    {"dev_id", QT_TRANSLATE_NOOP("vernier::Parameter", "Index of that device. It only goes into quant.py.")},
    {"disable_names", QT_TRANSLATE_NOOP("vernier::Parameter", "Full names of layers that stay in float.")},
    {"disable_last_linear",
     QT_TRANSLATE_NOOP("vernier::Parameter", "True: the last linear layer, lm_head, stays in float.")},
    {"disable_level",
     QT_TRANSLATE_NOOP("vernier::Parameter",
                       "Ln leaves the n layers with the highest range score in float, besides those named. The score is the largest "
                       "activation over the standard deviation, measured on the first 5 calibration samples.")},
    {"anti_outlier.anti_method",
     QT_TRANSLATE_NOOP("vernier::Parameter",
                       "Outlier suppression before quantization: moves outliers of activations into the weights without changing what the "
                       "float model computes. m1, m2, m3 and m5 scale what norms feed; m4 and m6 also the inputs of o_proj and down_proj. m2, "
                       "m3 and m6 search, m6 the longest.")},
    {"anti_outlier.w_bit",
     QT_TRANSLATE_NOOP("vernier::Parameter", "Bits of a weight that m3 searches its scales for. The others compute the same with both.")},
    {"anti_outlier.dev_type", QT_TRANSLATE_NOOP("vernier::Parameter", "Where msModelSlim runs the suppression. It only goes into quant.py.")},
    {"anti_outlier.dev_id", QT_TRANSLATE_NOOP("vernier::Parameter", "Index of that device. It only goes into quant.py.")},
    {"calibration.samples",
     QT_TRANSLATE_NOOP("vernier::Parameter", "Only the first sequences of the calibration file. All: the whole file.")},
    {"calibration.max_length", QT_TRANSLATE_NOOP("vernier::Parameter", "Every sequence is cut to its first tokens. Not cut: whole sequences.")},
    {"load_dtype",
     QT_TRANSLATE_NOOP("vernier::Parameter",
                       "The type the float model is loaded in, torch_dtype in quant.py: it decides the type of everything saved in float. Ranges "
                       "are measured in float32 only, so with the checkpoint's type weights alone can be quantized, or dynamically.")},
    {"calibration.seed", QT_TRANSLATE_NOOP("vernier::Parameter", "Seed of the random draws that pr below 1 makes.")},
};

} // namespace

QString parameterTip(const QString &key)
{
    for (const Tip &tip : kTips) {
        if (key == QLatin1String(tip.key))
            return QCoreApplication::translate(kContext, tip.text);
    }
    return {};
}

QString parameterName(const QString &key)
{
    return key.section(QLatin1Char('.'), -1);
}

QString presetName(const char *name)
{
    // Found by lupdate here; the names themselves are core's.
    static constexpr const char *kNames[] = {
        QT_TRANSLATE_NOOP("vernier::Preset", "W8A8, static, per tensor"),      QT_TRANSLATE_NOOP("vernier::Preset", "W8A8, static, per channel"),
        QT_TRANSLATE_NOOP("vernier::Preset", "W8A8, static, per channel + m1"), QT_TRANSLATE_NOOP("vernier::Preset", "W8A8_DYNAMIC, per channel"),
        QT_TRANSLATE_NOOP("vernier::Preset", "W8A16, per channel"),            QT_TRANSLATE_NOOP("vernier::Preset", "W4A16, per channel"),
        QT_TRANSLATE_NOOP("vernier::Preset", "Float"),
    };
    Q_UNUSED(kNames)
    return QCoreApplication::translate("vernier::Preset", name);
}

} // namespace vernier
