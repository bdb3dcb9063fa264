#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# up_to_date_test.sh REFERENCE PAGE: fails when the page is not what the headers say.
set -euo pipefail

if ! "$1" > "$TEST_TMPDIR/page"; then
    exit 1
fi
if ! diff -u "$2" "$TEST_TMPDIR/page"; then
    echo "FAILED: $2 is not what abi/ says; repair with: bazel run //tools/reference:update"
    exit 1
fi
