// SPDX-License-Identifier: Apache-2.0
#include "kernel/syscall/refusal.h"

#include "kernel/arch/cpu.h"
#include "kernel/audit/audit.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/selftest/fault.h"
#include "kernel/task/task.h"

enum abi_error refusal_note(enum abi_syscall call, enum abi_error error) {
    bool is_left_out = fault_is(FAULT_only_class_audited) && call != ABI_SYS_TASK_SET_CLASS;
    if (error == ABI_EPERM && !is_left_out) {
        const struct task *self = cpu_current()->current;
        audit_record_of(process_name(self->process), ABI_AUDIT_CALL_REFUSED, self->id.value, call, 0);
    }
    return error;
}
