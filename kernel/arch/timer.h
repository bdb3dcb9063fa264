// SPDX-License-Identifier: Apache-2.0
// This hart's clock and one-shot timer. There is no way to name another hart's timer. Context: any, interrupts off.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// Chooses the supervisor timer (Sstc) or the firmware's for the whole machine; once, before harts start.
void timer_choose_device(bool sstc);

// Units: ticks of the machine's time base.
uint64_t time_now_ticks(void);

// Raises one timer interrupt on this hart when time reaches deadline_ticks; replaces the previous one and clears a
// pending one.
void timer_program(uint64_t deadline_ticks);

// No timer interrupt until the next timer_program.
void timer_cancel(void);
