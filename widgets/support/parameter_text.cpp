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
    {"w_bit", QT_TRANSLATE_NOOP("vernier::Parameter", "Bits of a weight: 4, 8 (default) or 16, which leaves weights in float. co_sparse decides it by itself.")},
    {"a_bit", QT_TRANSLATE_NOOP("vernier::Parameter", "Bits of an activation: 8 (default) or 16, which leaves activations in float, so only weights are quantized. co_sparse decides it by itself.")},
    {"mm_tensor", QT_TRANSLATE_NOOP("vernier::Parameter", "True (default): one weight scale for the whole tensor. False: one for each output channel, which is nearly always better. Weights in groups or blocks have their own scales.")},
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
    {"anti_outlier.w_bit", QT_TRANSLATE_NOOP("vernier::Parameter", "Bits of a weight that m3 searches its scales for: 8 (default) or 4. Take those of w_bit. The other methods compute the same with both.")},
    {"anti_outlier.dev_type", QT_TRANSLATE_NOOP("vernier::Parameter", "Where msModelSlim runs the suppression. It only goes into quant.py.")},
    {"anti_outlier.dev_id", QT_TRANSLATE_NOOP("vernier::Parameter", "Index of that device. It only goes into quant.py.")},
    {"calibration.samples",
     QT_TRANSLATE_NOOP("vernier::Parameter", "Only the first sequences of the calibration file. All: the whole file.")},
    {"calibration.max_length", QT_TRANSLATE_NOOP("vernier::Parameter", "Every sequence is cut to its first tokens. Not cut: whole sequences.")},
    {"w_method", QT_TRANSLATE_NOOP("vernier::Parameter", "How weights become codes. MinMax (default): the nearest code. GPTQ: each error is made up for in the columns that follow, by calibration data. HQQ: scales are refined without data. NF: 4-bit codes spaced as a normal distribution, NF4. W8A8 and W8A8S take only MinMax, W4A8_DYNAMIC MinMax or HQQ; in the low-bit family, GPTQ and HQQ need groups.")},
    {"group_size", QT_TRANSLATE_NOOP("vernier::Parameter", "Weights of a row that share a scale: 32, 64 (default), 128 or 256; it must divide the number of inputs. Only where weights are in groups: is_lowbit True, open_outlier False, and a_bit 16 or W4A8_DYNAMIC.")},
    {"block_size", QT_TRANSLATE_NOOP("vernier::Parameter", "Weights that share a scale with w_method NF: 64 (default) to 4096. Another value than 64 adds the chain method weight_quant.")},
    {"percdamp", QT_TRANSLATE_NOOP("vernier::Parameter", "Damping of GPTQ, as a share of the mean of the diagonal: 0 to 1, default 0.01. msModelSlim checks it but always uses 0.01; it counts with improvements.gptq.")},
    {"pdmix", QT_TRANSLATE_NOOP("vernier::Parameter", "True: the description says W8A8_MIX, that is prefill with dynamic and decode with static activations. False is the default. Only for W8A8.")},
    {"co_sparse", QT_TRANSLATE_NOOP("vernier::Parameter", "True: sparse quantization, W8A8S. The share fraction of largest weights in the tensor keeps 8 bits, the others fit into 4. It replaces w_bit by 4, a_bit by 8 and pr by 1. False is the default; is_lowbit True switches it off.")},
    {"is_lowbit", QT_TRANSLATE_NOOP("vernier::Parameter", "True: the low-bit family, that is weights in groups (open_outlier False) or outliers apart in each row (open_outlier True). With w_bit 4 and a_bit 8 it makes W8A8S, and W4A8_DYNAMIC where is_dynamic is True. act_method must be 1 or 2. False is the default.")},
    {"open_outlier", QT_TRANSLATE_NOOP("vernier::Parameter", "Of the low-bit family. True (default): the outliers of each row are kept apart. False: none are; weights have scales in groups of group_size where a_bit is 16 or the type is W4A8_DYNAMIC.")},
    {"use_sigma", QT_TRANSLATE_NOOP("vernier::Parameter", "How the low-bit family finds the outliers of a row. True: by sigma_factor. False (default): by fraction.")},
    {"sigma_factor", QT_TRANSLATE_NOOP("vernier::Parameter", "Outliers are the weights beyond this many standard deviations of the magnitudes in their row: 3 (default) to 4. Only with use_sigma.")},
    {"fraction", QT_TRANSLATE_NOOP("vernier::Parameter", "Share of weights that are outliers: 0.01 (default) to 0.1. Of the tensor with co_sparse, of each row with is_lowbit; not with use_sigma.")},
    {"nonuniform", QT_TRANSLATE_NOOP("vernier::Parameter", "True: the codes of co_sparse are spaced by a power law whose exponent is searched for each layer. The exponent is not saved, so a kernel cannot undo it. With is_lowbit it fails. False is the default.")},
    {"do_smooth", QT_TRANSLATE_NOOP("vernier::Parameter", "True: while the first sample is calibrated, scales are searched that smooth what the norms feed to attention and MLP. Weights in groups ignore it. False is the default.")},
    {"tp_size", QT_TRANSLATE_NOOP("vernier::Parameter", "Simulates tensor parallelism (simulate_tp): every rank quantizes its part of the inputs of o_proj and down_proj. 2, 4, 8 or 16 ranks, not split by default. Only W8A8 with static activations. A folder saved so cannot be opened here again.")},
    {"enable_communication_quant", QT_TRANSLATE_NOOP("vernier::Parameter", "True (default): what the ranks add up is sent in 8 bits, with a scale for each channel. False: in float. Only with tp_size.")},
    {"enable_per_device_quant", QT_TRANSLATE_NOOP("vernier::Parameter", "True (default): each rank sends with scales of its own. False: all with the same. Only with enable_communication_quant.")},
    {"use_kvcache_quant", QT_TRANSLATE_NOOP("vernier::Parameter", "True: scales and offsets of an int8 KV cache are measured and saved. False is the default. Not with w_method NF.")},
    {"kv_sym", QT_TRANSLATE_NOOP("vernier::Parameter", "True (default): keys and values in the cache without zero point. False adds the chain method kv_quant. Only with use_kvcache_quant.")},
    {"anti_outlier.a_bit", QT_TRANSLATE_NOOP("vernier::Parameter", "Bits of an activation for m3: 8 (default), or 16 where only weights are quantized. The other methods take 8 only.")},
    {"anti_outlier.w_sym", QT_TRANSLATE_NOOP("vernier::Parameter", "True (default): m3 searches for weights without zero point. False: with one. The other methods take True only.")},
    {"anti_outlier.disable_anti_names", QT_TRANSLATE_NOOP("vernier::Parameter", "Full names of linear layers whose group is left as it is, separated by commas; none by default. Only m3, m4 and m6 look at it.")},
    {"anti_outlier.flex_config.alpha", QT_TRANSLATE_NOOP("vernier::Parameter", "Exponent of the activations in m6, 0 to 1. It is searched (default) unless alpha and beta are both given.")},
    {"anti_outlier.flex_config.beta", QT_TRANSLATE_NOOP("vernier::Parameter", "Exponent of the weights in m6, 0 to 1. It is searched (default) unless alpha and beta are both given.")},
    {"improvements.gptq", QT_TRANSLATE_NOOP("vernier::Parameter", "True: GPTQ sees every calibration sample, obeys percdamp and rounds once. False (default): as msModelSlim, which looks at the first sample only.")},
    {"improvements.act_order", QT_TRANSLATE_NOOP("vernier::Parameter", "True: GPTQ rounds the channels with the largest inputs first. Only with improvements.gptq and without groups. False is the default.")},
    {"improvements.hqq", QT_TRANSLATE_NOOP("vernier::Parameter", "True: HQQ refines the scales of asymmetric weights, too. False (default): as msModelSlim, which nearly always gives up on them. Only with w_method HQQ.")},
    {"improvements.expand_siblings", QT_TRANSLATE_NOOP("vernier::Parameter", "True: disable_level takes the layers with it that inference engines fuse with one it chose (query, key and value; gate and up). False (default): as msModelSlim. Only with a disable_level above L0.")},
    {"load_dtype",
     QT_TRANSLATE_NOOP("vernier::Parameter",
                       "The type the float model is loaded in, torch_dtype in quant.py: it decides the type of everything saved in float. In "
                       "the checkpoint's type every operation rounds to it as in the original, from calibration to evaluation, and the float model it "
                       "is compared with as well. simulate_tp, the low-bit family, sparse weights, GPTQ, HQQ, NF and most anti_methods take float32 only.")},
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
        QT_TRANSLATE_NOOP("vernier::Preset", "W8A8, static, per channel + KV cache int8"),
        QT_TRANSLATE_NOOP("vernier::Preset", "W8A8S, sparse, low-bit by sigma"),
        QT_TRANSLATE_NOOP("vernier::Preset", "W4A16, groups of 64"),
        QT_TRANSLATE_NOOP("vernier::Preset", "W4A16, per channel, GPTQ"),
        QT_TRANSLATE_NOOP("vernier::Preset", "W4A16, per channel, AWQ (m3)"),
        QT_TRANSLATE_NOOP("vernier::Preset", "W4A8_DYNAMIC, groups of 64"),
        QT_TRANSLATE_NOOP("vernier::Preset", "Float"),
    };
    Q_UNUSED(kNames)
    return QCoreApplication::translate("vernier::Preset", name);
}

} // namespace vernier
