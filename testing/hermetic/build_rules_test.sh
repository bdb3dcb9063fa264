#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# What the build rules refuse: each case asks Bazel for a target that must not be buildable, and looks for the reason.
set -uo pipefail
. testing/hermetic/nested_bazel.sh

failures=0

# refused TARGET REASON ARGUMENT...
refused() {
    local target=$1 reason=$2
    shift 2
    if nested build --nobuild "$@" "$target" > "$TEST_TMPDIR/log" 2>&1; then
        echo "FAILED: $target is accepted"
        failures=$((failures + 1))
    elif ! grep -q "$reason" "$TEST_TMPDIR/log"; then
        echo "FAILED: $target is refused, but not because: $reason"
        cat "$TEST_TMPDIR/log"
        failures=$((failures + 1))
    fi
}

accepted() {
    if ! nested build --nobuild "$@" > "$TEST_TMPDIR/log" 2>&1; then
        echo "FAILED: $* is refused"
        cat "$TEST_TMPDIR/log"
        failures=$((failures + 1))
    fi
}

# The control: the same things without the forbidden dependency.
accepted //testing/hermetic:sample_program //testing/hermetic:sample_kernel //testing/hermetic:sample

incompatible='is incompatible and cannot be built, but was explicitly requested'
refused //testing/hermetic:kernel_code_in_user_program "$incompatible"
refused //testing/hermetic:sample_kernel_start "$incompatible"
refused //testing/hermetic:sample_kernel_start "$incompatible" --platforms=//platforms:virt_user
refused //testing/hermetic:pure_library_on_hardware 'is pure and must not depend on //testing/hermetic:sample_kernel_start' \
    --platforms=//platforms:virt_kernel

exit $failures
