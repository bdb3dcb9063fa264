// SPDX-License-Identifier: Apache-2.0
// The hart that executes this: who it is, its counters, how it waits. Implemented per architecture, resolved at link
// time. Context: any, interrupts off.
#pragma once

#include <stdint.h>

struct cpu;

// The per-hart structure; set once per hart, before anything else runs there.
struct cpu *cpu_current(void);
void cpu_set_current(struct cpu *cpu);

// Units: executed instructions of this hart.
uint64_t cpu_instructions(void);

// The program counter, the stack pointer and the frame of the caller, for a panic report.
uint64_t cpu_stack_pointer(void);

// A short pause inside a spin.
void cpu_pause(void);

// Ends this hart's turn on an emulator that runs harts one after another, and returns at once on real hardware: a
// self-interrupt is made pending, so that waiting returns immediately. A software interrupt that arrived meanwhile may
// be folded into it: the caller looks at its mailbox afterwards, and calls cpu_keep_software_interrupt if it is not empty.
void cpu_give_up_turn(void);

// Makes a software interrupt pending on this hart, so that one folded away is taken after all.
void cpu_keep_software_interrupt(void);

// Sleeps until an enabled interrupt is pending; interrupts stay off. May return early.
void cpu_wait_for_interrupt(void);

// Stops this hart for ever.
_Noreturn void cpu_halt(void);

// Makes this hart's instruction fetches see earlier writes to memory.
void cpu_flush_instructions(void);
