#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# symbolize_sabotage_test.sh TEST ARGUMENT...: passes if that test is red with a symbolizer that names the address behind a call, and red
# because of that.
set -uo pipefail

output=$("$@" 2>&1)
status=$?
printf '%s\n' "$output"
if [ $status -ne 1 ] || ! printf '%s\n' "$output" | grep -q 'FAIL: no line like: .*kernel_main at'; then
    echo "the test should be red at the name of the call"
    exit 1
fi
