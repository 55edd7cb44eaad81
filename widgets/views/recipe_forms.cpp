// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/recipe_forms.h"

#include "widgets/support/text.h"

#include <cmath>
#include <limits>
#include <type_traits>

namespace vernier {

namespace {

constexpr double kManySamples = 1e6;
constexpr double kManyLayers = 1e5;
constexpr double kManyTokens = 1e6;
constexpr double kExponentStep = 0.05; // as m6 searches

std::function<QString()> bitsText(int value)
{
    return [value] { return QString::number(value); };
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

/// Suppression that is off shows the defaults.
AntiOutlierConfig config(const Recipe &recipe)
{
    return recipe.antiOutlier.value_or(AntiOutlierConfig{});
}

template <typename T>
void change(Recipe &recipe, T AntiOutlierConfig::*member, std::type_identity_t<T> value)
{
    if (recipe.antiOutlier)
        (*recipe.antiOutlier).*member = std::move(value);
}

} // namespace

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
            if (*method != AntiMethod::M3) { // what only m3 may have
                r.antiOutlier->aBit = 8;
                r.antiOutlier->wSym = true;
            }
        });
    addSearch();
    addDevice();
    retranslate();
}

/// What m3 searches for, what m3, m4 and m6 leave alone, and the exponents of m6.
void AntiOutlierForm::addSearch()
{
    addChoice(
        QStringLiteral("anti_outlier.w_bit"), {{8, bitsText(8)}, {4, bitsText(4)}}, [](const Recipe &r) { return QVariant(config(r).wBit); },
        [](Recipe &r, const QVariant &v) { change(r, &AntiOutlierConfig::wBit, v.toInt()); });
    addChoice(
        QStringLiteral("anti_outlier.a_bit"), {{8, bitsText(8)}, {16, [] { return tr("16: activations stay float"); }}},
        [](const Recipe &r) { return QVariant(config(r).aBit); },
        [](Recipe &r, const QVariant &v) { change(r, &AntiOutlierConfig::aBit, v.toInt()); });
    addFlag(
        QStringLiteral("anti_outlier.w_sym"), [] { return tr("weights without zero point"); }, [] { return tr("weights with zero point"); },
        [](const Recipe &r) { return config(r).wSym; }, [](Recipe &r, bool v) { change(r, &AntiOutlierConfig::wSym, v); });
    addNames(
        QStringLiteral("anti_outlier.disable_anti_names"), [] { return tr("none; full names, separated by commas"); },
        [](const Recipe &r) { return config(r).disableAntiNames; },
        [](Recipe &r, std::vector<std::string> v) { change(r, &AntiOutlierConfig::disableAntiNames, std::move(v)); });
    const auto exponent = [this](const char *key, std::optional<double> FlexConfig::*member) {
        addReal(
            QStringLiteral("anti_outlier.flex_config.") + QLatin1String(key), -kExponentStep, 1.0, kExponentStep, [] { return tr("searched"); },
            [member](const Recipe &r) { return (config(r).flexConfig.*member).value_or(-kExponentStep); },
            [member](Recipe &r, double v) {
                if (r.antiOutlier)
                    r.antiOutlier->flexConfig.*member = v < 0.0 ? std::nullopt : std::optional(v);
            });
    };
    exponent("alpha", &FlexConfig::alpha);
    exponent("beta", &FlexConfig::beta);
}

void AntiOutlierForm::addDevice()
{
    const auto spelled = [](const char *name) { return Choice{QString::fromLatin1(name), [name] { return QString::fromLatin1(name); }}; };
    addChoice(
        QStringLiteral("anti_outlier.dev_type"), {spelled("cpu"), spelled("npu"), spelled("gpu")},
        [](const Recipe &r) { return QVariant(toText(config(r).devType)); },
        [](Recipe &r, const QVariant &v) { change(r, &AntiOutlierConfig::devType, toUtf8(v.toString())); });
    addInteger(
        QStringLiteral("anti_outlier.dev_id"), -1.0, 63.0, [] { return tr("none"); }, {},
        [](const Recipe &r) { return config(r).devId ? *config(r).devId : -1.0; },
        [](Recipe &r, double v) {
            change(r, &AntiOutlierConfig::devId, v < 0.0 ? std::nullopt : std::optional(static_cast<int>(v)));
        });
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

ImprovementsForm::ImprovementsForm(QWidget *parent)
    : RecipeForm(parent)
{
    const auto add = [this](const char *key, bool Improvements::*member, Text whenTrue) {
        addFlag(
            QStringLiteral("improvements.") + QLatin1String(key), std::move(whenTrue), [] { return tr("as msModelSlim"); },
            [member](const Recipe &r) { return r.improvements.*member; }, [member](Recipe &r, bool v) { r.improvements.*member = v; });
    };
    add("gptq", &Improvements::gptq, [] { return tr("GPTQ as published"); });
    add("act_order", &Improvements::actOrder, [] { return tr("largest inputs first"); });
    add("hqq", &Improvements::hqq, [] { return tr("HQQ as published"); });
    add("expand_siblings", &Improvements::expandSiblings, [] { return tr("whole groups fall back"); });
    retranslate();
}

} // namespace vernier
