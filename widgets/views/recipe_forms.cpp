// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/recipe_forms.h"

#include "widgets/support/text.h"

#include <cmath>
#include <limits>

namespace vernier {

namespace {

constexpr double kManySamples = 1e6;
constexpr double kManyLayers = 1e5;
constexpr double kManyTokens = 1e6;

std::function<QString()> number(int value)
{
    return [value] { return QString::number(value); };
}

int toInteger(const QVariant &value)
{
    return value.toInt();
}

/// Nothing for "off".
std::optional<AntiMethod> antiMethodOf(const QString &name)
{
    for (const AntiMethod method : {AntiMethod::M1, AntiMethod::M2, AntiMethod::M3, AntiMethod::M4, AntiMethod::M5, AntiMethod::M6}) {
        if (name == toText(toString(method)))
            return method;
    }
    return std::nullopt;
}

} // namespace

QuantConfigForm::QuantConfigForm(QWidget *parent)
    : RecipeForm(parent)
{
    addChoice(
        QStringLiteral("w_bit"), {{8, number(8)}, {4, number(4)}, {16, [] { return tr("16: weights stay float"); }}},
        [](const Recipe &r) { return QVariant(r.quantConfig.wBit); }, [](Recipe &r, const QVariant &v) { r.quantConfig.wBit = toInteger(v); });
    addChoice(
        QStringLiteral("a_bit"), {{8, number(8)}, {16, [] { return tr("16: activations stay float"); }}},
        [](const Recipe &r) { return QVariant(r.quantConfig.aBit); }, [](Recipe &r, const QVariant &v) { r.quantConfig.aBit = toInteger(v); });
    addFlag(
        QStringLiteral("mm_tensor"), [] { return tr("one scale per tensor"); }, [] { return tr("one scale per channel"); },
        [](const Recipe &r) { return r.quantConfig.mmTensor; }, [](Recipe &r, bool v) { r.quantConfig.mmTensor = v; });
    addFlag(
        QStringLiteral("w_sym"), [] { return tr("weights without zero point"); }, [] { return tr("weights with zero point"); },
        [](const Recipe &r) { return r.quantConfig.wSym; }, [](Recipe &r, bool v) { r.quantConfig.wSym = v; });
    addFlag(
        QStringLiteral("is_dynamic"), [] { return tr("range of each token"); }, [] { return tr("range from calibration"); },
        [](const Recipe &r) { return r.quantConfig.isDynamic; }, [](Recipe &r, bool v) { r.quantConfig.isDynamic = v; });
    addChoice(
        QStringLiteral("act_method"),
        {{1, [] { return tr("1: mean min-max"); }}, {2, [] { return tr("2: histogram"); }}, {3, [] { return tr("3: chosen for each layer"); }}},
        [](const Recipe &r) { return QVariant(r.quantConfig.actMethod); },
        [](Recipe &r, const QVariant &v) { r.quantConfig.actMethod = toInteger(v); });
    addReal(
        QStringLiteral("pr"), 0.0, 1.0, 0.05, [](const Recipe &r) { return r.quantConfig.pr; },
        [](Recipe &r, double v) { r.quantConfig.pr = v; });
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

AntiOutlierForm::AntiOutlierForm(QWidget *parent)
    : RecipeForm(parent)
{
    addChoice(
        QStringLiteral("anti_outlier.anti_method"),
        {{QStringLiteral("off"), [] { return tr("off"); }},
         {QStringLiteral("m1"), [] { return tr("m1: SmoothQuant"); }},
         {QStringLiteral("m2"), [] { return tr("m2: SmoothQuant of outliers only"); }},
         {QStringLiteral("m3"), [] { return tr("m3: AWQ"); }},
         {QStringLiteral("m4"), [] { return tr("m4: iterative smooth"); }},
         {QStringLiteral("m5"), [] { return tr("m5: CBQ outlier mask"); }},
         {QStringLiteral("m6"), [] { return tr("m6: flex smooth"); }}},
        [](const Recipe &r) { return r.antiOutlier ? QVariant(toText(toString(r.antiOutlier->antiMethod))) : QVariant(QStringLiteral("off")); },
        [](Recipe &r, const QVariant &v) {
            const std::optional<AntiMethod> method = antiMethodOf(v.toString());
            if (!method) {
                r.antiOutlier.reset();
                return;
            }
            if (!r.antiOutlier) {
                r.antiOutlier.emplace();
                r.antiOutlier->devType = r.quantConfig.devType;
                r.antiOutlier->devId = r.quantConfig.devId;
            }
            r.antiOutlier->antiMethod = *method;
            if (*method != AntiMethod::M3) { // what only m3 may have, and no field here shows
                r.antiOutlier->aBit = 8;
                r.antiOutlier->wSym = true;
            }
        });
    const auto config = [](const Recipe &r) { return r.antiOutlier.value_or(AntiOutlierConfig{}); };
    addChoice(
        QStringLiteral("anti_outlier.w_bit"), {{8, number(8)}, {4, number(4)}},
        [config](const Recipe &r) { return QVariant(config(r).wBit); },
        [](Recipe &r, const QVariant &v) {
            if (r.antiOutlier)
                r.antiOutlier->wBit = toInteger(v);
        });
    const auto spelled = [](const char *name) { return Choice{QString::fromLatin1(name), [name] { return QString::fromLatin1(name); }}; };
    addChoice(
        QStringLiteral("anti_outlier.dev_type"), {spelled("cpu"), spelled("npu"), spelled("gpu")},
        [config](const Recipe &r) { return QVariant(toText(config(r).devType)); },
        [](Recipe &r, const QVariant &v) {
            if (r.antiOutlier)
                r.antiOutlier->devType = toUtf8(v.toString());
        });
    addInteger(
        QStringLiteral("anti_outlier.dev_id"), -1.0, 63.0, [] { return tr("none"); }, {},
        [config](const Recipe &r) { return config(r).devId ? *config(r).devId : -1.0; },
        [](Recipe &r, double v) {
            if (r.antiOutlier)
                r.antiOutlier->devId = v < 0.0 ? std::nullopt : std::optional(static_cast<int>(v));
        });
    retranslate();
}

FallbackForm::FallbackForm(QWidget *parent)
    : RecipeForm(parent)
{
    addFlag(
        QStringLiteral("disable_last_linear"), [] { return tr("lm_head stays float"); }, [] { return tr("lm_head is quantized"); },
        [](const Recipe &r) { return r.quantConfig.disableLastLinear; }, [](Recipe &r, bool v) { r.quantConfig.disableLastLinear = v; });
    addInteger(
        QStringLiteral("disable_level"), 0.0, kManyLayers, {}, QStringLiteral("L"),
        [](const Recipe &r) {
            const Result<std::size_t> level = parseDisableLevel(r.disableLevel);
            return level ? std::min(static_cast<double>(*level), kManyLayers) : 0.0;
        },
        [](Recipe &r, double v) { r.disableLevel = "L" + std::to_string(std::llround(v)); });
    retranslate();
}

void FallbackForm::setLayerCount(int count)
{
    setMaximum(QStringLiteral("disable_level"), count > 0 ? count : kManyLayers);
}

void FallbackForm::setChosen(const QString &text)
{
    setNote(QStringLiteral("disable_level"), text);
}

CalibrationForm::CalibrationForm(QWidget *parent)
    : RecipeForm(parent)
{
    const auto optional = [](double v) { return v < 1.0 ? std::nullopt : std::optional<std::int64_t>(std::llround(v)); };
    const auto shown = [](const std::optional<std::int64_t> &v) { return v ? static_cast<double>(*v) : 0.0; };
    addInteger(
        QStringLiteral("calibration.samples"), 0.0, kManySamples, [this] { return m_available > 0 ? tr("all %1").arg(m_available) : tr("all"); }, {},
        [shown](const Recipe &r) { return shown(r.calibration.samples); },
        [optional](Recipe &r, double v) { r.calibration.samples = optional(v); });
    addInteger(
        QStringLiteral("calibration.max_length"), 0.0, kManyTokens, [] { return tr("not cut"); }, {},
        [shown](const Recipe &r) { return shown(r.calibration.maxLength); },
        [optional](Recipe &r, double v) { r.calibration.maxLength = optional(v); });
    addInteger(
        QStringLiteral("calibration.seed"), 0.0, static_cast<double>(std::numeric_limits<std::uint32_t>::max()), {}, {},
        [](const Recipe &r) { return static_cast<double>(r.calibration.seed); },
        [](Recipe &r, double v) { r.calibration.seed = static_cast<std::uint32_t>(v); });
    retranslate();
}

void CalibrationForm::setAvailable(int sequences)
{
    m_available = sequences;
    retranslate(); // "all 28"
    const QString samples = QStringLiteral("calibration.samples");
    setAround(samples, tr("first ", "calibration texts: first 5 of 28"), sequences > 0 ? tr(" of %1").arg(sequences) : QString());
    setMaximum(QStringLiteral("calibration.samples"), sequences > 0 ? sequences : kManySamples);
}

} // namespace vernier
