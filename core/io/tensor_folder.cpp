// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/tensor_folder.h"

#include "core/base/strings.h"
#include "core/io/json_file.h"
#include "core/io/posix_file.h"

#include <algorithm>
#include <map>

namespace vernier {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kIndexSuffix = ".index.json";

/// Where the weights of a folder may be, best first: safetensors and PyTorch's own.
struct WeightNames
{
    std::string_view single;
    std::string_view index;
    std::string_view anyIndex; ///< the pattern of an index of another name
    std::string_view anySingle;
};

constexpr WeightNames kWeightNames[] = {
    {"model.safetensors", "model.safetensors.index.json", "*.safetensors.index.json", "*.safetensors"},
    {"pytorch_model.bin", "pytorch_model.bin.index.json", "*.bin.index.json", "pytorch_model*.bin"},
};

/// Names of the files in a folder, sorted.
Result<std::vector<std::string>> fileNames(const fs::path &folder)
{
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        names.push_back(entry->path().filename().string());
    if (error)
        return systemError(folder, "list the folder", error.value());
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<std::string> matchingNames(const std::vector<std::string> &names, std::string_view pattern)
{
    std::vector<std::string> matching;
    for (const std::string &name : names) {
        if (globMatch(pattern, name))
            matching.push_back(name);
    }
    return matching;
}

std::string joined(const std::vector<std::string> &names)
{
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + name;
    return printable(text);
}

/// The file in `folder` that says where the weights are.
Result<fs::path> chooseEntry(const fs::path &folder)
{
    VERNIER_ASSIGN(const std::vector<std::string> names, fileNames(folder));
    for (const WeightNames &kind : kWeightNames) {
        for (const std::string_view usual : {kind.single, kind.index}) {
            if (std::binary_search(names.begin(), names.end(), usual))
                return folder / usual;
        }
        for (const std::string_view pattern : {kind.anyIndex, kind.anySingle}) {
            const std::vector<std::string> candidates = matchingNames(names, pattern);
            if (candidates.size() == 1)
                return folder / candidates.front();
            if (candidates.size() > 1)
                return Error{ErrorCode::InvalidArgument,
                             "the folder holds several files of weights and no " + std::string(kind.single) + ": open one of them ("
                                 + joined(candidates) + ")",
                             folder.string()};
        }
    }
    return Error{
        ErrorCode::NotFound,
        "the folder holds no weights and so is no complete checkpoint: download model.safetensors (or "
        "model.safetensors.index.json and its shards) into it, or choose another folder",
        folder.string()};
}

bool isPlainFileName(const std::string &name)
{
    return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos
        && name.find('\\') == std::string::npos && name.find('\0') == std::string::npos;
}

/// weight_map of the index: tensor -> shard, checked to stay in the folder.
Result<std::map<std::string, std::string, std::less<>>> readWeightMap(const fs::path &indexPath)
{
    VERNIER_ASSIGN(const nlohmann::json index, readJsonFile(indexPath));
    const auto found = index.is_object() ? index.find("weight_map") : index.end();
    if (!index.is_object() || found == index.end() || !found->is_object())
        return Error{ErrorCode::CorruptFile, "the index has no object \"weight_map\": download it again",
                     indexPath.string()};
    std::map<std::string, std::string, std::less<>> weightMap;
    for (const auto &[tensor, shard] : found->items()) {
        if (!shard.is_string() || !isPlainFileName(shard.get_ref<const std::string &>()))
            return Error{ErrorCode::CorruptFile,
                         "the shard of tensor \"" + printable(tensor)
                             + "\" is not the plain name of a file in this folder: download the index again",
                         indexPath.string()};
        weightMap.emplace(tensor, shard.get_ref<const std::string &>());
    }
    return weightMap;
}

} // namespace

Result<std::shared_ptr<const TensorFolder>> TensorFolder::open(const fs::path &path)
{
    const std::shared_ptr<TensorFolder> folder(new TensorFolder(path));
    std::error_code ignored;
    fs::path entry = path;
    if (fs::is_directory(path, ignored)) {
        VERNIER_ASSIGN(entry, chooseEntry(path));
    }
    if (entry.string().ends_with(kIndexSuffix)) {
        VERNIER_TRY(folder->openIndex(entry));
    } else {
        VERNIER_ASSIGN(std::shared_ptr<const TensorFile> file, openTensorFile(entry));
        folder->addFile(std::move(file));
    }
    folder->buildLookup();
    return std::shared_ptr<const TensorFolder>(folder);
}

std::shared_ptr<const TensorFolder> TensorFolder::ofFile(std::shared_ptr<const TensorFile> file)
{
    const std::shared_ptr<TensorFolder> folder(new TensorFolder(file->path()));
    folder->addFile(std::move(file));
    folder->buildLookup();
    return folder;
}

std::shared_ptr<const TensorFolder> TensorFolder::overlay(const TensorFolder &top, const TensorFolder &below)
{
    const std::shared_ptr<TensorFolder> both(new TensorFolder(top.m_path));
    for (const TensorFolder *layer : {&top, &below}) {
        const std::size_t firstFile = both->m_files.size();
        both->m_files.insert(both->m_files.end(), layer->m_files.begin(), layer->m_files.end());
        for (std::size_t i = 0; i < layer->m_names.size(); ++i) {
            const std::string &name = layer->m_names[i];
            const TensorFile &file = *layer->m_files[layer->m_fileOfName[i]];
            if (layer == &top || !top.contains(name)) {
                const auto view = file.find(name);
                both->add(name, firstFile + layer->m_fileOfName[i], view ? view->storedBytes() : 0);
            }
        }
    }
    both->buildLookup();
    return both;
}

TensorFolder::TensorFolder(fs::path path)
    : m_path(std::move(path))
{}

void TensorFolder::addFile(std::shared_ptr<const TensorFile> file)
{
    for (const StoredTensor &tensor : file->tensors())
        add(tensor.name, m_files.size(), tensor.view.storedBytes());
    for (const UnreadableTensor &tensor : file->unreadable())
        add(tensor.name, m_files.size(), tensor.sizeBytes);
    m_files.push_back(std::move(file));
}

Result<void> TensorFolder::openIndex(const fs::path &indexPath)
{
    VERNIER_ASSIGN(const auto weightMap, readWeightMap(indexPath));
    std::map<std::string, std::vector<std::string_view>> tensorsOfShard;
    for (const auto &[tensor, shard] : weightMap)
        tensorsOfShard[shard].push_back(tensor);

    for (const auto &[shard, tensors] : tensorsOfShard) {
        const fs::path shardPath = indexPath.parent_path() / shard;
        auto opened = openTensorFile(shardPath);
        if (!opened && opened.error().code == ErrorCode::NotFound)
            return Error{ErrorCode::NotFound,
                         "this shard is missing; the index expects tensor \"" + printable(tensors.front()) + "\" and "
                             + std::to_string(tensors.size() - 1) + " more in it: download it again",
                         shardPath.string()};
        VERNIER_ASSIGN(const std::shared_ptr<const TensorFile> file, std::move(opened));
        for (const std::string_view tensor : tensors) {
            if (!file->contains(tensor))
                return Error{ErrorCode::CorruptFile,
                             "the index expects tensor \"" + printable(tensor)
                                 + "\" in this shard, which does not hold it: download both again",
                             shardPath.string()};
        }
        const auto listedHere = [&, name = std::string_view(shard)](const std::string &tensor) {
            const auto found = weightMap.find(tensor);
            return found != weightMap.end() && found->second == name;
        };
        for (const StoredTensor &tensor : file->tensors()) {
            if (listedHere(tensor.name))
                add(tensor.name, m_files.size(), tensor.view.storedBytes());
        }
        for (const UnreadableTensor &tensor : file->unreadable()) {
            if (listedHere(tensor.name))
                add(tensor.name, m_files.size(), tensor.sizeBytes);
        }
        m_files.push_back(file);
    }
    return {};
}

void TensorFolder::add(std::string name, std::size_t file, std::uint64_t sizeBytes)
{
    m_names.push_back(std::move(name));
    m_fileOfName.push_back(file);
    m_totalBytes += sizeBytes;
}

void TensorFolder::buildLookup()
{
    m_byName.reserve(m_names.size());
    for (std::size_t i = 0; i < m_names.size(); ++i)
        m_byName.emplace(m_names[i], i);
}

bool TensorFolder::contains(std::string_view name) const
{
    return m_byName.contains(name);
}

std::string TensorFolder::identity() const
{
    std::string identity;
    for (const std::shared_ptr<const TensorFile> &file : m_files) {
        std::error_code ignored;
        const auto changed = fs::last_write_time(file->path(), ignored).time_since_epoch().count();
        identity += file->path().string() + ":" + std::to_string(file->dataBytes()) + ":" + std::to_string(changed) + ";";
    }
    return identity;
}

const TensorFile *TensorFolder::fileOf(std::string_view name) const
{
    const auto found = m_byName.find(name);
    return found == m_byName.end() ? nullptr : m_files[m_fileOfName[found->second]].get();
}

Result<TensorView> TensorFolder::find(std::string_view name) const
{
    if (const TensorFile *file = fileOf(name))
        return file->find(name);
    const std::string nearest = nearestName(name, m_names);
    return Error{ErrorCode::NotFound,
                 "there is no tensor \"" + printable(name) + "\""
                     + (nearest.empty() ? std::string() : "; did you mean \"" + printable(nearest) + "\"?"),
                 m_path.string()};
}

void TensorFolder::prefetch(std::string_view name) const
{
    if (const TensorFile *file = fileOf(name)) {
        if (const auto tensor = file->find(name))
            file->mapping()->prefetch(tensor->data);
    }
}

void TensorFolder::release(std::string_view name) const
{
    if (const TensorFile *file = fileOf(name)) {
        if (const auto tensor = file->find(name))
            file->mapping()->release(tensor->data);
    }
}

} // namespace vernier
