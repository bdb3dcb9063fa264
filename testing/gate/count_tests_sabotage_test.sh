#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# count_tests_sabotage_test.sh: with one line of count_tests.sh broken at a time, its own test is red.
set -euo pipefail

status=0
# harm WHAT SED
harm() {
    local folder=$TEST_TMPDIR/$1
    mkdir -p "$folder/testing/gate" "$folder/tmp"
    cp testing/gate/count_tests_test.sh "$folder/testing/gate/"
    sed "$2" testing/gate/count_tests.sh > "$folder/testing/gate/count_tests.sh"
    if cmp -s testing/gate/count_tests.sh "$folder/testing/gate/count_tests.sh"; then
        echo "FAILED: $1 changes nothing"
        status=1
    fi
    if (cd "$folder" && TEST_TMPDIR=$folder/tmp TEST_SRCDIR=$folder TEST_WORKSPACE=. bash testing/gate/count_tests_test.sh) > "$folder/said" 2>&1; then
        echo "FAILED: $1 is not noticed"
        status=1
    fi
}

harm not_run 's/!(\$1 in status) {.*/!($1 in status) { next }/'
harm not_passed '/print "FAILED: "/d'
harm not_expected '/NOT EXPECTED/d'
exit $status
