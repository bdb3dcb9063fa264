// SPDX-License-Identifier: Apache-2.0
// The end: an invariant of the kernel is broken. Stops every hart, prints one report and ends the machine with
// ABI_EXIT_PANIC. Takes no lock. Context: any.
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct kernel_frame;

_Noreturn void panic(const char *format, ...) __attribute__((format(printf, 1, 2)));

// The kernel itself faulted; the frame is its state then.
_Noreturn void panic_at_fault(const struct kernel_frame *frame, uint64_t scause, uint64_t stval);

// True once some hart has panicked: spinning harts stop.
bool panic_is_under_way(void);

// The report itself faulted; called by trap_entry.S.
_Noreturn void panic_in_panic(uint64_t program_counter);
