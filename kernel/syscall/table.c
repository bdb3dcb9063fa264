// SPDX-License-Identifier: Apache-2.0
// Which number is which call. trap_entry.S indexes this table without further checks, so every slot is filled.
#include "kernel/arch/firmware.h"
#include "kernel/arch/riscv64/offsets.h"
#include "kernel/config/kernel_config.h"
#include "kernel/selftest/fault.h"
#include "kernel/selftest/marker_call.h"
#include "kernel/syscall/syscall.h"

_Static_assert(ABI_SYS_COUNT < SYSTEM_CALL_SLOTS, "trap_entry.S");
_Static_assert(MARKER_CALL_NUMBER == SYSTEM_CALL_SLOTS - 1, "the last slot");

// trap_entry.S: the fast path, and then the calls of this name.
void ipc_call_entry(void);
void ipc_reply_receive_entry(void);

// Read by trap_entry.S.
extern const void *const system_call_table[SYSTEM_CALL_SLOTS];

// In the kernel with faults only.
static struct system_call_result resume_or_info(uint64_t task) {
    return fault_is(FAULT_resume_is_info) ? system_call_task_info(task, 0, 0) : system_call_task_resume(task);
}

const void *const system_call_table[SYSTEM_CALL_SLOTS] = {
    [ABI_SYS_TASK_SELF] = system_call_task_self,
    [ABI_SYS_TASK_YIELD] = system_call_task_yield,
    [ABI_SYS_TASK_EXIT] = system_call_task_exit,
    [ABI_SYS_TASK_CREATE] = system_call_task_create,
    [ABI_SYS_TASK_PARK] = system_call_task_park,
    [ABI_SYS_TASK_UNPARK] = system_call_task_unpark,
    [ABI_SYS_CONSOLE_WRITE] = system_call_console_write,
    [ABI_SYS_CONSOLE_READ] = system_call_console_read,
    [ABI_SYS_MACHINE_INFO] = system_call_machine_info,
    [ABI_SYS_HART_STATISTICS] = system_call_hart_statistics,
    [ABI_SYS_POWER_OFF] = system_call_power_off,
    [ABI_SYS_CAPABILITY_DERIVE] = system_call_capability_derive,
    [ABI_SYS_CAPABILITY_CLOSE] = system_call_capability_close,
    [ABI_SYS_CAPABILITY_REVOKE] = system_call_capability_revoke,
    [ABI_SYS_CAPABILITY_INFO] = system_call_capability_info,
    [ABI_SYS_ENDPOINT_CREATE] = system_call_endpoint_create,
    [ABI_SYS_ENDPOINT_BIND] = system_call_endpoint_bind,
    [ABI_SYS_IPC_CALL] = ipc_call_entry,
    [ABI_SYS_IPC_REPLY_RECEIVE] = ipc_reply_receive_entry,
    [ABI_SYS_IPC_RECEIVE] = system_call_ipc_receive,
    [ABI_SYS_IPC_REPLY] = system_call_ipc_reply,
    [ABI_SYS_IPC_SEND] = system_call_ipc_send,
    [ABI_SYS_IPC_CALL_PAGE] = system_call_ipc_call_page,
    [ABI_SYS_IPC_REPLY_RECEIVE_PAGE] = system_call_ipc_reply_receive_page,
    [ABI_SYS_IPC_RECEIVE_PAGE] = system_call_ipc_receive_page,
    [ABI_SYS_IPC_REPLY_PAGE] = system_call_ipc_reply_page,
    [ABI_SYS_IPC_SEND_PAGE] = system_call_ipc_send_page,
    [ABI_SYS_REPLY_SAVE] = system_call_reply_save,
    [ABI_SYS_REPLY_TO] = system_call_reply_to,
    [ABI_SYS_REPLY_TO_PAGE] = system_call_reply_to_page,
    [ABI_SYS_NOTIFICATION_CREATE] = system_call_notification_create,
    [ABI_SYS_NOTIFICATION_SIGNAL] = system_call_notification_signal,
    [ABI_SYS_NOTIFICATION_WAIT] = system_call_notification_wait,
    [ABI_SYS_IRQ_BIND] = system_call_irq_bind,
    [ABI_SYS_IRQ_COMPLETE] = system_call_irq_complete,
    [ABI_SYS_TIMER_CREATE] = system_call_timer_create,
    [ABI_SYS_TIMER_SET] = system_call_timer_set,
    [ABI_SYS_CLOCK_READ] = system_call_clock_read,
    [ABI_SYS_CLOCK_USE] = system_call_clock_use,
    [ABI_SYS_VMO_CREATE] = system_call_vmo_create,
    [ABI_SYS_VMO_SEAL] = system_call_vmo_seal,
    [ABI_SYS_VMO_MAP] = system_call_vmo_map,
    [ABI_SYS_VMO_UNMAP] = system_call_vmo_unmap,
    [ABI_SYS_VMO_PROTECT] = system_call_vmo_protect,
    [ABI_SYS_PROCESS_CREATE] = system_call_process_create,
    [ABI_SYS_PROCESS_GRANT] = system_call_process_grant,
    [ABI_SYS_PROCESS_SUPERVISE] = system_call_process_supervise,
    [ABI_SYS_PROCESS_KILL] = system_call_process_kill,
    [ABI_SYS_PROCESS_WATCH] = system_call_process_watch,
    [ABI_SYS_PROCESS_INFO] = system_call_process_info,
    [ABI_SYS_TASK_OPEN] = system_call_task_open,
    [ABI_SYS_TASK_KILL] = system_call_task_kill,
    [ABI_SYS_TASK_JOIN] = system_call_task_join,
    [ABI_SYS_TASK_SET_CLASS] = system_call_task_set_class,
    [ABI_SYS_AUDIT_READ] = system_call_audit_read,
    [ABI_SYS_TRACE_CONTROL] = system_call_trace_control,
    [ABI_SYS_TRACE_READ] = system_call_trace_read,
    [ABI_SYS_TASK_SET_SHARES] = system_call_task_set_shares,
    [ABI_SYS_TASK_SET_PLACEMENT] = system_call_task_set_placement,
    [ABI_SYS_TASK_SET_LIMITS] = system_call_task_set_limits,
    [ABI_SYS_TASK_INFO] = system_call_task_info,
    [ABI_SYS_TASK_RESUME] = KERNEL_FAULTS ? (const void *)resume_or_info : (const void *)system_call_task_resume,
    [ABI_SYS_COUNT... SYSTEM_CALL_SLOTS - 2] = system_call_unknown,
    [SYSTEM_CALL_SLOTS - 1] = KERNEL_SELFTEST ? (const void *)system_call_marker : (const void *)system_call_unknown,
};

struct system_call_result system_call_unknown(void) {
    if (fault_is(FAULT_sbi_passed_on)) {
        return call_result(ABI_OK, firmware_has_hart_control());
    }
    return call_result(ABI_ENOSYS, 0);
}
