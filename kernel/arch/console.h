// SPDX-License-Identifier: Apache-2.0
// The serial port: the firmware's console until the device tree has been read, then the UART itself.
// Locks: output CONSOLE_OUTPUT, input CONSOLE_INPUT; the panic path takes neither.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// Takes over the UART mapped at `virtual_address`: polled output, interrupt-driven input.
void serial_init(uint64_t virtual_address);

void serial_write_byte(char byte);

// True and a byte when one was received. Reading everything also ends the UART's interrupt.
bool serial_read_byte(char *byte);

// From now on the UART interrupts when it has received something.
void serial_enable_receive_interrupt(void);
