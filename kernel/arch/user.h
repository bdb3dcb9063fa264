// SPDX-License-Identifier: Apache-2.0
// User mode: the saved state of a task, entering and leaving it, its floating-point registers, and copying.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/message.h"

struct cpu;

enum frame_kind {
    FRAME_CALL = 0,  // entered by a system call: caller-saved registers are dead, a0 and a1 are the result
    FRAME_FULL = 1,  // entered by an interrupt or a fault: everything matters
};

// The integer state of a task. Written by trap_entry.S; offsets are asserted in arch/riscv64/user.c.
struct user_frame {
    uint64_t pc;
    uint64_t x[32];  // x[0] is unused; x[1] ra, x[2] sp, x[3] gp, x[4] tp, x[10] a0 ...
    uint64_t kind;   // enum frame_kind
};

struct float_state {
    uint64_t f[32];
    uint64_t fcsr;
    bool used;  // the registers above mean something; false: all zero
};

// Where a message's badge and info are in a frame: a7 and t0.
enum user_register { USER_REGISTER_INFO = 5, USER_REGISTER_BADGE = 17 };

// A new task's state: pc, sp, a0 and a1, in a frame that is zero as task_create leaves it.
void user_frame_start(struct user_frame *frame, uint64_t pc, uint64_t stack_top, uint64_t argument, uint64_t second);

// The words of a message, as a call has them in a1 to a6.
void user_frame_get_words(const struct user_frame *frame, uint64_t words[ABI_MESSAGE_WORDS]);
void user_frame_set_words(struct user_frame *frame, const uint64_t words[ABI_MESSAGE_WORDS]);

// The call a task is in has succeeded with a message.
void user_frame_set_message(struct user_frame *frame, const uint64_t words[ABI_MESSAGE_WORDS], uint64_t badge,
                            uint64_t info);

uint64_t user_frame_stack_pointer(const struct user_frame *frame);

// Makes the task repeat the system call it is in, with its arguments, when it runs next.
void user_frame_repeat_call(struct user_frame *frame, uint64_t number, const uint64_t *arguments, uint32_t count);

// The result of the call that a task is in, for when it runs next.
void user_frame_set_result(struct user_frame *frame, enum abi_error error, uint64_t value);

// Floating-point registers are off when a task begins to run; its first use of them faults. Then this makes them the task's own,
// nothing of another task stays in them, and the instruction is repeated. False when they are on: the fault is real.
ABI_MUST_USE bool user_float_begin(const struct float_state *state);

// Turns the registers off, and saves them if the task changed them. Before anybody else may run the task.
void user_float_end(struct float_state *state);

// What user code may read: nothing, or time, cycle and instret.
enum user_counters { USER_COUNTERS_NONE = 0, USER_COUNTERS_ALL = 7 };

// Lets this hart's user code read these counters (enum user_counters) and no others.
void user_set_counters(uint64_t counters);

// Copies between kernel memory and the current space. Nothing else dereferences a user address.
// Errors: EFAULT (outside user space, or not mapped that way); some bytes may have been copied.
ABI_MUST_USE enum abi_error user_copy_in(void *to, uint64_t user_address, size_t bytes);
ABI_MUST_USE enum abi_error user_copy_out(uint64_t user_address, const void *from, size_t bytes);
