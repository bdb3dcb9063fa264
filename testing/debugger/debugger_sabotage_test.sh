#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# debugger_sabotage_test.sh IMAGE NM: without -S in the launcher the machine does not wait, and debugger_test.sh finds that out.
set -euo pipefail

launcher=$TEST_TMPDIR/launcher.sh
sed 's/extra+=(-s -S)/extra+=(-s)/' "$1" > "$launcher"
chmod +x "$launcher"
if cmp -s "$launcher" "$1"; then
    echo "FAILED: the launcher is the same" >&2
    exit 1
fi
if TEST_TMPDIR=$(mktemp -d -p "$TEST_TMPDIR") testing/debugger/debugger_test.sh "$launcher" "$2" 2> "$TEST_TMPDIR/verdict"; then
    echo "FAILED: a machine that does not wait passes" >&2
    exit 1
fi
cat "$TEST_TMPDIR/verdict"
grep -qE 'FAILED: (it did not wait|not at the first instruction|something was printed)' "$TEST_TMPDIR/verdict"
