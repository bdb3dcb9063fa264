// SPDX-License-Identifier: Apache-2.0
// Raising a software interrupt on another hart. Mechanism only: whom, why and how often is kernel/ipi's business.
// Context: any, interrupts off.
#pragma once

#include <stdint.h>

#include "kernel/percpu/cpu_id.h"

// Chooses the device (ACLINT SSWI registers mapped at sswi_virtual) or, when 0, the firmware; once, before harts start.
void ipi_choose_device(uint64_t sswi_virtual);

// Raises a supervisor software interrupt there. Everything written before is visible to the hart once it takes the
// interrupt. sswi_index: the hart's register of the SSWI device.
void ipi_raise(struct hart_id hart, uint32_t sswi_index);

// Clears this hart's pending software interrupt; what is written to the mailbox after that raises a new one.
void ipi_clear(void);
