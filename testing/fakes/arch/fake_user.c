// SPDX-License-Identifier: Apache-2.0
// User code as the kernel sees it: its registers, its floating-point state and its memory, which is that of this process.
#include <stdint.h>
#include <string.h>

#include "kernel/arch/cpu.h"
#include "kernel/arch/user.h"
#include "kernel/percpu/percpu.h"
#include "testing/fakes/arch/fake_arch.h"

enum frame_register { REGISTER_SP = 2, REGISTER_A0 = 10, REGISTER_A1 = 11, REGISTER_A7 = 17 };

void user_frame_start(struct user_frame *frame, uint64_t pc, uint64_t stack_top, uint64_t argument, uint64_t second) {
    frame->pc = pc;
    frame->kind = FRAME_FULL;
    frame->x[REGISTER_SP] = stack_top;
    frame->x[REGISTER_A0] = argument;
    frame->x[REGISTER_A1] = second;
}

void user_frame_get_words(const struct user_frame *frame, uint64_t words[ABI_MESSAGE_WORDS]) {
    memcpy(words, &frame->x[REGISTER_A1], ABI_MESSAGE_WORDS * sizeof(uint64_t));
}

void user_frame_set_words(struct user_frame *frame, const uint64_t words[ABI_MESSAGE_WORDS]) {
    memcpy(&frame->x[REGISTER_A1], words, ABI_MESSAGE_WORDS * sizeof(uint64_t));
}

void user_frame_set_message(struct user_frame *frame, const uint64_t words[ABI_MESSAGE_WORDS], uint64_t badge,
                            uint64_t info) {
    frame->x[REGISTER_A0] = ABI_OK;
    user_frame_set_words(frame, words);
    frame->x[USER_REGISTER_BADGE] = badge;
    frame->x[USER_REGISTER_INFO] = info;
    frame->kind = FRAME_FULL;
}

uint64_t user_frame_stack_pointer(const struct user_frame *frame) {
    return frame->x[REGISTER_SP];
}

void user_frame_repeat_call(struct user_frame *frame, uint64_t number, const uint64_t *arguments, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        frame->x[REGISTER_A0 + i] = arguments[i];
    }
    frame->x[REGISTER_A7] = number;
    frame->kind = FRAME_FULL;
}

void user_frame_set_result(struct user_frame *frame, enum abi_error error, uint64_t value) {
    frame->x[REGISTER_A0] = error;
    frame->x[REGISTER_A1] = value;
    frame->kind = FRAME_CALL;
}

void user_float_end(struct float_state *state) {
    state->used |= cpu_current()->bars.float_is_on != 0;
    cpu_current()->bars.float_is_on = 0;
}

bool user_float_begin(const struct float_state *state) {
    (void)state;
    bool begins = cpu_current()->bars.float_is_on == 0;
    cpu_current()->bars.float_is_on = 1;
    return begins;
}

void user_set_counters(uint64_t counters) {
    fake_hart(cpu_current()->id.value)->counters = counters;
}

enum abi_error user_copy_in(void *to, uint64_t user_address, size_t bytes) {
    if (fake_user_memory_is_bad) {
        return ABI_EFAULT;
    }
    memcpy(to, (const void *)(uintptr_t)user_address, bytes);
    return ABI_OK;
}

enum abi_error user_copy_out(uint64_t user_address, const void *from, size_t bytes) {
    if (fake_user_memory_is_bad) {
        return ABI_EFAULT;
    }
    memcpy((void *)(uintptr_t)user_address, from, bytes);
    return ABI_OK;
}
