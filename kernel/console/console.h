// SPDX-License-Identifier: Apache-2.0
// The console: whole lines out, received bytes in. Output is written as one piece per call, from one hart at a time.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"

struct cpu;

enum console_limits {
    CONSOLE_LINE_BYTES = 256,    // longest formatted line with its NUL; the rest is cut off
    CONSOLE_INPUT_BYTES = 1024,  // received and not yet read; what does not fit stays in the UART
};

// Prints a formatted line. Locks: CONSOLE_OUTPUT, inside.
void console_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

// The same without the lock, when every other hart is stopped.
void console_panic_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

// Writes bytes as they are, in one piece. Locks: CONSOLE_OUTPUT, inside.
void console_write(const char *bytes, size_t count);

// Lets the UART interrupt this hart from now on, as that source of the interrupt controller.
void console_start_input(struct cpu *cpu, uint32_t source);

// The interrupt controller says `source` wants service. False: it is not the UART.
ABI_MUST_USE bool console_interrupt(uint32_t source);

// Hands at most `capacity` received bytes to the current task, oldest first; 0 when there are none, and then that task is
// registered as the one to wake when some arrive. `capacity` is at most ABI_CONSOLE_READ_MAX_BYTES.
// Errors: EBUSY (another task is registered), EFAULT (no byte is lost). Locks: CONSOLE_INPUT, inside.
ABI_MUST_USE enum abi_error console_read(const struct cpu *cpu, uint64_t user_address, size_t capacity, size_t *count);
