// SPDX-License-Identifier: Apache-2.0
// Calls and answers between two tasks that need nothing but six words and each other: a straight line from one to the other, without a
// run queue, a timer or a clock. Entered from trap_entry.S, which leaves the words in a1 to a6 all the way: fastpath.c is
// compiled without these registers, calls nothing and keeps nothing on the stack.
// Context: the current task is in the kernel with its callee-saved registers in its frame; no lock is held.
#pragma once

#include <stdint.h>

struct task;

// The task to go on with, which is the current one of this hart then; its badge and info are in its frame, the words still in registers.
// Null: nothing has changed, and the general way (ipc.h) is to be taken.
struct task *ipc_fast_call(uint64_t endpoint);
struct task *ipc_fast_reply_receive(uint64_t endpoint);
