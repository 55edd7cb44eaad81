// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/output_place.h"

#include "core/base/strings.h"
#include "core/export/modelslim_numpy.h"
#include "core/io/posix_file.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <string>

namespace vernier {

namespace fs = std::filesystem;

namespace {

/// Without links, `.` and `..`, also where the last parts do not exist yet.
fs::path withoutLinks(const fs::path &path)
{
    std::error_code error;
    fs::path real = fs::weakly_canonical(fs::absolute(path, error), error);
    if (error)
        real = fs::absolute(path, error).lexically_normal();
    if (real.filename().empty() && real.has_relative_path()) // "out/"
        real = real.parent_path();
    return real;
}

/// Both without links. A folder is inside itself.
bool isInside(const fs::path &path, const fs::path &folder)
{
    const auto [ours, theirs] = std::mismatch(path.begin(), path.end(), folder.begin(), folder.end());
    return theirs == folder.end();
}

/// A file of weights that the writer of quantized models did not make.
Result<std::optional<std::string>> foreignWeights(const fs::path &folder)
{
    constexpr std::array<std::string_view, 4> kWeights{"*.safetensors", "*.safetensors.index.json", "pytorch_model*.bin", "*.gguf"};
    std::error_code error;
    if (!fs::is_directory(folder, error))
        return std::optional<std::string>();
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        const bool weights = std::any_of(kWeights.begin(), kWeights.end(), [&](std::string_view pattern) { return globMatch(pattern, name); });
        if (weights && !isModelslimFile(name))
            return std::optional<std::string>(name);
    }
    if (error)
        return systemError(folder, "list the folder", error.value());
    return std::optional<std::string>();
}

bool startsAsNpy(const fs::path &file)
{
    constexpr std::string_view kMagic = "\x93NUMPY";
    std::array<char, kMagic.size()> start{};
    std::ifstream stream(file, std::ios::binary);
    stream.read(start.data(), start.size());
    return stream.gcount() == static_cast<std::streamsize>(start.size()) && std::string_view(start.data(), start.size()) == kMagic;
}

} // namespace

bool isModelslimFile(std::string_view name)
{
    constexpr std::array<std::string_view, 3> kPatterns{"quant_model_weight*.safetensors", "quant_model_weight*.safetensors.index.json",
                                                        "quant_model_description*.json"};
    const std::span<const std::string_view> arrays = numpyFileNames();
    return std::find(arrays.begin(), arrays.end(), name) != arrays.end()
        || std::any_of(kPatterns.begin(), kPatterns.end(), [&](std::string_view pattern) { return globMatch(pattern, name); });
}

Result<void> checkOutputFolder(const fs::path &folder, const fs::path &modelFolder)
{
    const fs::path output = withoutLinks(folder);
    const fs::path model = withoutLinks(modelFolder);
    if (!output.has_relative_path())
        return Error{ErrorCode::InvalidArgument, "is the root of the file system; name a folder of its own for the output", folder.string()};
    if (output == model)
        return Error{ErrorCode::InvalidArgument, "is the checkpoint's own folder; choose another one for the output", folder.string()};
    if (isInside(output, model))
        return Error{ErrorCode::InvalidArgument, "lies inside the checkpoint's folder " + model.string() + "; choose a folder elsewhere",
                     folder.string()};
    return {};
}

Result<void> checkQuantizedFolder(const fs::path &folder, const fs::path &modelFolder)
{
    VERNIER_TRY(checkOutputFolder(folder, modelFolder));
    if (isInside(withoutLinks(modelFolder), withoutLinks(folder)))
        return Error{ErrorCode::InvalidArgument,
                     "holds the checkpoint's folder " + withoutLinks(modelFolder).string()
                         + "; name a folder of its own for the quantized model",
                     folder.string()};
    VERNIER_ASSIGN(const std::optional<std::string> weights, foreignWeights(folder));
    if (weights)
        return Error{ErrorCode::InvalidArgument,
                     "holds another model (" + printable(*weights)
                         + "), and its config.json would be replaced; choose an empty folder, or one with an earlier quantized model",
                     folder.string()};
    return {};
}

Result<void> checkNpyOutput(const fs::path &file, const fs::path &modelFolder, std::span<const fs::path> inputs)
{
    if (isInside(withoutLinks(file), withoutLinks(modelFolder)))
        return Error{ErrorCode::InvalidArgument, "lies inside the checkpoint's folder; choose a place elsewhere", file.string()};
    std::error_code ignored;
    for (const fs::path &input : inputs) {
        if (!input.empty() && fs::equivalent(file, input, ignored))
            return Error{ErrorCode::InvalidArgument, "is one of the files that are read; choose another name for the output", file.string()};
    }
    if (fs::is_regular_file(file, ignored) && !startsAsNpy(file))
        return Error{ErrorCode::InvalidArgument, "exists and is no .npy file; remove it first, or choose another name", file.string()};
    return {};
}

} // namespace vernier
