// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/matrix.h"

#include <QByteArray>
#include <QtGlobal>

#include <nlohmann/json.hpp>

#include <cstring>
#include <limits>

// The tiny checkpoints of shared/arch, and what the families' public code computes for them.

namespace vernier::test {

inline constexpr const char *kArchFamilies[] = {"llama",     "llama2_bin", "mistral", "qwen2", "qwen3", "qwen", "chatglm2", "glm4",    "baichuan_7b", "baichuan_13b",
                                                "internlm2", "phi3",       "gemma2",  "gpt2",  "opt",   "bloom", "gpt_neox", "mixtral", "qwen2_moe",   "qwen3_moe",
                                                "deepseek_v2", "deepseek_v2_lite", "deepseek_v3"};

/// An array of a reference: {"shape": [rows, columns], "data": base64 of float32}.
inline Matrix arrayOf(const nlohmann::json &json)
{
    Matrix result(json["shape"][0].get<Eigen::Index>(), json["shape"][1].get<Eigen::Index>());
    const QByteArray bytes = QByteArray::fromBase64(QByteArray::fromStdString(json["data"].get<std::string>()));
    if (bytes.size() != static_cast<qsizetype>(sizeof(float)) * result.size())
        qFatal("an array of the reference has another size than its shape says");
    std::memcpy(result.data(), bytes.constData(), static_cast<std::size_t>(bytes.size()));
    return result;
}

/// Largest difference over the range of `expected`.
inline double relativeError(const Matrix &values, const Matrix &expected)
{
    if (values.rows() != expected.rows() || values.cols() != expected.cols())
        return std::numeric_limits<double>::infinity();
    const auto range = static_cast<double>(expected.maxCoeff() - expected.minCoeff());
    return static_cast<double>((values - expected).cwiseAbs().maxCoeff()) / range;
}

} // namespace vernier::test
