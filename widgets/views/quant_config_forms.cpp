// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/quant_config_forms.h"

#include "core/recipe/chain_parameters.h"
#include "widgets/support/text.h"

namespace vernier {

namespace {

std::function<QString()> number(int value)
{
    return [value] { return QString::number(value); };
}

// Getters and setters of a parameter, wherever the recipe gives it.

template <typename T>
std::function<T(const Recipe &)> valueOf(T QuantConfig::*member)
{
    return [member](const Recipe &r) { return chainedConfig(r).*member; };
}

std::function<QVariant(const Recipe &)> choiceOf(int QuantConfig::*member)
{
    return [member](const Recipe &r) { return QVariant(chainedConfig(r).*member); };
}

std::function<void(Recipe &, const QVariant &)> chosen(int QuantConfig::*member)
{
    return [member](Recipe &r, const QVariant &v) { setParameter(r, member, v.toInt()); };
}

template <typename T>
std::function<void(Recipe &, T)> changed(T QuantConfig::*member)
{
    return [member](Recipe &r, T v) { setParameter(r, member, v); };
}

} // namespace

WeightsForm::WeightsForm(QWidget *parent)
    : RecipeForm(parent)
{
    addChoice(QStringLiteral("w_bit"), {{8, number(8)}, {4, number(4)}, {16, [] { return tr("16: weights stay float"); }}},
              choiceOf(&QuantConfig::wBit), chosen(&QuantConfig::wBit));
    addChoice(
        QStringLiteral("w_method"),
        {{QStringLiteral("MinMax"), [] { return tr("MinMax: nearest code"); }},
         {QStringLiteral("GPTQ"), [] { return tr("GPTQ: errors made up for"); }},
         {QStringLiteral("HQQ"), [] { return tr("HQQ: scales refined"); }},
         {QStringLiteral("NF"), [] { return tr("NF: codes of a normal distribution"); }}},
        [](const Recipe &r) { return QVariant(toText(toString(chainedConfig(r).wMethod))); },
        [](Recipe &r, const QVariant &v) {
            for (const WeightMethod method : kWeightMethods) {
                if (v.toString() == toText(toString(method)))
                    setParameter(r, &QuantConfig::wMethod, method);
            }
        });
    addGranularity();
    addReal(QStringLiteral("percdamp"), 0.0, 1.0, 0.005, {}, valueOf(&QuantConfig::percdamp), changed(&QuantConfig::percdamp));
    retranslate();
}

/// How many weights share a scale, and whether they have a zero point.
void WeightsForm::addGranularity()
{
    addFlag(
        QStringLiteral("mm_tensor"), [] { return tr("one scale per tensor"); }, [] { return tr("one scale per channel"); },
        valueOf(&QuantConfig::mmTensor), changed(&QuantConfig::mmTensor));
    addFlag(
        QStringLiteral("w_sym"), [] { return tr("weights without zero point"); }, [] { return tr("weights with zero point"); },
        valueOf(&QuantConfig::wSym), changed(&QuantConfig::wSym));
    const auto sizes = [](std::initializer_list<int> values) {
        std::vector<Choice> choices;
        for (const int value : values)
            choices.push_back({value, number(value)});
        return choices;
    };
    addChoice(QStringLiteral("group_size"), sizes({32, 64, 128, 256}), choiceOf(&QuantConfig::groupSize), chosen(&QuantConfig::groupSize));
    addChoice(
        QStringLiteral("block_size"), sizes({64, 128, 256, 512, 1024, 2048, 4096}), [](const Recipe &r) { return QVariant(blockSize(r)); },
        [](Recipe &r, const QVariant &v) { setBlockSize(r, v.toInt()); });
}

ActivationsForm::ActivationsForm(QWidget *parent)
    : RecipeForm(parent)
{
    addChoice(QStringLiteral("a_bit"), {{8, number(8)}, {16, [] { return tr("16: activations stay float"); }}}, choiceOf(&QuantConfig::aBit),
              chosen(&QuantConfig::aBit));
    addFlag(
        QStringLiteral("is_dynamic"), [] { return tr("range of each token"); }, [] { return tr("range from calibration"); },
        valueOf(&QuantConfig::isDynamic), changed(&QuantConfig::isDynamic));
    addChoice(
        QStringLiteral("act_method"),
        {{1, [] { return tr("1: mean min-max"); }}, {2, [] { return tr("2: histogram"); }}, {3, [] { return tr("3: chosen for each layer"); }}},
        choiceOf(&QuantConfig::actMethod), chosen(&QuantConfig::actMethod));
    addReal(QStringLiteral("pr"), 0.0, 1.0, 0.05, {}, valueOf(&QuantConfig::pr), changed(&QuantConfig::pr));
    addFlag(
        QStringLiteral("pdmix"), [] { return tr("prefill dynamic, decode static"); }, [] { return tr("plain W8A8"); },
        valueOf(&QuantConfig::pdmix), changed(&QuantConfig::pdmix));
    retranslate();
}

SparseForm::SparseForm(QWidget *parent)
    : RecipeForm(parent)
{
    addFlag(
        QStringLiteral("co_sparse"), [] { return tr("W8A8S by share of the tensor"); }, [] { return tr("not sparse"); },
        valueOf(&QuantConfig::coSparse), setCoSparse);
    addFlag(
        QStringLiteral("is_lowbit"), [] { return tr("low-bit family"); }, [] { return tr("plain quantization"); },
        valueOf(&QuantConfig::isLowbit), changed(&QuantConfig::isLowbit));
    addFlag(
        QStringLiteral("open_outlier"), [] { return tr("outliers apart, per channel"); }, [] { return tr("no outliers, in groups"); },
        valueOf(&QuantConfig::openOutlier), changed(&QuantConfig::openOutlier));
    addFlag(
        QStringLiteral("use_sigma"), [] { return tr("outliers by sigma_factor"); }, [] { return tr("outliers by fraction"); },
        valueOf(&QuantConfig::useSigma), changed(&QuantConfig::useSigma));
    addReal(QStringLiteral("sigma_factor"), 3.0, 4.0, 0.1, {}, valueOf(&QuantConfig::sigmaFactor), changed(&QuantConfig::sigmaFactor));
    addReal(QStringLiteral("fraction"), 0.01, 0.1, 0.005, {}, valueOf(&QuantConfig::fraction), changed(&QuantConfig::fraction));
    addFlag(
        QStringLiteral("nonuniform"), [] { return tr("power-law codes"); }, [] { return tr("evenly spaced codes"); },
        valueOf(&QuantConfig::nonuniform), changed(&QuantConfig::nonuniform));
    addFlag(
        QStringLiteral("do_smooth"), [] { return tr("search for smoothing scales"); }, [] { return tr("no search"); },
        valueOf(&QuantConfig::doSmooth), changed(&QuantConfig::doSmooth));
    retranslate();
}

KvCacheForm::KvCacheForm(QWidget *parent)
    : RecipeForm(parent)
{
    addFlag(
        QStringLiteral("use_kvcache_quant"), [] { return tr("int8 keys and values"); }, [] { return tr("cache stays float"); },
        valueOf(&QuantConfig::useKvcacheQuant), setKvCacheQuant);
    addFlag(QStringLiteral("kv_sym"), [] { return tr("without zero point"); }, [] { return tr("with zero point"); }, kvSym, setKvSym);
    retranslate();
}

TensorParallelForm::TensorParallelForm(QWidget *parent)
    : RecipeForm(parent)
{
    const auto ranks = [](int count) { return Choice{count, [count] { return tr("%1 ranks").arg(count); }}; };
    addChoice(
        QStringLiteral("tp_size"), {{0, [] { return tr("not split"); }}, ranks(2), ranks(4), ranks(8), ranks(16)},
        [](const Recipe &r) { return QVariant(simulateTp(r).tpSize.value_or(0)); },
        [](Recipe &r, const QVariant &v) {
            SimulateTp call = simulateTp(r);
            call.tpSize = v.toInt() > 0 ? std::optional(v.toInt()) : std::nullopt;
            setSimulateTp(r, call);
        });
    const auto flag = [](bool SimulateTp::*member) {
        return [member](Recipe &r, bool on) {
            SimulateTp call = simulateTp(r);
            call.*member = on;
            setSimulateTp(r, call);
        };
    };
    addFlag(
        QStringLiteral("enable_communication_quant"), [] { return tr("8 bits"); }, [] { return tr("float"); },
        [](const Recipe &r) { return simulateTp(r).enableCommunicationQuant; }, flag(&SimulateTp::enableCommunicationQuant));
    addFlag(
        QStringLiteral("enable_per_device_quant"), [] { return tr("own scales"); }, [] { return tr("shared scales"); },
        [](const Recipe &r) { return simulateTp(r).enablePerDeviceQuant; }, flag(&SimulateTp::enablePerDeviceQuant));
    retranslate();
}

LoadingForm::LoadingForm(QWidget *parent)
    : RecipeForm(parent)
{
    const auto spelled = [](const char *name) { return Choice{QString::fromLatin1(name), [name] { return QString::fromLatin1(name); }}; };
    addChoice(
        QStringLiteral("dev_type"), {spelled("cpu"), spelled("npu"), spelled("gpu")},
        [](const Recipe &r) { return QVariant(toText(r.quantConfig.devType)); },
        [](Recipe &r, const QVariant &v) { r.quantConfig.devType = toUtf8(v.toString()); });
    addInteger(
        QStringLiteral("dev_id"), -1.0, 63.0, [] { return tr("none"); }, {},
        [](const Recipe &r) { return r.quantConfig.devId ? *r.quantConfig.devId : -1.0; },
        [](Recipe &r, double v) { r.quantConfig.devId = v < 0.0 ? std::nullopt : std::optional(static_cast<int>(v)); });
    addChoice(
        QStringLiteral("load_dtype"),
        {{QStringLiteral("float32"), [] { return tr("float32"); }}, {QStringLiteral("checkpoint"), [] { return tr("as the checkpoint says"); }}},
        [](const Recipe &r) { return QVariant(toText(toString(r.loadDtype))); },
        [](Recipe &r, const QVariant &v) {
            r.loadDtype = v.toString() == QLatin1String("checkpoint") ? LoadDtype::Checkpoint : LoadDtype::Float32;
        });
    retranslate();
}

} // namespace vernier
