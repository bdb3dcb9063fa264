#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# checked_qemu_test.sh WORDS CHECK... RUNNER OPTIONS...: what `bazel test` and `bazel run` start for a qemu_test with a check. The runner
# as usual; when the guest has passed, the check, which is so many words, with the name of the transcript behind them.
set -euo pipefail

words=$1
shift
check=("${@:1:words}")
shift "$words"
folder=${TEST_TMPDIR:-$(mktemp -d)}
"$@" --transcript="$folder/transcript"
exec "${check[@]}" "$folder/transcript"
