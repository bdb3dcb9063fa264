// SPDX-License-Identifier: Apache-2.0
// What other harts must forget: translations of a space, and instructions they have fetched. No lock may be held: these wait for other harts
// (hart_wait), and only for those that need it. Protocol: flush_state.h. Context: kernel, interrupts off.
#pragma once

#include <stdint.h>

struct cpu;
struct space;

// Entries of the space were cleared or have lost rights: when this returns no hart reaches anything through the old ones. A hart without a
// task, or any hart when the space is closed, has another root loaded then.
void shootdown_space(struct space *space);

// Memory that was written becomes code: when this returns every hart fetches what is there now.
void shootdown_instructions(void);

// What this hart does for IPI_FLUSH and IPI_FENCE.
void shootdown_receive_flush(struct cpu *cpu);
void shootdown_receive_fence(struct cpu *cpu);
