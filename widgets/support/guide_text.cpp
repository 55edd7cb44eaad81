// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/support/guide_text.h"

#include "widgets/support/text.h"

#include <QCoreApplication>

namespace vernier {

namespace {

struct GuideTextTr
{
    Q_DECLARE_TR_FUNCTIONS(vernier::GuideText)
};

} // namespace

QString guideTitle(const GuideStep &step)
{
    switch (step.id) {
    case GuideStepId::FloatModel: return GuideTextTr::tr("Check the float model");
    case GuideStepId::DownFallback: return GuideTextTr::tr("All %1 in float", "%1: kind of layers").arg(step.kind.empty() ? QStringLiteral("down_proj") : toText(step.kind));
    case GuideStepId::WorstFallback: return GuideTextTr::tr("The most sensitive layers in float");
    case GuideStepId::MixedDynamic: return GuideTextTr::tr("Sensitive layers to W8A8_DYNAMIC");
    case GuideStepId::MixedWeightOnly: return GuideTextTr::tr("Sensitive layers to W8A16");
    case GuideStepId::Suppression: return GuideTextTr::tr("Outlier suppression");
    case GuideStepId::ActMethod: return GuideTextTr::tr("Activation method");
    case GuideStepId::WeightMethod: return GuideTextTr::tr("Weight method");
    case GuideStepId::PerChannel: return GuideTextTr::tr("Weights per channel");
    case GuideStepId::PerToken: return GuideTextTr::tr("Activations per token");
    case GuideStepId::Fraction: return GuideTextTr::tr("Sparse: protect more weights");
    case GuideStepId::Sigma: return GuideTextTr::tr("Sparse: sigma rule");
    case GuideStepId::DoSmooth: return GuideTextTr::tr("Sparse: smooth search");
    case GuideStepId::CalibrationData: return GuideTextTr::tr("Calibration data");
    case GuideStepId::DisableLevel: return GuideTextTr::tr("Automatic fallback");
    case GuideStepId::ExpandSiblings: return GuideTextTr::tr("Expand to fused siblings");
    case GuideStepId::KvCache: return GuideTextTr::tr("Without KV cache quantization");
    }
    return {};
}

QString guideReason(GuideStepId step)
{
    switch (step) {
    case GuideStepId::FloatModel:
        return GuideTextTr::tr("If the float model already answers badly, no recipe can repair it: look at its perplexity on a text that it should know.");
    case GuideStepId::DownFallback:
        return GuideTextTr::tr("Most published recipes leave them in float: in most families their inputs have the largest outliers. lm_head is in float by itself.");
    case GuideStepId::WorstFallback: return GuideTextTr::tr("A few layers often cause most of the loss; in float they cost memory and speed.");
    case GuideStepId::MixedDynamic: return GuideTextTr::tr("Ranges for each token keep more than fixed ones, and cost less than float.");
    case GuideStepId::MixedWeightOnly: return GuideTextTr::tr("Activations stay in float, where the outliers are, and the weights still take half the memory.");
    case GuideStepId::Suppression: return GuideTextTr::tr("Moves outliers from activations into weights, which bear them better. Costs nothing at run time.");
    case GuideStepId::ActMethod: return GuideTextTr::tr("1 takes the extremes, 2 clips by histogram, 3 chooses for each layer: a few extremes no longer set the range.");
    case GuideStepId::WeightMethod: return GuideTextTr::tr("HQQ and GPTQ round weights so that the error of the layer becomes small, not that of each weight.");
    case GuideStepId::PerChannel: return GuideTextTr::tr("One large row no longer sets the scale of all others.");
    case GuideStepId::PerToken: return GuideTextTr::tr("Often the largest gain, because no token is outside its range; it costs some speed.");
    case GuideStepId::Fraction: return GuideTextTr::tr("A larger share of outlier weights keeps its own grid, at most 0.1.");
    case GuideStepId::Sigma: return GuideTextTr::tr("Outliers are found row by row; a lower threshold protects more of them.");
    case GuideStepId::DoSmooth: return GuideTextTr::tr("Searches scales that make the weights easier to quantize.");
    case GuideStepId::CalibrationData:
        return GuideTextTr::tr("20 to 50 samples in the language and field of the task. Add the inputs that went wrong.");
    case GuideStepId::DisableLevel: return GuideTextTr::tr("Leaves the layers with the widest inputs in float. A late resort: it costs memory and speed.");
    case GuideStepId::ExpandSiblings: return GuideTextTr::tr("Engines fuse q, k, v and gate, up, and refuse groups of which only a part is in float.");
    case GuideStepId::KvCache: return GuideTextTr::tr("Shows whether the int8 cache is what costs the accuracy.");
    }
    return {};
}

QString guideScope(GuideStepId step)
{
    switch (step) {
    case GuideStepId::FloatModel: return {};
    case GuideStepId::DownFallback:
    case GuideStepId::WorstFallback:
    case GuideStepId::Suppression: return GuideTextTr::tr("This recipe leaves the whole model in float.");
    case GuideStepId::PerChannel: return GuideTextTr::tr("For weights without groups; those in groups have finer scales already.");
    case GuideStepId::MixedDynamic: return GuideTextTr::tr("For W8A8 with fixed ranges.");
    case GuideStepId::MixedWeightOnly: return GuideTextTr::tr("For W8A8 and W8A8_DYNAMIC.");
    case GuideStepId::ActMethod: return GuideTextTr::tr("For activations with fixed ranges: W8A8 and sparse.");
    case GuideStepId::WeightMethod: return GuideTextTr::tr("For W8A16 and W4A16.");
    case GuideStepId::PerToken: return GuideTextTr::tr("For W8A8.");
    case GuideStepId::Fraction: return GuideTextTr::tr("For sparse recipes without the sigma rule.");
    case GuideStepId::Sigma:
    case GuideStepId::DoSmooth: return GuideTextTr::tr("For sparse recipes of the low-bit family.");
    case GuideStepId::CalibrationData: return GuideTextTr::tr("This recipe needs no calibration data.");
    case GuideStepId::DisableLevel: return GuideTextTr::tr("For quantized recipes with calibration data.");
    case GuideStepId::ExpandSiblings: return GuideTextTr::tr("For recipes with automatic fallback (disable_level).");
    case GuideStepId::KvCache: return GuideTextTr::tr("This recipe does not quantize the cache.");
    }
    return {};
}

QString guideExample(GuideStepId step)
{
    switch (step) {
    case GuideStepId::FloatModel: return GuideTextTr::tr("To read what it writes, use “vernier-cli generate”.");
    case GuideStepId::DownFallback:
        return GuideTextTr::tr("Published example: ChatGLM2-6B in W8A8 scores 0.794 on BoolQ in float and 0.519 quantized; with all dense_4h_to_h, its "
                               "down_proj, in float it scores 0.793.");
    case GuideStepId::PerToken: return GuideTextTr::tr("Published example: Qwen3-32B in W8A8 scores 66.67 on AIME25 with a range per tensor, 80.00 per token.");
    case GuideStepId::CalibrationData:
        return GuideTextTr::tr("Published example: Qwen3-32B in W8A8 scores 46.97 on GPQA, and 55.56 with bad cases among the calibration data.");
    default: return {};
    }
}

QString guideAction(const GuideStep &step)
{
    const QString next = toText(step.next);
    const int count = next.toInt();
    switch (step.id) {
    case GuideStepId::FloatModel: break;
    case GuideStepId::DownFallback:
    case GuideStepId::WorstFallback: return GuideTextTr::tr("Leave %n layer(s) in float", nullptr, count);
    case GuideStepId::MixedDynamic: return GuideTextTr::tr("Set %n layer(s) to W8A8_DYNAMIC", nullptr, count);
    case GuideStepId::MixedWeightOnly: return GuideTextTr::tr("Set %n layer(s) to W8A16", nullptr, count);
    case GuideStepId::Suppression: return GuideTextTr::tr("Set anti_method %1").arg(next);
    case GuideStepId::ActMethod: return GuideTextTr::tr("Set act_method %1").arg(next);
    case GuideStepId::WeightMethod: return GuideTextTr::tr("Set w_method %1").arg(next);
    case GuideStepId::PerChannel: return GuideTextTr::tr("Set mm_tensor %1").arg(next);
    case GuideStepId::PerToken: return GuideTextTr::tr("Set is_dynamic %1").arg(next);
    case GuideStepId::Fraction: return GuideTextTr::tr("Set fraction %1").arg(next);
    case GuideStepId::Sigma: return GuideTextTr::tr("Set sigma_factor %1").arg(next);
    case GuideStepId::DoSmooth: return GuideTextTr::tr("Set do_smooth %1").arg(next);
    case GuideStepId::CalibrationData: return GuideTextTr::tr("Use %n sample(s)", nullptr, count);
    case GuideStepId::DisableLevel: return GuideTextTr::tr("Set disable_level %1").arg(next);
    case GuideStepId::ExpandSiblings: return GuideTextTr::tr("Expand to siblings");
    case GuideStepId::KvCache: return GuideTextTr::tr("Leave the cache in float");
    }
    return {};
}

QString guideState(const GuideStep &step)
{
    QString state;
    switch (step.state) {
    case GuideStep::State::Open: state = GuideTextTr::tr("not done"); break;
    case GuideStep::State::Begun: state = GuideTextTr::tr("begun"); break;
    case GuideStep::State::Tried: state = GuideTextTr::tr("tried, not in the recipe"); break;
    case GuideStep::State::Done: state = GuideTextTr::tr("done"); break;
    case GuideStep::State::NotApplicable: return GuideTextTr::tr("does not apply");
    }
    if (step.current.empty())
        return state;
    const QString current = step.id == GuideStepId::CalibrationData ? GuideTextTr::tr("%n sample(s)", nullptr, toText(step.current).toInt()) : toText(step.current);
    return GuideTextTr::tr("%1: %2", "state of a step, and the value the recipe has").arg(state, current);
}

} // namespace vernier
