#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# golden_test.sh TRACE_VIEW: fails when a picture that is checked in is not what the tool makes of its recording.
set -uo pipefail

data=tools/trace_view/testdata
failures=0
check() {
    if ! "$1" "$2" "$TEST_TMPDIR/made" "$3" || ! cmp "$TEST_TMPDIR/made" "$4"; then
        diff "$TEST_TMPDIR/made" "$4" | head -n 20
        echo "FAILED: $4 is not what the tool makes of $3; repair with: bazel run //tools/trace_view:update"
        failures=$((failures + 1))
    fi
}
check "$1" --json "$data/sample.recording" "$data/sample.json"
check "$1" --svg "$data/sample.recording" "$data/sample.svg"
check "$1" --svg "$data/boot.recording" docs/boot_timeline.svg
exit $failures
