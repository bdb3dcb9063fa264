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

// Does the UART interrupt when it has received something? At first it does not. What is not read stays there, as much as it holds, and who
// sends waits where it can.
void serial_set_receive_interrupt(bool is_on);
