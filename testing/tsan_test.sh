#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs a program that was built with ThreadSanitizer. Bash has the runfiles' folder as its own here: the program finds its loader below it.
set -euo pipefail
export TSAN_SYMBOLIZER_PATH=external/llvm_symbolizer/bin/llvm-symbolizer
exec @PROGRAM@ "$@"
