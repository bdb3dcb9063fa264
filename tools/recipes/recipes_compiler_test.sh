#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# recipes_compiler_test COMPILER POLICY RECIPE...: the system's own files compile, to the same bytes in whatever order they are named;
# from a wrong one nothing is made.
set -uo pipefail

compiler=$PWD/$1
policy=$2
shift 2
failures=0
fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

mapfile -t reversed < <(printf '%s\n' "$@" | tac)
"$compiler" --larger-policy "$TEST_TMPDIR/recipes" "$TEST_TMPDIR/policy" "$policy" "$@" || fail 'they do not compile'
"$compiler" --larger-policy "$TEST_TMPDIR/recipes2" "$TEST_TMPDIR/policy2" "$policy" "${reversed[@]}" || fail 'they do not compile in reverse'
for table in recipes policy; do
    [ -s "$TEST_TMPDIR/$table" ] || fail "$table is empty"
    cmp "$TEST_TMPDIR/$table" "$TEST_TMPDIR/${table}2" || fail "$table depends on the order of the files"
done

echo 'kind = "ap"' > "$TEST_TMPDIR/wrong.toml"
"$compiler" --larger-policy "$TEST_TMPDIR/none" "$TEST_TMPDIR/none2" "$policy" "$@" "$TEST_TMPDIR/wrong.toml" 2> "$TEST_TMPDIR/log"
[ $? -eq 1 ] || fail 'a wrong recipe is no error'
grep -qF "$TEST_TMPDIR/wrong.toml:1: error: \"kind\" is \"ap\"" "$TEST_TMPDIR/log" || fail "it says: $(cat "$TEST_TMPDIR/log")"
[ ! -e "$TEST_TMPDIR/none" ] && [ ! -e "$TEST_TMPDIR/none2" ] || fail 'a table is made of a wrong recipe'

"$compiler" --larger-policy "$TEST_TMPDIR/none" "$TEST_TMPDIR/none2" "$policy" "$TEST_TMPDIR/missing.toml" 2> /dev/null
[ $? -eq 1 ] || fail 'a missing file is no error'
exit $failures
