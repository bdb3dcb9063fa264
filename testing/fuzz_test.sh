#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs a libFuzzer program on a copy of its corpus. An input that it fails on is kept in the test's outputs; given the
# name of such a file (absolute), this runs that input alone: `bazel run //x:fuzz_test -- /path/of/crash-...`.
set -euo pipefail

# Bash has the runfiles' folder as its own here: the program finds its loader below it.
export ASAN_SYMBOLIZER_PATH=external/llvm_symbolizer/bin/llvm-symbolizer
if [ $# -gt 0 ]; then
    exec @FUZZER@ "$@"
fi

corpus=${TEST_TMPDIR:-$(mktemp -d)}/corpus
outputs=${TEST_UNDECLARED_OUTPUTS_DIR:-$PWD}
mkdir -p "$corpus"
for file in @CORPUS@; do
    cp "$file" "$corpus/$(sha256sum "$file" | cut -c1-16)"
done
status=0
@FUZZER@ @FLAGS@ "-artifact_prefix=$outputs/" "$corpus" || status=$?
if [ $status -ne 0 ]; then
    echo "the input that failed is in $outputs (outputs.zip of the test)"
fi
exit $status
