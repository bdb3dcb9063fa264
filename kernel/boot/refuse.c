// SPDX-License-Identifier: Apache-2.0
#include "kernel/boot/refuse.h"

#include <stdarg.h>
#include <stdio.h>

#include "abi/exit_status.h"
#include "kernel/arch/firmware.h"
#include "kernel/console/console.h"

enum refuse_limits { REASON_BYTES = 160 };

_Noreturn void boot_refuse(const char *format, ...) {
    char reason[REASON_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof(reason), format, arguments);
    va_end(arguments);
    console_print("KINIT: FAIL %s\n", reason);
    machine_power_off(ABI_EXIT_BOOT_REFUSED);
}
