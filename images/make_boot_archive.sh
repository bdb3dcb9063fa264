#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# make_boot_archive CPIO OUTPUT NAME FILE ...: packs files under their names, independent of time, user and folder.
set -euo pipefail
export LC_ALL=C

cpio=$PWD/$1
output=$PWD/$2
shift 2
tree=$(mktemp -d "$output.XXXXXX")
trap 'rm -rf "$tree"' EXIT
names=()
while [ $# -gt 0 ]; do
    mkdir -p "$tree/$(dirname "$1")"
    cp -L "$2" "$tree/$1"
    chmod 0555 "$tree/$1"
    touch -d @0 "$tree/$1"
    names+=("$1")
    shift 2
done
cd "$tree"
printf '%s\n' "${names[@]}" | sort | "$cpio" -o -H newc --quiet --reproducible --owner=+0:+0 > "$output"
