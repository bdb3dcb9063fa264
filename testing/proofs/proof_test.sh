#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs CBMC on one harness. A proof passes if every property holds and the harness's end is reached; a sabotaged one (RED is not
# empty) if the property of that name is violated. An error of CBMC, no property at all, or a timeout is neither.
set -uo pipefail

red='@RED@'
log=${TEST_UNDECLARED_OUTPUTS_DIR:-$TEST_TMPDIR}/cbmc.txt
bounds=(@FLAGS@)
common=(--arch riscv64 --no-library --drop-unused-functions --function @ENTRY@ "${bounds[@]}" --no-malloc-may-fail)
checks=(--bounds-check --pointer-check --pointer-primitive-check --pointer-overflow-check --div-by-zero-check
    --signed-overflow-check --undefined-shift-check --unwinding-assertions)

fail() {
    echo "@ENTRY@: $1"
    grep -E ': FAILURE$' "$log" | head -n 40
    # The counterexample of the first of them.
    sed -n '/^Trace for /,/^Violated property/p' "$log" | head -n 400
    tail -n 20 "$log"
    exit 1
}

if [ -n "$red" ]; then
    # Only the property that is to be violated: CBMC has a name for it, by which it is asked for alone.
    mapfile -t properties < <(@CBMC@ --show-properties "${common[@]}" @FILES@ 2> "$log" |
        awk -v red="  $red" '/^Property / { name = $2; sub(/:$/, "", name) } $0 == red { print "--property"; print name }')
    [ ${#properties[@]} -gt 0 ] || fail "there is no property: $red"
    @CBMC@ --no-standard-checks "${properties[@]}" "${common[@]}" @FILES@ > "$log" 2>&1
    status=$?
    [ $status -eq 10 ] && grep -qF " $red: FAILURE" "$log" || fail "status $status and not red: $red"
    echo "@ENTRY@: red at: $red"
    exit 0
fi

# What the options of a proof say comes last, and so wins.
@CBMC@ --trace --trace-hex "${checks[@]}" "${common[@]}" @FILES@ > "$log" 2>&1
status=$?
properties=$(sed -nE 's/^\*\* [0-9]+ of ([0-9]+) failed.*/\1/p' "$log")

[ $status -eq 0 ] && grep -q '^VERIFICATION SUCCESSFUL$' "$log" || fail "status $status"
[ "${properties:-0}" -gt 0 ] || fail "no property was looked at"
grep -qE '^\[[a-z_]+\.assertion\.[0-9]+\] .*: SUCCESS$' "$log" || fail "the harness states nothing"

# The same executions once more, without a property but the one that its end cannot be reached.
@CBMC@ --no-standard-checks --no-assertions --error-label reached "${common[@]}" @FILES@ > "$log.reached" 2>&1
if ! grep -qE '^\[@ENTRY@\.error_label\.[0-9]+\] .*: FAILURE$' "$log.reached"; then
    tail -n 20 "$log.reached"
    echo "@ENTRY@: no execution reaches its end: the suppositions contradict each other"
    exit 1
fi
# What the second line says is the time of this shell's children.
times > "$log.times"
seconds=$(sed -nE '2s/^([0-9]+m[0-9.]+s).*/\1/p' "$log.times")
echo "@ENTRY@: $properties properties hold, $seconds, within: ${bounds[*]} @BOUNDS@"
