#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The sanitizers that host tests and fuzzers run with do find what they are for: without this, a run without findings
# would say nothing.
set -uo pipefail

failures=0
probe=testing/hermetic/sanitizer_probe.sh

# finds WHAT LENGTH: the probe fails on an input of LENGTH bytes, and says WHAT and in which line.
finds() {
    head -c "$2" /dev/zero > "$TEST_TMPDIR/input"
    if "$probe" "$TEST_TMPDIR/input" > "$TEST_TMPDIR/log" 2>&1 || ! grep -q "$1" "$TEST_TMPDIR/log" ||
        ! grep -q 'sanitizer_probe.c:[0-9]' "$TEST_TMPDIR/log"; then
        echo "FAILED: did not find: $1"
        cat "$TEST_TMPDIR/log"
        failures=$((failures + 1))
    fi
}

finds 'signed integer overflow' 7
finds 'heap-use-after-free' 9

# The control: nothing is found where there is nothing.
echo > "$TEST_TMPDIR/input"
if ! "$probe" "$TEST_TMPDIR/input" > "$TEST_TMPDIR/log" 2>&1; then
    echo 'FAILED: found something in a harmless input'
    cat "$TEST_TMPDIR/log"
    failures=$((failures + 1))
fi
exit $failures
