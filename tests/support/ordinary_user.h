// SPDX-FileCopyrightText: the Vernier authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>

#include <unistd.h>

// What somebody without special rights may do, tested whoever runs the test.

namespace vernier::test {

/// Somebody who may not write to other people's folders, even when the tests run as root.
class OrdinaryUser
{
public:
    OrdinaryUser()
    {
        if (geteuid() == 0)
            m_changed = seteuid(65534) == 0;
    }
    ~OrdinaryUser()
    {
        if (m_changed && seteuid(0) != 0)
            std::abort();
    }
    OrdinaryUser(const OrdinaryUser &) = delete;

private:
    bool m_changed = false;
};

} // namespace vernier::test
