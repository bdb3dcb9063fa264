#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# check.sh CLANG_FORMAT BUILDIFIER WORKSPACE_FILE: looks at every file of the workspace that WORKSPACE_FILE is in.
set -uo pipefail

clang_format=$PWD/$1
buildifier=$PWD/$2
. tools/format/files.sh
cd "$(dirname "$(readlink -f "$3")")" || exit 1

failures=0
fail() {
    echo "FAILED: $*; repair with: bazel run //tools/format:fix"
    failures=$((failures + 1))
}

c_count=$(c_files | tr -cd '\0' | wc -c)
build_count=$(build_files | tr -cd '\0' | wc -c)
if [ "$c_count" -eq 0 ] || [ "$build_count" -eq 0 ]; then
    echo "FAILED: no source files below $PWD"
    exit 1
fi

c_files | xargs -0 -n 100 -P 2 "$clang_format" --style=file --dry-run --Werror --ferror-limit=1 || fail 'C and C++ files'
build_files | xargs -0 "$buildifier" -mode=check -lint=warn -warnings="$BUILDIFIER_WARNINGS" || fail 'BUILD files'

unlicensed=$(licensed_files | xargs -0 awk '
    FNR <= 2 { seen[FILENAME]; if (/SPDX-License-Identifier: Apache-2.0/) licensed[FILENAME] }
    FNR == 2 { nextfile }
    END { for (file in seen) if (!(file in licensed)) print file }')
if [ -n "$unlicensed" ]; then
    echo "FAILED: without an SPDX line at the top:"
    echo "$unlicensed"
    failures=$((failures + 1))
fi

if first_party_build_files | xargs -0 grep -nE '\bglob\('; then
    echo 'FAILED: packages list their sources, they do not glob'
    failures=$((failures + 1))
fi

echo "$c_count C and C++ files, $build_count BUILD files looked at"
exit $failures
