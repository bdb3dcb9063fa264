#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Rewrites toolchains/debian/packages.bzl from the Debian package indexes: `bazel run //tools/lock:update`.
# Only the main suite is read, never the security suite: paths there are replaced within days. apt itself
# downloads and verifies the signed indexes, into a folder of its own, so no root is needed and the
# machine's package state is neither used nor changed.
set -euo pipefail

workspace=${BUILD_WORKSPACE_DIRECTORY:?start this with: bazel run //tools/lock:update}
wanted=$workspace/toolchains/debian/wanted.txt
lock=$workspace/toolchains/debian/packages.bzl
mirror=$(sh "$workspace/toolchains/debian/mirror.sh")

state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT

# Names that wanted.txt asks of a suite; bookworm unless a line says otherwise ("name@suite").
names() {
    sed -nE "/^(#|$)/d; s/^[^@]+$/&@bookworm/; s/@$1$//p" "$wanted" | LC_ALL=C sort -u
}

# Points apt at one suite, with state of its own.
configure_apt() {
    local suite=$1 kind
    mkdir -p "$state/$suite/lists/partial" "$state/$suite/cache/archives/partial" "$state/$suite/parts"
    for kind in deb deb-src; do
        echo "$kind [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main"
    done > "$state/$suite/sources.list"
    apt_options=(
        -o Dir::State="$state/$suite" -o Dir::State::lists="$state/$suite/lists" -o Dir::State::status=/dev/null
        -o Dir::Cache="$state/$suite/cache" -o Dir::Etc::sourcelist="$state/$suite/sources.list"
        -o Dir::Etc::sourceparts="$state/$suite/parts" -o APT::Sandbox::User=root
    )
    apt-get "${apt_options[@]}" -qq update
}

# Lines of the lock for one suite's binary and source packages, in any order. Keys keep their "@suite".
print_line='
    function flush() {
        if (path != "")
            printf "    \"%s\": (\"%s\", \"%s\", \"%s\", %d),\n", kind name suffix, version, path, sha, size
        path = ""
    }
    /^Package:/ { flush(); name = $2 } /^Version:/ { version = $2 }'

binary_records() {
    names "$1" | sed '/^src:/d' | xargs -r apt-cache "${apt_options[@]}" show --no-all-versions 2> /dev/null |
        awk -v kind= -v suffix="$2" "$print_line"'
        /^Filename:/ { path = $2 } /^SHA256:/ { sha = $2 } /^Size:/ { size = $2 } END { flush() }'
}

source_records() {
    names "$1" | sed -n 's/^src://p' | xargs -r apt-cache "${apt_options[@]}" showsrc --only-source 2> /dev/null |
        awk -v kind=src: -v suffix="$2" "$print_line"'
        /^[A-Za-z0-9-]+:/ { sums = ($1 == "Checksums-Sha256:") } /^Directory:/ { directory = $2 }
        sums && $3 ~ /\.orig\.tar\.[a-z0-9]+$/ { sha = $1; size = $2; file = $3 }
        /^$/ { if (file != "") path = directory "/" file; file = ""; flush() }
        END { if (file != "") path = directory "/" file; flush() }'
}

: > "$state/records"
for suite in $(sed -nE '/^#/d; s/.*@//p' "$wanted" | sort -u) bookworm; do
    suffix=@$suite
    [ "$suite" != bookworm ] || suffix=
    configure_apt "$suite"
    { binary_records "$suite" "$suffix"; source_records "$suite" "$suffix"; } >> "$state/records"
    for name in $(names "$suite"); do
        if ! grep -qF "\"$name$suffix\": (" "$state/records"; then
            echo "not in $suite main: $name" >&2
            exit 1
        fi
    done
done

{
    echo '# SPDX-License-Identifier: Apache-2.0'
    echo '"""Debian packages by content. Written by `bazel run //tools/lock:update` from wanted.txt; not edited by hand."""'
    echo
    echo '# name: (version, path below the mirror, SHA-256, size in bytes)'
    echo 'PACKAGES = {'
    LC_ALL=C sort "$state/records"
    echo '}'
} > "$state/packages.bzl"
if ! cmp -s "$state/packages.bzl" "$lock"; then
    diff -U0 "$lock" "$state/packages.bzl" || true
    cp "$state/packages.bzl" "$lock"
fi
echo "$(grep -c '": (' "$lock") packages locked in toolchains/debian/packages.bzl"
