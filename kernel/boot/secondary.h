// SPDX-License-Identifier: Apache-2.0
// Starting the other harts, one after another.
// Source: RISC-V SBI 1.0, "Hart State Management Extension".
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "kernel/percpu/cpu_id.h"

// Starts the hart of a cpu at `entry` (virtual, kernel text) and waits until it is online.
// Errors: EINVAL (no such cpu, or the entry point is outside kernel text: nothing was asked of the firmware), EBUSY (it is
// online already), ENODEV (the firmware knows no such hart), ETIMEDOUT (it did not come up), EIO.
ABI_MUST_USE enum abi_error secondary_start_cpu(struct cpu_id cpu, uint64_t entry);

// How often the firmware was asked to start a hart.
uint32_t secondary_firmware_requests(void);

// Starts every hart but this one and says so; a hart that cannot be started ends the boot.
void secondary_start_all(void);
