#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs one GoogleTest of a program that is broken in one place, and passes if that test is red: it failed (1) or the kernel
# panicked (101). Anything else is a green test, or a program that is broken in another way than was meant.
set -uo pipefail

@PROGRAM@ --gtest_filter=@RED@
status=$?
if [ $status -ne 1 ] && [ $status -ne 101 ]; then
    echo "@RED@ should be red: status 1 or 101, and it is $status"
    exit 1
fi
