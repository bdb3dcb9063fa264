#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# update.sh REFERENCE: rewrites docs/syscalls.md from the headers in abi/. Run with `bazel run`.
set -euo pipefail

reference=$PWD/$1
cd "${BUILD_WORKSPACE_DIRECTORY:?start this with: bazel run //tools/reference:update}"

# Whole or not at all.
page=$(mktemp)
trap 'rm -f "$page"' EXIT
"$reference" > "$page"
cp "$page" docs/syscalls.md
