// SPDX-License-Identifier: Apache-2.0
// What the supervisor of a process is told of a task that cannot go on: the words of a fault message, as abi/process.h has
// them. Pure. Source: RISC-V Privileged Architecture, "scause".
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/message.h"

#ifdef __cplusplus
extern "C" {
#endif

// A task where it stopped.
struct fault_state {
    uint64_t scause;
    uint64_t stval;
    uint64_t program_counter;
    uint64_t stack_pointer;
};

// Writes the words; one that the interface gives no meaning is zero. False for a cause that is none of enum abi_fault (a
// system call, an interrupt, what is reserved or not the task's doing): nothing is written then.
bool fault_record_write(const struct fault_state *state, uint64_t words[ABI_MESSAGE_WORDS]);

#ifdef __cplusplus
}
#endif
