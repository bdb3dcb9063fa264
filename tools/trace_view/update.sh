#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# update.sh TRACE_VIEW: makes the pictures that are checked in anew. Run with `bazel run`.
set -euo pipefail

tool=$PWD/$1
unset BUILD_WORKING_DIRECTORY
cd "${BUILD_WORKSPACE_DIRECTORY:?start this with: bazel run //tools/trace_view:update}"
data=tools/trace_view/testdata
"$tool" --json "$data/sample.json" --svg "$data/sample.svg" "$data/sample.recording"
"$tool" --svg docs/boot_timeline.svg "$data/boot.recording"
