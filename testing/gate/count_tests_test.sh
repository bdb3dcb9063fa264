#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Feeds count_tests.sh runs that went well and runs that did not, one for each way to fail.
set -euo pipefail

failures=0
cd "$TEST_TMPDIR"
gate=$TEST_SRCDIR/$TEST_WORKSPACE/testing/gate/count_tests.sh

# A test's summary as Bazel writes it.
summary() {
    printf '{"id":{"testSummary":{"label":"%s","configuration":{"id":"0a1b"}}},"testSummary":{"overallStatus":"%s","totalRunCount":1}}\n' "$1" "$2"
}

# check NAME STATUS LAST_LINE: runs the gate on ./events and ./expected.
check() {
    local status=0 last
    last=$(bash "$gate" events expected | tail -n 1) || status=$?
    if [ "$status" != "$2" ] || [ "$last" != "$3" ]; then
        echo "$1: status $status, \"$last\" instead of $2, \"$3\""
        failures=$((failures + 1))
    fi
}

printf '%s\n' //a:a_test //b:b_test > expected

{ summary //a:a_test PASSED; summary //b:b_test PASSED; } > events
check 'all passed' 0 '2 passed, 0 failed'

{ summary //a:a_test PASSED; summary //b:b_test FAILED; } > events
check 'one failed' 1 '1 passed, 1 failed'

{ summary //a:a_test PASSED; summary //b:b_test TIMEOUT; } > events
check 'one ran out of time' 1 '1 passed, 1 failed'

{ summary //a:a_test PASSED; summary //b:b_test FLAKY; } > events
check 'one passed only when tried again' 1 '1 passed, 1 failed'

{ summary //a:a_test PASSED; summary //b:b_test NO_STATUS; } > events
check 'one has no status' 1 '1 passed, 1 failed'

{ summary //a:a_test PASSED; echo '{"id":{"targetCompleted":{"label":"//b:b_test"}},"aborted":{"reason":"SKIPPED"}}'; } > events
check 'one was skipped as incompatible' 1 '1 passed, 1 failed'

summary //a:a_test PASSED > events
check 'one is not spoken of' 1 '1 passed, 1 failed'

{ summary //a:a_test PASSED; summary //b:b_test PASSED; summary //b:b_test FAILED; } > events
check 'one has two results' 1 '1 passed, 1 failed'

{ summary //a:a_test PASSED; summary //b:b_test PASSED; summary //c:c_test PASSED; } > events
check 'one was not expected' 1 '2 passed, 1 failed'

{ summary //a:a_test PASSED; summary //a:b_test PASSED; } > events
check 'names are compared whole' 1 '1 passed, 2 failed'

: > events
check 'nothing was written' 1 '0 passed, 2 failed'

: > expected
check 'there is no test at all' 1 '0 passed, 0 failed'

exit $failures
