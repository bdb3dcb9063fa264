// SPDX-License-Identifier: Apache-2.0
// A task's saved state: starting it, repeating a call, its floating-point registers, copying from and to its memory.
#include "kernel/arch/user.h"

#include <string.h>

#include "kernel/arch/cpu.h"
#include "kernel/arch/mmu.h"
#include "kernel/arch/riscv64/csr.h"
#include "kernel/arch/riscv64/offsets.h"
#include "kernel/percpu/percpu.h"
#include "kernel/selftest/fault.h"
#include "kernel/task/task.h"

_Static_assert(offsetof(struct task, frame) == TASK_FRAME, "trap_entry.S");
_Static_assert(offsetof(struct task, frame.pc) == FRAME_PC, "trap_entry.S");
_Static_assert(offsetof(struct task, frame.x[31]) == FRAME_X(31), "trap_entry.S");
_Static_assert(offsetof(struct task, frame.kind) == FRAME_KIND, "trap_entry.S");
_Static_assert(offsetof(struct float_state, fcsr) == 256, "float.S");
_Static_assert(offsetof(struct cpu, current) == CPU_CURRENT, "trap_entry.S");
_Static_assert(offsetof(struct cpu, stack_top) == CPU_STACK_TOP, "trap_entry.S");
_Static_assert(offsetof(struct cpu, exit_work) == CPU_EXIT_WORK, "trap_entry.S");
_Static_assert(offsetof(struct cpu, scratch) == CPU_SCRATCH, "trap_entry.S");
_Static_assert(offsetof(struct cpu, emergency_top) == CPU_EMERGENCY_TOP, "trap_entry.S");
_Static_assert((int)SCOUNTEREN_CYCLE + (int)SCOUNTEREN_TIME + (int)SCOUNTEREN_INSTRET == (int)USER_COUNTERS_ALL,
               "user.h");
_Static_assert(offsetof(struct cpu, in_emergency) == CPU_IN_EMERGENCY, "trap_entry.S");

enum frame_register { REGISTER_SP = 2, REGISTER_A0 = 10, REGISTER_A1 = 11, REGISTER_A7 = 17 };

void user_frame_start(struct user_frame *frame, uint64_t pc, uint64_t stack_top, uint64_t argument, uint64_t second) {
    frame->pc = pc;
    frame->x[REGISTER_SP] = stack_top;
    frame->x[REGISTER_A0] = argument;
    frame->x[REGISTER_A1] = second;
    frame->kind = FRAME_FULL;
}

// All that a call does not preserve: nothing of the kernel may show. x5-x7, x10-x17 and x28-x31.
static void clear_temporaries(struct user_frame *frame) {
    memset(&frame->x[5], 0, 3 * sizeof(uint64_t));
    memset(&frame->x[REGISTER_A0], 0, 8 * sizeof(uint64_t));
    memset(&frame->x[28], 0, 4 * sizeof(uint64_t));
}

void user_frame_get_words(const struct user_frame *frame, uint64_t words[ABI_MESSAGE_WORDS]) {
    memcpy(words, &frame->x[REGISTER_A1], ABI_MESSAGE_WORDS * sizeof(uint64_t));
}

void user_frame_set_words(struct user_frame *frame, const uint64_t words[ABI_MESSAGE_WORDS]) {
    memcpy(&frame->x[REGISTER_A1], words, ABI_MESSAGE_WORDS * sizeof(uint64_t));
}

// As clear_temporaries, but for what gets a value.
void user_frame_set_message(struct user_frame *frame, const uint64_t words[ABI_MESSAGE_WORDS], uint64_t badge,
                            uint64_t info) {
    memset(&frame->x[6], 0, 2 * sizeof(uint64_t));
    frame->x[REGISTER_A0] = ABI_OK;
    user_frame_set_words(frame, words);
    memset(&frame->x[28], 0, 4 * sizeof(uint64_t));
    frame->x[USER_REGISTER_BADGE] = badge;
    frame->x[USER_REGISTER_INFO] = info;
    frame->kind = FRAME_FULL;
}

uint64_t user_frame_stack_pointer(const struct user_frame *frame) {
    return frame->x[REGISTER_SP];
}

void user_frame_repeat_call(struct user_frame *frame, uint64_t number, const uint64_t *arguments, uint32_t count) {
    enum { ECALL_BYTES = 4 };
    clear_temporaries(frame);
    for (uint32_t i = 0; i < count; i++) {
        frame->x[REGISTER_A0 + i] = arguments[i];
    }
    frame->x[REGISTER_A7] = number;
    frame->pc -= ECALL_BYTES;
    frame->kind = FRAME_FULL;
}

void user_frame_set_result(struct user_frame *frame, enum abi_error error, uint64_t value) {
    frame->x[REGISTER_A0] = error;
    frame->x[REGISTER_A1] = value;
    frame->kind = FRAME_CALL;
}

// float.S
void float_save(struct float_state *state);
void float_load(const struct float_state *state);
void float_clear(void);

void user_float_end(struct float_state *state) {
    uint64_t status = CSR_READ(sstatus) & SSTATUS_FS;
    if (status == SSTATUS_FS_DIRTY) {
        if (!fault_is(FAULT_float_not_saved)) {
            float_save(state);
        }
        state->used = true;
    }
    if (status != 0) {
        CSR_CLEAR(sstatus, SSTATUS_FS);
        cpu_current()->bars.float_is_on = 0;
    }
}

bool user_float_begin(const struct float_state *state) {
    if ((CSR_READ(sstatus) & SSTATUS_FS) != 0) {
        return false;
    }
    CSR_SET(sstatus, SSTATUS_FS_DIRTY);
    if (state->used) {
        float_load(state);
    } else if (!fault_is(FAULT_float_not_cleared)) {
        float_clear();
    }
    CSR_CLEAR(sstatus, SSTATUS_FS);
    CSR_SET(sstatus, state->used ? SSTATUS_FS_CLEAN : SSTATUS_FS_INITIAL);
    cpu_current()->bars.float_is_on = 1;
    return true;
}

void user_set_counters(uint64_t counters) {
    CSR_WRITE(scounteren, fault_is(FAULT_counters_open) ? USER_COUNTERS_ALL : counters);
}

// user_copy.S: 0, or 1 after a fault.
uint64_t user_copy(uint64_t to, uint64_t from, size_t bytes);

static bool is_user_range(uint64_t address, size_t bytes) {
    if (fault_is(FAULT_user_pointer_unchecked)) {
        return true;
    }
    return address >= USER_BASE && address <= USER_END && bytes <= USER_END - address;
}

enum abi_error user_copy_in(void *to, uint64_t user_address, size_t bytes) {
    if (!is_user_range(user_address, bytes)) {
        return ABI_EFAULT;
    }
    return user_copy((uint64_t)to, user_address, bytes) == 0 ? ABI_OK : ABI_EFAULT;
}

enum abi_error user_copy_out(uint64_t user_address, const void *from, size_t bytes) {
    if (!is_user_range(user_address, bytes)) {
        return ABI_EFAULT;
    }
    return user_copy(user_address, (uint64_t)from, bytes) == 0 ? ABI_OK : ABI_EFAULT;
}
