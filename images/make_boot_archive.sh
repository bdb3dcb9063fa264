#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# make_boot_archive CPIO OUTPUT NAME FILE ...: packs files under their names, independent of time, user and folder.
#
# cpio aligns the files' contents to 4. Here names end with as many more NULs as it takes to align them to 8, so that copies of
# a program are copies of whole words. CPIO lists what came out, and must find the names.
set -euo pipefail
export LC_ALL=C

cpio=$PWD/$1
output=$PWD/$2
shift 2

readonly HEADER_BYTES=110 REGULAR_MODE=$((0100555)) TRAILER='TRAILER!!!'
offset=0
inode=0

zeros() {
    head -c "$1" /dev/zero
}

# member NAME MODE FILE: one member of the archive. Source: cpio(5), "New ASCII Format".
member() {
    local name_bytes=$((${#1} + 1)) bytes
    name_bytes=$((name_bytes + (-(offset + HEADER_BYTES + name_bytes) & 7)))
    bytes=$(stat -L -c %s "$3")
    inode=$((inode + 1))
    # inode, mode, user, group, links, time, bytes, device (2), device of a node (2), bytes of the name, checksum
    printf '070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x' \
        "$inode" "$2" 0 0 1 0 "$bytes" 0 0 0 0 "$name_bytes" 0
    printf '%s' "$1"
    zeros $((name_bytes - ${#1}))
    cat "$3"
    zeros $((-bytes & 3))
    offset=$((offset + HEADER_BYTES + name_bytes + bytes + (-bytes & 3)))
}

declare -A files
while [ $# -gt 0 ]; do
    files[$1]=$2
    shift 2
done
mapfile -t names < <(printf '%s\n' "${!files[@]}" | sort)
{
    for name in "${names[@]}"; do
        member "$name" "$REGULAR_MODE" "${files[$name]}"
    done
    member "$TRAILER" 0 /dev/null
} > "$output"
"$cpio" -t --quiet < "$output" | cmp - <(printf '%s\n' "${names[@]}")
