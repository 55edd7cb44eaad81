// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/io/mapped_file.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>

// The directory of a zip file whose records lie in it as they are (stored): each is a part of the mapping.
// Source: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3 (zip64).

namespace vernier {

struct ZipRecord
{
    std::span<const std::byte> bytes; ///< inside the mapping; of a record that is not stored, its packed bytes
    bool isStored = true;             ///< neither compressed nor encrypted
};

/// Every record by its name. No record overlaps another.
/// Errors: CorruptFile (cut off, contradicts itself), Unsupported (several disks).
[[nodiscard]] Result<std::map<std::string, ZipRecord, std::less<>>> readZipDirectory(const MappedFile &file);

} // namespace vernier
