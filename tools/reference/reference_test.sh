#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# reference_test.sh REFERENCE: what the program does when the headers are not as they should be: one line, status 1, no page.
set -uo pipefail

reference=$PWD/$1
headers=$PWD/abi
failures=0

# expect_refusal NAME PATTERN COMMAND...: runs the command in a copy of the headers, and the program after it.
expect_refusal() {
    local name=$1 pattern=$2
    shift 2
    local work=$TEST_TMPDIR/$name
    mkdir "$work"
    cp -rL "$headers" "$work/abi"
    chmod -R u+w "$work/abi"
    (cd "$work" && "$@" && "$reference" > page 2> refusal)
    local status=$?
    if [ $status -ne 1 ] || [ -s "$work/page" ] || [ "$(wc -l < "$work/refusal")" -ne 1 ] ||
        ! grep -qE "$pattern" "$work/refusal"; then
        echo "FAILED: $name: status $status, $(wc -c < "$work/page") bytes of page, and:"
        cat "$work/refusal"
        failures=$((failures + 1))
    fi
}

line=$(grep -n '// task_park()' "$headers/syscall.h" | cut -d: -f1)
expect_refusal no_signature "^abi/syscall\.h:$line: .*ABI_SYS_TASK_PARK" sed -i '/task_park()/d' abi/syscall.h
expect_refusal missing_header '^abi/process\.h: ' rm abi/process.h
expect_refusal not_a_text '^abi/limits\.h: too long, or not a text' eval 'printf "a\0b" > abi/limits.h'

mkdir "$TEST_TMPDIR/sound"
cp -rL "$headers" "$TEST_TMPDIR/sound/abi"
if ! (cd "$TEST_TMPDIR/sound" && "$reference" > page && [ -s page ] &&
    ! "$reference" abi > /dev/null 2>&1 && ! "$reference" > /dev/full); then
    echo 'FAILED: a page of the headers as they are, no arguments, and no success when it cannot be written'
    failures=$((failures + 1))
fi
exit $failures
