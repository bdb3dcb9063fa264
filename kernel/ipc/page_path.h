// SPDX-License-Identifier: Apache-2.0
// Calls and answers with data in the message page, and nothing else unusual: no capabilities to send or to accept, no deadline, a partner that
// waits with its page for the same. As fastpath.h: the partner goes on here and now if it may; else it is placed, and the exit of the kernel
// decides who goes on.
// Context: kernel, interrupts off; the current task is the caller, no lock is held.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/message.h"

struct cpu;

// True: it is done, and the task's registers are in its frame (ipc.h). False: nothing has changed, and the general way is to be taken.
bool ipc_page_call(struct cpu *cpu, uint64_t endpoint, const uint64_t words[ABI_MESSAGE_WORDS]);

// True: the answer is on its way; *outcome is that of receiving.
struct ipc_outcome;
bool ipc_page_reply_receive(struct cpu *cpu, uint64_t endpoint, const uint64_t words[ABI_MESSAGE_WORDS],
                            struct ipc_outcome *outcome);
