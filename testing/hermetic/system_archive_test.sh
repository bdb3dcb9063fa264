#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# system_archive_test CPIO ARCHIVE: what an image of programs with recipes consists of.
set -uo pipefail

cpio=$PWD/$1
archive=$PWD/$2
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
exit $failures
