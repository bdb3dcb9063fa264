#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs a search that Spin wrote and judges what it says. Sound: every state was visited, and none is wrong. Sabotaged (RED is not empty):
# the search found an error, and that one.
set -uo pipefail

search=$PWD/@SEARCH@
red='@RED@'
cd "$TEST_TMPDIR" || exit 1

"$search" @FLAGS@ > report 2>&1
status=$?

judge() {
    echo "red: $1"
    cat report
    # The steps that lead there.
    if ls ./*.trail > /dev/null 2>&1; then
        "$search" -r | tail -n 200
    fi
    exit 1
}

says() {
    grep -qF -- "$1" report
}

[ $status -eq 0 ] || judge "status $status"
says "max search depth too small" && judge "the search was cut off at its depth"
says "out of memory" && judge "the search ran out of memory"

if [ -n "$red" ]; then
    says "errors: 1" || judge "it should find an error, and found none"
    grep '^pan:1: ' report | grep -qF -- "$red" || judge "it should find another error: $red"
    grep '^pan:1: ' report
    exit 0
fi

says "Search not completed" && judge "the search was not completed"
says "Full statespace search for:" || judge "the search was no full one"
grep -qE '^[[:space:]]+invalid end states[[:space:]]+(\+|- \(disabled by never claim\))' report ||
    judge "nobody looked for deadlocks"
says "errors: 0" || judge "errors"
sed -nE 's/.*depth reached ([0-9]+), errors: 0.*/depth \1/p; s/^ *([0-9e.+]+) states, stored.*/states \1/p' report
