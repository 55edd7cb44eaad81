// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/end_to_end_json.h"

#include "core/io/posix_file.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

namespace vernier {

using Json = nlohmann::ordered_json;

namespace {

Result<double> readMeasured(const Json &object, std::string_view key, const Place &place)
{
    std::optional<double> number;
    VERNIER_TRY(readNumber(object, key, place, number));
    if (!number)
        return place.error(" has no \"" + std::string(key) + "\"; measure the end-to-end sensitivity again");
    return *number;
}

Result<EndToEndSensitivity> readLayer(const Json &json, const Place &place)
{
    VERNIER_TRY(checkObject(json, place, {"layer", "kl", "kl_se", "loss_difference", "loss_difference_se", "noise_kl", "noise_kl_se"}));
    EndToEndSensitivity layer;
    VERNIER_TRY(readString(json, "layer", place, layer.layer));
    if (layer.layer.empty())
        return place.child("layer").error(" is missing; give the layer's full name");
    VERNIER_ASSIGN(layer.kl.mean, readMeasured(json, "kl", place));
    VERNIER_ASSIGN(layer.kl.standardError, readMeasured(json, "kl_se", place));
    VERNIER_ASSIGN(layer.lossDifference.mean, readMeasured(json, "loss_difference", place));
    VERNIER_ASSIGN(layer.lossDifference.standardError, readMeasured(json, "loss_difference_se", place));
    if (member(json, "noise_kl")) {
        layer.noiseKl.emplace();
        VERNIER_ASSIGN(layer.noiseKl->mean, readMeasured(json, "noise_kl", place));
        VERNIER_ASSIGN(layer.noiseKl->standardError, readMeasured(json, "noise_kl_se", place));
    }
    return layer;
}

Result<EndToEndMeasurement> readMeasurement(const Json &json, const Place &place)
{
    VERNIER_TRY(checkObject(json, place, {"measured_on", "recipe", "joint_kl", "joint_loss_difference", "missing", "layers"}));
    EndToEndMeasurement measurement;
    VERNIER_TRY(readString(json, "measured_on", place, measurement.measuredOn));
    if (const Json *value = member(json, "recipe")) {
        VERNIER_ASSIGN(measurement.recipe, parseRecipe(*value, place.where + ": " + place.child("recipe").path));
    }
    EndToEndResult &result = measurement.result;
    if (const auto joint = json.find("joint_kl"); joint == json.end() || !joint->is_null()) { // null: the output was not finite
        VERNIER_ASSIGN(result.jointKl, readMeasured(json, "joint_kl", place));
    }
    VERNIER_TRY(readNumber(json, "joint_loss_difference", place, result.jointLossDifference));
    std::optional<std::int64_t> missing;
    VERNIER_TRY(readInteger(json, "missing", 0, place, missing));
    result.missing = static_cast<int>(std::min<std::int64_t>(missing.value_or(0), std::numeric_limits<int>::max()));
    const Json *layers = member(json, "layers");
    if (!layers)
        return measurement;
    const Place list = place.child("layers");
    if (!layers->is_array())
        return list.wrongType(*layers, "a list of layers");
    std::set<std::string> names;
    for (std::size_t i = 0; i < layers->size(); ++i) {
        VERNIER_ASSIGN(EndToEndSensitivity layer, readLayer((*layers)[i], list.element(i)));
        if (!names.insert(layer.layer).second)
            return list.element(i).error(" is \"" + printable(layer.layer) + "\" a second time; every layer stands there once");
        result.sumOfKl += layer.kl.mean;
        result.layers.push_back(std::move(layer));
    }
    return measurement;
}

} // namespace

Result<std::vector<EndToEndMeasurement>> readEndToEnd(const Json &json, const Place &place)
{
    std::vector<EndToEndMeasurement> measurements;
    if (!json.is_array()) {
        VERNIER_ASSIGN(measurements.emplace_back(), readMeasurement(json, place));
        return measurements;
    }
    for (std::size_t i = 0; i < json.size(); ++i) {
        VERNIER_ASSIGN(measurements.emplace_back(), readMeasurement(json[i], place.element(i)));
    }
    return measurements;
}

Json toJson(const EndToEndMeasurement &measurement)
{
    Json json{{"measured_on", measurement.measuredOn},
              {"recipe", toJson(measurement.recipe)},
              {"joint_kl", measurement.result.jointKl ? Json(*measurement.result.jointKl) : Json(nullptr)},
              {"layers", Json::array()}};
    if (measurement.result.jointLossDifference)
        json["joint_loss_difference"] = *measurement.result.jointLossDifference;
    if (measurement.result.missing > 0)
        json["missing"] = measurement.result.missing;
    for (const EndToEndSensitivity &layer : measurement.result.layers) {
        json["layers"].push_back({{"layer", layer.layer},
                                  {"kl", layer.kl.mean},
                                  {"kl_se", layer.kl.standardError},
                                  {"loss_difference", layer.lossDifference.mean},
                                  {"loss_difference_se", layer.lossDifference.standardError}});
        if (layer.noiseKl) {
            json["layers"].back()["noise_kl"] = layer.noiseKl->mean;
            json["layers"].back()["noise_kl_se"] = layer.noiseKl->standardError;
        }
    }
    return json;
}

} // namespace vernier
