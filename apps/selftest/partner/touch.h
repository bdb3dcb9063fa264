// SPDX-License-Identifier: Apache-2.0
// Instructions that may fault. Each that can is four bytes long, so that a supervisor knows what follows it.
#pragma once

#include <stdint.h>

uint64_t touch_read(uint64_t address);
void touch_write(uint64_t address, uint64_t value);

// Jumps there. Execution that is resumed at touch_landing returns from it.
void touch_execute(uint64_t address);
void touch_landing(void);

void touch_illegal(void);
void touch_breakpoint(void);

// An atomic access to a word: the hardware need not do one that is not aligned.
void touch_atomic(uint64_t address);

// Where a task begins that pushes for ever.
void touch_overflow(void);

uint64_t touch_time(void);
uint64_t touch_cycle(void);
uint64_t touch_instret(void);
