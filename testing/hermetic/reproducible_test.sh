#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# reproducible_test IMAGE...: builds each image (a path below bazel-bin) again in an output base at another place, in
# by another number of jobs, from sources alone, and compares it byte for byte with the one the
# outer build made.
set -uo pipefail
. testing/hermetic/nested_bazel.sh

failures=0
labels=()
for image in "$@"; do
    labels+=("//$(dirname "$image"):$(basename "${image%.*}")")
done
if ! nested build --jobs=1 "${labels[@]}" > "$TEST_TMPDIR/log" 2>&1; then
    cat "$TEST_TMPDIR/log"
    exit 1
fi
bin=$(nested info bazel-bin 2> /dev/null)
for image in "$@"; do
    if ! cmp "$image" "$bin/$image"; then
        failures=$((failures + 1))
    else
        sha256sum "$image"
    fi
done
# Something was compiled, not taken from a cache.
if ! grep -qE 'processes: .*[1-9][0-9]* linux-sandbox' "$TEST_TMPDIR/log"; then
    echo 'FAILED: nothing was built'
    cat "$TEST_TMPDIR/log"
    failures=$((failures + 1))
fi
exit $failures
