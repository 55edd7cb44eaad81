// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/modelslim_numpy.h"

#include <algorithm>
#include <array>

namespace vernier {

namespace {

constexpr std::string_view kWeightArrays = "quant_weight.npy";
constexpr std::string_view kNormArrays = "anti_fp_norm.npy";

constexpr std::array<std::string_view, 12> kNumpyFiles{
    kWeightArrays,       "input_scale.npy",    "input_offset.npy",    "quant_bias.npy",     "deq_scale.npy",       "weight_scale.npy",
    "weight_offset.npy", "kv_cache_scale.npy", "kv_cache_offset.npy", "fa_quant_scale.npy", "fa_quant_offset.npy", kNormArrays};

struct NumpyKind
{
    std::string_view suffix; ///< of the tensor's name
    std::string_view file;
    bool fullName; ///< the key is the tensor's name, not its layer's
};

// The first that fits.
constexpr std::array<NumpyKind, 16> kNumpyKinds{{{"norm.weight", kNormArrays, true},
                                                 {"norm.bias", kNormArrays, true},
                                                 {".weight", kWeightArrays, false},
                                                 {".bias", kWeightArrays, true},
                                                 {".weight_absmax", kWeightArrays, true},
                                                 {".bias_absmax", kWeightArrays, true},
                                                 {".input_scale", "input_scale.npy", false},
                                                 {".input_offset", "input_offset.npy", false},
                                                 {".quant_bias", "quant_bias.npy", false},
                                                 {".deq_scale", "deq_scale.npy", false},
                                                 {".weight_scale", "weight_scale.npy", false},
                                                 {".weight_offset", "weight_offset.npy", false},
                                                 {".kv_cache_scale", "kv_cache_scale.npy", true},
                                                 {".kv_cache_offset", "kv_cache_offset.npy", true},
                                                 {".scale", "fa_quant_scale.npy", true},
                                                 {".offset", "fa_quant_offset.npy", true}}};

} // namespace

std::span<const std::string_view> numpyFileNames()
{
    return kNumpyFiles;
}

std::optional<NumpyPlace> numpyPlace(std::string_view tensor)
{
    const auto kind = std::find_if(kNumpyKinds.begin(), kNumpyKinds.end(), [tensor](const NumpyKind &k) { return tensor.ends_with(k.suffix); });
    if (kind == kNumpyKinds.end())
        return std::nullopt;
    return NumpyPlace{kind->file, std::string(kind->fullName ? tensor : tensor.substr(0, tensor.size() - kind->suffix.size()))};
}

Result<void> NumpyFiles::declare(std::string_view tensor, DType dtype, const Shape &shape)
{
    const std::size_t member = m_declared++;
    std::optional<NumpyPlace> place = numpyPlace(tensor);
    if (!place)
        return {};
    auto file = std::find_if(m_files.begin(), m_files.end(), [&place](const File &f) { return f.name == place->file; });
    if (file == m_files.end()) {
        m_files.push_back(File{place->file, {}, {}});
        file = m_files.end() - 1;
    }
    file->members.push_back(member);
    return file->writer.declare(std::move(place->key), dtype, shape);
}

std::uint64_t NumpyFiles::bytes() const
{
    std::uint64_t bytes = 0;
    for (const File &file : m_files)
        bytes += file.writer.fileBytes();
    return bytes;
}

Result<void> writeNumpyFiles(const std::filesystem::path &folder, std::span<const OutputTensor> tensors, std::filesystem::perms permissions,
                             JobMonitor &monitor)
{
    NumpyFiles files;
    for (const OutputTensor &tensor : tensors)
        VERNIER_TRY(files.declare(tensor.name, tensor.dtype, tensor.shape));
    std::int64_t done = 0;
    const auto goesOn = [&] { return monitor.keepGoing(done, static_cast<std::int64_t>(tensors.size()), "writing weights"); };
    Interrupt interrupt(goesOn);
    for (NumpyFiles::File &file : files.files()) {
        VERNIER_TRY(file.writer.begin(folder / file.name));
        for (const std::size_t member : file.members) {
            if (!goesOn())
                return cancelledError();
            ++done;
            VERNIER_TRY(tensors[member].write([&file](std::span<const std::byte> bytes) { return file.writer.write(bytes); }, &interrupt));
        }
        VERNIER_TRY(file.writer.commit(permissions));
    }
    return {};
}

} // namespace vernier
