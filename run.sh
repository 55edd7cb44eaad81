#!/usr/bin/env bash
# SPDX-FileCopyrightText: the Vernier authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs what is missing, builds the release preset and opens the bundled demo: in the workbench when there is a
# display, otherwise as a table in the terminal. Arguments go to the program.
set -euo pipefail

root=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
build=$root/build/release

fail() {
    printf 'run.sh: %s\n' "$*" >&2
    exit 1
}

bash "$root/.ci/setup" || fail "the packages Vernier needs are not all there"
# Tests are configured, so that ./test.sh can go on from here, but only the programs are built.
cmake -S "$root" --preset release ||
    fail "configuring failed, see above (if the folder was moved or copied, delete $build and try again)"
cmake --build "$build" --target app/all || fail "building failed, see above"

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ -x "$build/bin/vernier" ]; then
    [ $# -gt 0 ] || set -- --demo
    exec "$build/bin/vernier" "$@"
fi
[ -x "$build/bin/vernier-cli" ] || fail "the build made no $build/bin/vernier-cli"
exec "$build/bin/vernier-cli" demo "$@"
