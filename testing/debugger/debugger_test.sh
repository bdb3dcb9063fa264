#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# debugger_test.sh IMAGE NM: with --gdb the machine waits before its first instruction, stops in the kernel where the symbols say, and
# runs on to the prompt.
set -euo pipefail
source testing/debugger/remote.sh

start "$1" --gdb
connect 1234 "$machine"

# The kernel to be given to a debugger is the one that runs, and has what it needs.
kernel=$(sed -n "s/^waiting for a debugger: gdb-multiarch -ex 'target remote :1234' '\(.*\)'$/\1/p" "$TEST_TMPDIR/said")
[ -f "$kernel" ] || fail "no kernel is named: $(cat "$TEST_TMPDIR/said")"
grep -aq '\.debug_line' "$kernel" || fail "the kernel has no lines for a debugger"
entry=$("$2" "$kernel" | sed -n 's/ [Tt] kernel_main$//p')
[ ${#entry} -eq 16 ] || fail "the kernel has no symbols: $entry"

# Nothing has been executed, and nothing printed.
ask '?'
[[ $reply =~ ^[ST]05 ]] || fail "it did not wait: $reply"
read_pc
[ "$pc" = 0000000000001000 ] || fail "not at the first instruction: $pc"
if IFS= read -r -t 0 -u 5; then
    fail "something was printed"
fi

# To the kernel's first function, by its symbol.
ask "Z0,$entry,2"
[ "$reply" = OK ] || fail "no breakpoint: $reply"
ask c
[[ $reply =~ ^T05 ]] || fail "the breakpoint is not reached: $reply"
read_pc
[ "$pc" = "$entry" ] || fail "stopped at $pc, not at $entry"
ask "z0,$entry,2"
[ "$reply" = OK ] || fail "the breakpoint stays: $reply"

# On to the prompt, without another stop, and to the end: this QEMU hangs up, newer ones say W00 before.
send c
await_prompt
printf 'poweroff\r' >&4
rest=$(cat <&3)
[[ $rest =~ ^\+?(\$W00#b7)?$ ]] || fail "it stops again: $rest"
wait "$machine" || fail "the machine ended with status $?"
