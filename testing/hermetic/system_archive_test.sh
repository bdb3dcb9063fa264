#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# system_archive_test CPIO READELF ARCHIVE PROGRAM: what an image of programs with recipes consists of. PROGRAM: `init` as it was linked.
set -uo pipefail

cpio=$PWD/$1
readelf=$PWD/$2
archive=$PWD/$3
linked=$PWD/$4
failures=0

expected='init policy recipes sample_app sample_service'
actual=$("$cpio" -t --quiet < "$archive" | paste -sd ' ')
if [ "$actual" != "$expected" ]; then
    echo "FAILED: the archive has $actual"
    failures=$((failures + 1))
fi

cd "$TEST_TMPDIR" && "$cpio" -i --quiet < "$archive"
# begins FILE MAGIC COUNT: a compiled table of so many entries.
begins() {
    local actual
    actual=$(od -An -N8 -tx1 "$1" | tr -d ' \n')
    if [ "$actual" != "$2" ]; then
        echo "FAILED: $1 begins with $actual, not with $2"
        failures=$((failures + 1))
    fi
}
begins recipes 4e43503101000200
begins policy 4e50503101000100
for program in init sample_app sample_service; do
    begins "$program" 7f454c4602010100
done

# What is mapped is the same, and nothing else is carried along; whoever debugs finds it where the program was linked.
# mapped FILE: which parts of it are mapped, and its instructions.
mapped() {
    "$readelf" --segments --wide "$1" | grep -E '^ *(LOAD|TLS) '
    "$readelf" --hex-dump=.text "$1"
}
if [ "$(mapped "$linked" | wc -l)" -lt 4 ] || ! cmp <(mapped "$linked") <(mapped init); then
    echo 'FAILED: what is mapped of init is not what was linked'
    failures=$((failures + 1))
fi
# has_symbols FILE: status 0 if it has a table of symbols or debug information.
has_symbols() {
    "$readelf" --sections --wide "$1" | grep -E '\.(symtab|debug_[a-z]+) ' > /dev/null
}
if ! has_symbols "$linked"; then
    echo 'FAILED: what was linked has no symbols to debug with'
    failures=$((failures + 1))
fi
for program in init sample_app sample_service; do
    if has_symbols "$program"; then
        echo "FAILED: $program has symbols in the archive"
        failures=$((failures + 1))
    fi
done
exit $failures
