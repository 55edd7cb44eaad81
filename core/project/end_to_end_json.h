// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/json_place.h"
#include "core/project/project.h"

// The end-to-end sensitivity as it stands in a project.

namespace vernier {

/// A list of measurements, or a single one, as older files have it.
/// Errors: InvalidArgument (unknown key, wrong type, a number missing, a layer without name or twice), those of parseRecipe.
[[nodiscard]] Result<std::vector<EndToEndMeasurement>> readEndToEnd(const nlohmann::ordered_json &json, const Place &place);
[[nodiscard]] nlohmann::ordered_json toJson(const EndToEndMeasurement &measurement);

} // namespace vernier
