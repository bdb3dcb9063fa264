#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# What search_test.sh makes of doctored reports. $1: that script.
set -euo pipefail

launcher=$PWD/$1
cd "$TEST_TMPDIR"
failures=0

report() { # status, then the lines
    printf '#!/bin/bash\n[ "$1" = -r ] && exit 0\ncat << "END"\n%s\nEND\nexit %s\n' "$2" "$1" > search
    chmod +x search
}

# green or red, the error that is wanted, what is tried
expect() {
    sed -e "s/@SEARCH@/search/; s/@FLAGS@/-m10/; s/@RED@/$2/" "$launcher" > judge.sh
    local verdict=red
    if bash judge.sh > said 2>&1; then
        verdict=green
    fi
    if [ $verdict != "$1" ]; then
        echo "$3: $verdict instead of $1"
        cat said
        failures=$((failures + 1))
    fi
}

full="Full statespace search for:
	assertion violations	+
	invalid end states	+
State-vector 52 byte, depth reached 172, errors: 0
    96274 states, stored"
found="pan:1: assertion violated (owners==1) (at depth 9)
Warning: Search not completed
Full statespace search for:
	invalid end states	+
State-vector 52 byte, depth reached 172, errors: 1"

report 0 "$full" && expect green "" "a full search without errors"
report 1 "$full" && expect red "" "a search that did not end well"
report 0 "${full/errors: 0/errors: 1}" && expect red "" "an error"
report 0 "$full
error: max search depth too small" && expect red "" "a search that was cut off"
report 0 "Warning: Search not completed
$full" && expect red "" "a search that was not completed"
report 0 "pan: out of memory
$full" && expect red "" "a search without enough memory"
report 0 "${full/Full statespace/Bit statespace}" && expect red "" "a search that keeps bits of states"
report 0 "${full/invalid end states	+/invalid end states	- (disabled by -E flag)}" && expect red "" "deadlocks not looked for"
report 0 "" && expect red "" "no report"

report 0 "$found" && expect green "assertion violated (owners" "the error that is wanted"
report 0 "$found" && expect red "invalid end state" "another error than the one that is wanted"
report 0 "$full" && expect red "assertion violated" "no error where one is wanted"
report 1 "$found" && expect red "assertion violated" "a search that found it and did not end well"
exit $failures
