// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// Texts for calibration and evaluation, in the forms people have them.

namespace vernier {

class Tokenizer;

/// What was expected after a text: a letter, a number or a word, or yes and no.
using Answer = std::variant<std::string, bool>;

/// One text, or one sequence of ids that somebody else made.
struct Document
{
    std::string text;
    std::vector<int> ids; ///< not empty: the document is these ids, and the text is empty
    std::string origin;   ///< file and line or sequence, for messages
    std::optional<Answer> answer = {}; ///< `ans` of an object; calibration runs on the text alone

    [[nodiscard]] bool isTokens() const { return !ids.empty(); }
};

/// Reads a file of documents; its content decides what it is:
///   - JSON list: each element is a list of ids, a string, or an object as below;
///   - JSON object with a list `calib`: the same of its elements;
///   - JSON lines: each line one such element;
///   - plain text: documents end at lines that are exactly `<|endoftext|>`; blank ones are left out. Line breaks at the
///     ends of a document do not belong to it.
/// An object's `ans` (a text, yes or no, or a number) is its answer. The text of an object is its `inputs_pretokenized`, `prompt` or `text`, in this order; without any of them it is the
/// whole JSON line, as in msModelSlim's examples (in a list: compact JSON, keys in the file's order). Blank lines count for nothing.
/// Errors: NotFound, Io, Unsupported (larger than 1 GiB, or 256 MiB of JSON), CorruptFile (broken JSON, ids that are no
/// numbers, an empty file, text or sequence), each with the line or sequence.
[[nodiscard]] Result<std::vector<Document>> readDocuments(const std::filesystem::path &path);

/// The ids of every document: texts with the tokenizer's special tokens, ids as they are.
/// tokenizer       may be nullptr when all documents are ids.
/// vocabularySize  of the model; every id must be below it.
/// Errors: Unsupported (text and no tokenizer), InvalidArgument (ids outside the vocabulary), those of encode().
[[nodiscard]] Result<std::vector<std::vector<int>>> toTokenIds(const std::vector<Document> &documents,
                                                               const Tokenizer *tokenizer, int vocabularySize);

} // namespace vernier
