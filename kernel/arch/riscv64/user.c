// SPDX-License-Identifier: Apache-2.0
// A task's saved state: starting it, repeating a call, its floating-point registers, copying from and to its memory.
#include "kernel/arch/user.h"

#include <string.h>

#include "kernel/arch/mmu.h"
#include "kernel/arch/riscv64/csr.h"
#include "kernel/arch/riscv64/offsets.h"
#include "kernel/percpu/percpu.h"
#include "kernel/selftest/fault.h"

_Static_assert(offsetof(struct user_frame, pc) == FRAME_PC, "trap_entry.S");
_Static_assert(offsetof(struct user_frame, x[31]) == FRAME_X(31), "trap_entry.S");
_Static_assert(offsetof(struct user_frame, kind) == FRAME_KIND, "trap_entry.S");
_Static_assert(offsetof(struct float_state, fcsr) == 256, "float.S");
_Static_assert(offsetof(struct cpu, frame) == CPU_FRAME, "trap_entry.S");
_Static_assert(offsetof(struct cpu, stack_top) == CPU_STACK_TOP, "trap_entry.S");
_Static_assert(offsetof(struct cpu, exit_work) == CPU_EXIT_WORK, "trap_entry.S");
_Static_assert(offsetof(struct cpu, scratch) == CPU_SCRATCH, "trap_entry.S");
_Static_assert(offsetof(struct cpu, emergency_top) == CPU_EMERGENCY_TOP, "trap_entry.S");
_Static_assert(offsetof(struct cpu, in_emergency) == CPU_IN_EMERGENCY, "trap_entry.S");

enum frame_register { REGISTER_SP = 2, REGISTER_A0 = 10, REGISTER_A1 = 11, REGISTER_A7 = 17 };

void user_frame_start(struct user_frame *frame, uint64_t pc, uint64_t stack_top, uint64_t argument) {
    memset(frame, 0, sizeof(*frame));
    frame->pc = pc;
    frame->x[REGISTER_SP] = stack_top;
    frame->x[REGISTER_A0] = argument;
    frame->kind = FRAME_FULL;
}

void user_frame_repeat_call(struct user_frame *frame, uint64_t number, const uint64_t *arguments, uint32_t count) {
    enum { ECALL_BYTES = 4 };
    for (uint32_t i = 5; i < 32; i++) {
        bool saved = i == 8 || i == 9 || (i >= 18 && i <= 27);
        if (!saved) {
            frame->x[i] = 0;
        }
    }
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
    return true;
}

void user_allow_counters(bool allow) {
    CSR_WRITE(scounteren, allow ? SCOUNTEREN_CYCLE | SCOUNTEREN_TIME | SCOUNTEREN_INSTRET : 0);
}

// user_copy.S: 0, or 1 after a fault.
uint64_t user_copy(uint64_t to, uint64_t from, size_t bytes);

static bool is_user_range(uint64_t address, size_t bytes) {
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
