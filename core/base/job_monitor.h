// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string_view>

// The only thing core knows about whoever waits for a long job: it is asked whether to go on.

namespace vernier {

class JobMonitor
{
public:
    virtual ~JobMonitor() = default;
    /// Asked between pieces of work of about 50 ms. `done` of `total` units of `what` are finished.
    /// False means: stop soon and return Error{Cancelled}; outputs are then unspecified but valid to destroy.
    virtual bool keepGoing(std::int64_t done, std::int64_t total, std::string_view what) = 0;
};

/// Never cancels and shows nothing.
class SilentMonitor final : public JobMonitor
{
public:
    bool keepGoing(std::int64_t, std::int64_t, std::string_view) override { return true; }
};

[[nodiscard]] inline Error cancelledError()
{
    return {ErrorCode::Cancelled, "cancelled", {}};
}

} // namespace vernier
