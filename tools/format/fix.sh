#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# fix.sh CLANG_FORMAT BUILDIFIER: rewrites every file of the workspace in its one format. Run with `bazel run`.
set -euo pipefail

clang_format=$PWD/$1
buildifier=$PWD/$2
. tools/format/files.sh
cd "${BUILD_WORKSPACE_DIRECTORY:?start this with: bazel run //tools/format:fix}"

c_files | xargs -0 "$clang_format" --style=file -i
build_files | xargs -0 "$buildifier" -mode=fix -lint=fix -warnings="$BUILDIFIER_WARNINGS"
