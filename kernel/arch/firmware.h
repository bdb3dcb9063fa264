// SPDX-License-Identifier: Apache-2.0
// What the kernel asks of the supervisor execution environment. Source: RISC-V SBI 1.0 (base, HSM, TIME, sPI, SRST).
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "kernel/percpu/cpu_id.h"

// One character through the firmware's console, before the UART is known.
void firmware_write_byte(char byte);

// True when the firmware can start harts.
bool firmware_has_hart_control(void);

// Starts a stopped hart at a physical address with a1 = argument.
// Errors: ENODEV (no such hart), EBUSY (it is not stopped), EINVAL (the address is not executable memory), EIO (other).
ABI_MUST_USE enum abi_error firmware_start_hart(struct hart_id hart, uint64_t entry_physical, uint64_t argument);

void firmware_raise_ipi(struct hart_id hart);
void firmware_set_timer(uint64_t deadline_ticks);

// Powers the machine off without a status; returns when the firmware cannot.
void firmware_shut_down(void);

// Ends the machine. The status reaches whoever started QEMU when the device tree named a test device.
_Noreturn void machine_power_off(uint8_t status);

// The test device's registers, mapped there.
void power_init(uint64_t test_device_virtual);
