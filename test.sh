#!/usr/bin/env bash
# SPDX-FileCopyrightText: the Vernier authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs what is missing, builds everything with the release preset and runs all tests. Arguments go to ctest:
# ./test.sh -L core, ./test.sh -R tst_strings. VERNIER_WERROR=ON makes warnings errors.
set -euo pipefail

root=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
build=$root/build/release

fail() {
    printf 'test.sh: %s\n' "$*" >&2
    exit 1
}

bash "$root/.ci/setup" || fail "the packages Vernier needs are not all there"
cmake -S "$root" --preset release -DVERNIER_BUILD_TESTS=ON -DVERNIER_WERROR="${VERNIER_WERROR:-OFF}" ||
    fail "configuring failed, see above (if the folder was moved or copied, delete $build and try again)"
cmake --build "$build" || fail "building failed, see above"

export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
exec ctest --test-dir "$build" --output-on-failure --no-tests=error --parallel "$(nproc)" "$@"
