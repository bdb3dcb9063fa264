#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# count_tests.sh EVENTS EXPECTED: decides whether a run of `bazel test` means anything.
# EVENTS is what --build_event_json_file wrote, EXPECTED a file with the label of each test that has to run. A test
# that is expected and has no result (skipped as incompatible, not built, filtered away) counts as failed, and
# so does every result but PASSED. Ends with the line "N passed, N failed"; fails unless all passed, at least one.
set -euo pipefail
export LC_ALL=C

events=$1
expected=$2
results=$(mktemp)
trap 'rm -f "$results"' EXIT

# One event a line; a test's summary names its label before its status. Fields are matched by name, so
# that an event of another shape is a test without a result, never a passed one.
sed -nE 's/.*"id":\{"testSummary":\{"label":"([^"]+)".*"overallStatus":"([A-Z_]+)".*/\1 \2/p' "$events" | sort -u > "$results"

# A label has to have one result. A result that nobody expected means that the two lists speak of different runs.
sort -u "$expected" | awk '
    reading == "results" { status[$1] = status[$1] " " $2; next }
    !($1 in status) { failed++; print "DID NOT RUN: " $1; next }
    status[$1] == " PASSED" { passed++ }
    status[$1] != " PASSED" { failed++; print "FAILED: " $1 status[$1] }
    { delete status[$1] }
    END {
        for (label in status) { failed++; print "NOT EXPECTED: " label status[label] }
        printf "%d passed, %d failed\n", passed, failed
        exit failed > 0 || passed == 0
    }' reading=results "$results" reading=expected -
