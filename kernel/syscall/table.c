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

// Read by trap_entry.S.
extern const void *const system_call_table[SYSTEM_CALL_SLOTS];

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
    [ABI_SYS_COUNT... SYSTEM_CALL_SLOTS - 2] = system_call_unknown,
    [SYSTEM_CALL_SLOTS - 1] = KERNEL_SELFTEST ? (const void *)system_call_marker : (const void *)system_call_unknown,
};

struct system_call_result system_call_unknown(void) {
    if (fault_is(FAULT_sbi_passed_on)) {
        return call_result(ABI_OK, firmware_has_hart_control());
    }
    return call_result(ABI_ENOSYS, 0);
}
