// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/dtype.h"

#include <array>

namespace vernier {

namespace {

struct Row
{
    DType dtype;
    std::string_view name;
    std::size_t bytes;
};

constexpr std::array<Row, 10> kRows{{{DType::Bool, "BOOL", 1},
                                     {DType::U8, "U8", 1},
                                     {DType::I8, "I8", 1},
                                     {DType::I16, "I16", 2},
                                     {DType::I32, "I32", 4},
                                     {DType::I64, "I64", 8},
                                     {DType::F16, "F16", 2},
                                     {DType::BF16, "BF16", 2},
                                     {DType::F32, "F32", 4},
                                     {DType::F64, "F64", 8}}};

} // namespace

std::size_t sizeOf(DType dtype)
{
    return kRows[static_cast<std::size_t>(dtype)].bytes;
}

std::string_view toString(DType dtype)
{
    return kRows[static_cast<std::size_t>(dtype)].name;
}

std::optional<DType> dtypeFromName(std::string_view name)
{
    for (const Row &row : kRows) {
        if (row.name == name)
            return row.dtype;
    }
    return std::nullopt;
}

bool isFloatingPoint(DType dtype)
{
    return dtype == DType::F16 || dtype == DType::BF16 || dtype == DType::F32 || dtype == DType::F64;
}

} // namespace vernier
