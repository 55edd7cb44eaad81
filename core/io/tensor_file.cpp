// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/tensor_file.h"

#include "core/base/strings.h"
#include "core/io/gguf_file.h"
#include "core/io/posix_file.h"
#include "core/io/safetensors.h"
#include "core/io/torch_file.h"

namespace vernier {

Result<void> checkTensorName(const std::string &name, const MappedFile &file)
{
    if (withoutControls(name) == name)
        return {};
    return Error{ErrorCode::CorruptFile, "tensor \"" + printable(name) + "\" has a name that is no text" + std::string(kDownloadAgain), file.path().string()};
}

Result<std::shared_ptr<const TensorFile>> TensorFile::make(Contents contents)
{
    const std::shared_ptr<TensorFile> file(new TensorFile(std::move(contents)));
    std::size_t position = 0;
    const auto enter = [&](const std::string &name) -> Result<void> {
        if (file->m_byName.emplace(name, position++).second)
            return {};
        return Error{ErrorCode::CorruptFile, "tensor \"" + printable(name) + "\" stands twice in the header" + std::string(kDownloadAgain),
                     file->path().string()};
    };
    for (const StoredTensor &tensor : file->m_contents.tensors)
        VERNIER_TRY(enter(tensor.name));
    for (const UnreadableTensor &tensor : file->m_contents.unreadable)
        VERNIER_TRY(enter(tensor.name));
    return std::shared_ptr<const TensorFile>(file);
}

Result<TensorView> TensorFile::find(std::string_view name) const
{
    const auto found = m_byName.find(name);
    if (found == m_byName.end()) {
        std::vector<std::string> names;
        for (const StoredTensor &tensor : tensors())
            names.push_back(tensor.name);
        const std::string nearest = nearestName(name, names);
        return Error{ErrorCode::NotFound,
                     "there is no tensor \"" + printable(name) + "\""
                         + (nearest.empty() ? std::string() : "; did you mean \"" + printable(nearest) + "\"?"),
                     path().string()};
    }
    if (found->second < tensors().size())
        return tensors()[found->second].view;
    const UnreadableTensor &tensor = unreadable()[found->second - tensors().size()];
    return Error{ErrorCode::Unsupported,
                 "tensor \"" + printable(name) + "\" is stored as " + tensor.dtype
                     + ", which is not supported: convert the checkpoint to BF16, F16 or F32",
                 path().string()};
}

Result<std::shared_ptr<const TensorFile>> openTensorFile(const std::filesystem::path &path)
{
    VERNIER_ASSIGN(const std::shared_ptr<const MappedFile> mapping, MappedFile::open(path));
    if (looksLikeGguf(*mapping)) {
        VERNIER_ASSIGN(const std::shared_ptr<const GgufFile> gguf, GgufFile::open(mapping));
        return gguf->tensors();
    }
    if (looksLikeTorchFile(*mapping))
        return openTorchFile(mapping);
    return openSafetensors(mapping);
}

std::optional<std::uint64_t> checkedBytes(const Shape &shape, std::size_t elementBytes)
{
    std::int64_t bytes = 1;
    for (const std::int64_t extent : shape) {
        if (__builtin_mul_overflow(bytes, extent, &bytes))
            return std::nullopt;
    }
    if (__builtin_mul_overflow(bytes, static_cast<std::int64_t>(elementBytes), &bytes))
        return std::nullopt;
    return static_cast<std::uint64_t>(bytes);
}

} // namespace vernier
