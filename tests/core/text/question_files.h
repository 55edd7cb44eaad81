// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/core/text/text_test.h"

#include <filesystem>
#include <string>

// Small question sets in the forms of the public ones, with questions of our own.

namespace vernier::test {

/// `count` yes-or-no questions "is b<i> there"; every second one is answered by yes.
inline std::string boolQuestions(int count)
{
    std::string lines;
    for (int i = 0; i < count; ++i)
        lines += R"({"title": "T", "question": "is b)" + std::to_string(i) + R"( there", "passage": "P.", "answer": )" + (i % 2 == 0 ? "true" : "false") + "}\n";
    return lines;
}

/// `count` sums "g<i>", whose result is i.
inline std::string sums(int count)
{
    std::string lines;
    for (int i = 0; i < count; ++i)
        lines += R"({"question": "g)" + std::to_string(i) + R"(", "answer": "so many\n#### )" + std::to_string(i) + "\"}\n";
    return lines;
}

/// Rows "q<i>,a<i>,b<i>,c<i>,d<i>,<letter>"; the letters go round.
inline std::string choiceRows(int count, bool withIds)
{
    std::string rows;
    for (int i = 0; i < count; ++i) {
        const std::string n = std::to_string(i);
        rows += (withIds ? n + "," : "") + "q" + n + ",a" + n + ",\"b," + n + "\",c" + n + ",d" + n + "," + "ABCD"[i % 4] + "\n";
    }
    return rows;
}

inline constexpr const char *kCEvalHeader = "id,question,A,B,C,D,answer\n";

/// A folder in C-Eval's form with the subject `red_tape` of two questions.
inline std::filesystem::path writeCEval(const TextFolder &folder)
{
    std::filesystem::create_directories(folder.path() / "ceval/dev");
    std::filesystem::create_directories(folder.path() / "ceval/val");
    folder.write("ceval/subject_mapping.json", R"({"red_tape": ["Red tape", "x"]})");
    folder.write("ceval/dev/red_tape_dev.csv", kCEvalHeader + choiceRows(6, true));
    folder.write("ceval/val/red_tape_val.csv", kCEvalHeader + choiceRows(2, true));
    return folder.path() / "ceval";
}

/// A folder in MMLU's form with the subject `red_tape` of three questions.
inline std::filesystem::path writeMmlu(const TextFolder &folder)
{
    std::filesystem::create_directories(folder.path() / "mmlu/dev");
    std::filesystem::create_directories(folder.path() / "mmlu/test");
    folder.write("mmlu/subject_mapping.json", R"({"mmlu_all_sets": ["red_tape"]})");
    folder.write("mmlu/dev/red_tape_dev.csv", choiceRows(5, false));
    folder.write("mmlu/test/red_tape_test.csv", choiceRows(3, false));
    return folder.path() / "mmlu";
}

} // namespace vernier::test
