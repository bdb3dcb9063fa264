#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# trace_view_test.sh TRACE_VIEW: what the tool does with its arguments and files, whatever it draws.
set -uo pipefail

tool=$PWD/$1
sample=$PWD/tools/trace_view/testdata/sample.recording
failures=0
cd "$TEST_TMPDIR" || exit 1
unset BUILD_WORKING_DIRECTORY

fail() {
    echo "FAILED: $1; the tool said:"
    cat said
    failures=$((failures + 1))
}

# expect STATUS PATTERN WHAT ARGUMENTS...: standard input is the test's; what the tool says is one line, or none for an empty pattern.
expect() {
    local status=$1 pattern=$2 what=$3
    shift 3
    "$tool" "$@" > said 2>&1
    local found=$?
    if [ $found -ne "$status" ] || { [ -n "$pattern" ] && ! grep -qxE "$pattern" said; } ||
        [ "$(wc -l < said)" -ne "$([ -n "$pattern" ] && echo 1 || echo 0)" ]; then
        fail "$what: status $found"
    fi
}

expect 2 'usage: .*' 'no arguments'
expect 2 'usage: .*' 'nothing to write' "$sample"
expect 2 'usage: .*' 'no name' --svg
expect 2 'usage: .*' 'an empty name' --svg '' "$sample"
expect 2 'usage: .*' 'an unknown option' --png a "$sample"
expect 2 'usage: .*' 'one option twice' --svg a --svg b "$sample"
expect 2 'usage: .*' 'two recordings' --svg a "$sample" "$sample"
expect 1 'absent: it cannot be read' 'no such recording' --svg a absent

# A recording that is malformed leaves things as they were.
sed 's/ wake / dance /' "$sample" > bad
line=$(grep -n ' dance ' bad | head -n 1 | cut -d: -f1)
echo before > kept.svg
expect 1 "bad:$line: no such event: dance" 'a malformed dump' --json new.json --svg kept.svg bad
expect 1 "standard input:$line: no such event: dance" 'the same through a pipe' --json new.json --svg kept.svg < bad
[ ! -e new.json ] && [ "$(cat kept.svg)" = before ] || fail 'something was written'
[ -z "$(find . -name '*.new')" ] || fail 'something was left behind'

expect 1 'none/a.svg: it cannot be written' 'a folder that is not there' --svg none/a.svg "$sample"

# Files and pipes give the same, in any number of runs.
expect 0 '' 'a file' --json 1.json --svg 1.svg "$sample"
expect 0 '' 'a pipe' --svg 2.svg --json 2.json < "$sample"
cmp 1.json 2.json && cmp 1.svg 2.svg || fail 'two runs differ'
expect 0 '' 'a page' --html 1.html "$sample"
grep -q -x -F "$(sed -n 2p 1.svg)" 1.html && grep -q -x -F "$(sed -n 2p 1.json)" 1.html || fail 'a page without picture and events'

# `bazel run` starts it elsewhere and says where it was.
mkdir elsewhere && cp "$sample" elsewhere/in
BUILD_WORKING_DIRECTORY=$PWD/elsewhere expect 0 '' 'names from another folder' --svg out.svg in
cmp 1.svg elsewhere/out.svg || fail 'names are not taken from there'
exit $failures
