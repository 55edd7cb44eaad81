// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/recipe/recipe.h"

#include <array>
#include <string>
#include <string_view>
#include <tuple>

// msModelSlim's name of every field of the recipe's structs: the one list that reading, writing and quant.py share.

namespace vernier {

/// One parameter: its key, where it lives, and whether the original takes an int where it wants a float.
template <typename Struct, typename T>
struct Field
{
    std::string_view key;
    T Struct::*member;
    bool intForFloat = false;
};

/// Fields<S>::list is a tuple of Field in the order of the struct.
template <typename Struct>
struct Fields;

template <>
struct Fields<QuantConfig>
{
    static constexpr std::tuple list{
        Field{"w_bit", &QuantConfig::wBit},
        Field{"a_bit", &QuantConfig::aBit},
        Field{"disable_names", &QuantConfig::disableNames},
        Field{"dev_type", &QuantConfig::devType},
        Field{"dev_id", &QuantConfig::devId},
        Field{"act_method", &QuantConfig::actMethod},
        Field{"pr", &QuantConfig::pr, true},
        Field{"w_sym", &QuantConfig::wSym},
        Field{"mm_tensor", &QuantConfig::mmTensor},
        Field{"w_method", &QuantConfig::wMethod},
        Field{"co_sparse", &QuantConfig::coSparse},
        Field{"fraction", &QuantConfig::fraction},
        Field{"nonuniform", &QuantConfig::nonuniform},
        Field{"is_lowbit", &QuantConfig::isLowbit},
        Field{"do_smooth", &QuantConfig::doSmooth},
        Field{"use_sigma", &QuantConfig::useSigma},
        Field{"sigma_factor", &QuantConfig::sigmaFactor},
        Field{"disable_last_linear", &QuantConfig::disableLastLinear},
        Field{"use_kvcache_quant", &QuantConfig::useKvcacheQuant},
        Field{"is_dynamic", &QuantConfig::isDynamic},
        Field{"group_size", &QuantConfig::groupSize},
        Field{"open_outlier", &QuantConfig::openOutlier},
        Field{"percdamp", &QuantConfig::percdamp},
        Field{"pdmix", &QuantConfig::pdmix},
    };
};

template <>
struct Fields<WeightQuant>
{
    static constexpr std::tuple list{
        Field{"w_method", &WeightQuant::wMethod},     Field{"mm_tensor", &WeightQuant::mmTensor},
        Field{"w_sym", &WeightQuant::wSym},           Field{"group_size", &WeightQuant::groupSize},
        Field{"block_size", &WeightQuant::blockSize},
    };
};

template <>
struct Fields<WeightActivationQuant>
{
    static constexpr std::tuple list{
        Field{"act_method", &WeightActivationQuant::actMethod},
        Field{"pr", &WeightActivationQuant::pr, true},
        Field{"is_dynamic", &WeightActivationQuant::isDynamic},
    };
};

template <>
struct Fields<SparseQuant>
{
    static constexpr std::tuple list{
        Field{"act_method", &SparseQuant::actMethod},     Field{"fraction", &SparseQuant::fraction},
        Field{"nonuniform", &SparseQuant::nonuniform},    Field{"is_lowbit", &SparseQuant::isLowbit},
        Field{"do_smooth", &SparseQuant::doSmooth},       Field{"use_sigma", &SparseQuant::useSigma},
        Field{"sigma_factor", &SparseQuant::sigmaFactor},
    };
};

template <>
struct Fields<KvQuant>
{
    static constexpr std::tuple list{Field{"kv_sym", &KvQuant::kvSym}};
};

template <>
struct Fields<FaQuant>
{
    static constexpr std::tuple list{Field{"fa_amp", &FaQuant::faAmp}};
};

template <>
struct Fields<SimulateTp>
{
    static constexpr std::tuple list{
        Field{"tp_size", &SimulateTp::tpSize},
        Field{"enable_communication_quant", &SimulateTp::enableCommunicationQuant},
        Field{"enable_per_device_quant", &SimulateTp::enablePerDeviceQuant},
    };
};

template <>
struct Fields<TimestepQuant>
{
    static constexpr std::tuple list{Field{"max_dynamic_step", &TimestepQuant::maxDynamicStep}};
};

template <>
struct Fields<FlexConfig>
{
    static constexpr std::tuple list{Field{"alpha", &FlexConfig::alpha}, Field{"beta", &FlexConfig::beta}};
};

template <>
struct Fields<AntiOutlierConfig>
{
    static constexpr std::tuple list{
        Field{"w_bit", &AntiOutlierConfig::wBit},
        Field{"a_bit", &AntiOutlierConfig::aBit},
        Field{"anti_method", &AntiOutlierConfig::antiMethod},
        Field{"dev_type", &AntiOutlierConfig::devType},
        Field{"dev_id", &AntiOutlierConfig::devId},
        Field{"w_sym", &AntiOutlierConfig::wSym},
        Field{"disable_anti_names", &AntiOutlierConfig::disableAntiNames},
        Field{"flex_config", &AntiOutlierConfig::flexConfig},
    };
};

template <>
struct Fields<CalibrationConfig>
{
    static constexpr std::tuple list{
        Field{"samples", &CalibrationConfig::samples},
        Field{"max_length", &CalibrationConfig::maxLength},
        Field{"seed", &CalibrationConfig::seed},
    };
};

template <>
struct Fields<Improvements>
{
    static constexpr std::tuple list{
        Field{"gptq", &Improvements::gptq},
        Field{"act_order", &Improvements::actOrder},
        Field{"hqq", &Improvements::hqq},
        Field{"expand_siblings", &Improvements::expandSiblings},
    };
};

/// Calls `visit(field)` for every field of `Struct` in order.
template <typename Struct, typename Visit>
void forEachField(Visit &&visit)
{
    std::apply([&](const auto &...field) { (visit(field), ...); }, Fields<Struct>::list);
}

inline constexpr std::array kWeightMethods{WeightMethod::MinMax, WeightMethod::Gptq, WeightMethod::Hqq,
                                           WeightMethod::Nf};
inline constexpr std::array kLoadDtypes{LoadDtype::Float32, LoadDtype::Checkpoint};
inline constexpr std::array kAntiMethods{AntiMethod::M1, AntiMethod::M2, AntiMethod::M3,
                                         AntiMethod::M4, AntiMethod::M5, AntiMethod::M6};

} // namespace vernier
