#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# documented_test.sh TABLE PAGE: every command of the shell's table is typed on the page, and help says more of each than the list.
set -euo pipefail

table=$1
page=$2

names=$(sed -n 's/^    {"\([a-z ]*\)", ".*/\1/p' "$table")
count=$(grep -c "command_[a-z_]*},$" "$table")
if [ -z "$names" ] || [ "$(wc -l <<< "$names")" -ne "$count" ]; then
    echo "the table names $count commands, and these were read:" >&2
    echo "$names" >&2
    exit 1
fi
missing=0
if grep -n '"", *[0-9]' "$table" || grep -n '""$' "$table" || grep -n '"",$' "$table"; then
    echo "there are no details of these" >&2
    missing=1
fi
while IFS= read -r name; do
    if ! grep -q -x "neuron> $name\( .*\)\?" "$page"; then
        echo "no transcript of: $name" >&2
        missing=1
    fi
done <<< "$names"
exit "$missing"
