// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/anti_outlier_config.h"

namespace vernier {

namespace {

Error refuseSuppression(std::string message)
{
    return {ErrorCode::InvalidArgument, "anti_outlier: " + std::move(message), {}};
}

} // namespace

std::string_view toString(AntiMethod method)
{
    switch (method) {
    case AntiMethod::M1: return "m1";
    case AntiMethod::M2: return "m2";
    case AntiMethod::M3: return "m3";
    case AntiMethod::M4: return "m4";
    case AntiMethod::M5: return "m5";
    case AntiMethod::M6: return "m6";
    }
    return "m2";
}

Result<void> validate(const AntiOutlierConfig &config)
{
    const bool weightAware = config.antiMethod == AntiMethod::M3;
    const std::string method(toString(config.antiMethod));
    if (config.devType != "cpu" && config.devType != "npu" && config.devType != "gpu")
        return refuseSuppression("dev_type is \"" + config.devType + "\"; allowed are cpu, npu and gpu");
    if (config.devId && *config.devId < 0)
        return refuseSuppression("dev_id is " + std::to_string(*config.devId) + "; it must be 0 or more, or null");
    if (config.wBit != 4 && config.wBit != 8)
        return refuseSuppression("w_bit is " + std::to_string(config.wBit) + "; allowed are 4 and 8");
    if (config.aBit != 8 && config.aBit != 16)
        return refuseSuppression("a_bit is " + std::to_string(config.aBit) + "; allowed are 8, and 16 with anti_method m3");
    if (config.aBit == 16 && !weightAware)
        return refuseSuppression("a_bit 16 is for anti_method m3 only, not " + method + "; use m3 or a_bit 8");
    if (!config.wSym && !weightAware)
        return refuseSuppression("w_sym false is for anti_method m3 only, not " + method + "; use m3 or w_sym true");
    return {};
}

} // namespace vernier
