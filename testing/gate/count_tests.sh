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

passed=0
failed=0
while read -r label; do
    status=$(awk -v label="$label" '$1 == label { print $2 }' "$results" | tr '\n' ' ')
    case $status in
        'PASSED ') passed=$((passed + 1)) ;;
        '') failed=$((failed + 1)) && echo "DID NOT RUN: $label" ;;
        *) failed=$((failed + 1)) && echo "FAILED: $label (${status% })" ;;
    esac
done < <(sort -u "$expected")

# A result that nobody expected means that the two lists do not speak of the same run.
while read -r label status; do
    if ! grep -qxF "$label" "$expected"; then
        failed=$((failed + 1))
        echo "NOT EXPECTED: $label ($status)"
    fi
done < "$results"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
