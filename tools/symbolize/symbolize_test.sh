#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# A report with real addresses of the selftest kernel comes out with their names; other lines come out as they were.
set -euo pipefail

symbolize=$1
nm=$2
kernel=$3

address_of() {
    "$nm" "$kernel" | sed -n "s/^\([0-9a-f]*\) [Tt] $1\$/0x\1/p" | head -n 1
}

# Of a function that does not return: where its last call would go on, which is no longer inside.
end_of() {
    local start size
    read -r start size < <("$nm" --print-size "$kernel" | sed -n "s/^\([0-9a-f]*\) \([0-9a-f]*\) [Tt] $1\$/0x\1 0x\2/p")
    printf '0x%x' $((start + size))
}

fail() {
    echo "FAIL: $1" >&2
    printf '%s\n' "$output" >&2
    exit 1
}

faulting=$(address_of trap_from_user)
# A return address behind the end of a function: the call before it is inside.
returning=$(end_of kernel_main)

output=$(RUNFILES_DIR=$TEST_SRCDIR "$symbolize" << END
KINIT: cpu0 online
PANIC: kernel fault: load page fault, address 0x0, pc $faulting (cpu0)
PANIC: trace $returning
PANIC: end of report
END
)

expect() {
    printf '%s\n' "$output" | grep -q -- "$1" || fail "no line like: $1"
}
expect '^KINIT: cpu0 online$'
expect '^    trap_from_user at .*kernel/trap/trap.c:[0-9]'
expect '^    kernel_main at .*kernel/main.c:[0-9]'
expect '^PANIC: end of report$'
[ "$(printf '%s\n' "$output" | wc -l)" = 6 ] || fail "not two names for four lines"
