// SPDX-License-Identifier: Apache-2.0
// The 16550 UART of the virt machine. Source: National Semiconductor PC16550D data sheet (registers RBR/THR, IER, FCR, LSR).
#include "kernel/arch/console.h"
#include "kernel/arch/firmware.h"

enum uart_register {
    UART_DATA = 0,
    UART_INTERRUPT_ENABLE = 1,
    UART_FIFO_CONTROL = 2,
    UART_LINE_STATUS = 5,
};

enum uart_bits {
    UART_RECEIVED_INTERRUPT = 1 << 0,
    UART_FIFO_ENABLE = 1 << 0,
    UART_DATA_READY = 1 << 0,
    UART_TRANSMIT_EMPTY = 1 << 5,
};

// Written once on the boot hart before any other hart starts; null until then.
static volatile uint8_t *uart;

void serial_init(uint64_t virtual_address) {
    volatile uint8_t *registers = (volatile uint8_t *)virtual_address;
    registers[UART_INTERRUPT_ENABLE] = 0;
    registers[UART_FIFO_CONTROL] = UART_FIFO_ENABLE;
    uart = registers;
}

void serial_write_byte(char byte) {
    if (uart == 0) {
        firmware_write_byte(byte);
        return;
    }
    while ((uart[UART_LINE_STATUS] & UART_TRANSMIT_EMPTY) == 0) {
    }
    uart[UART_DATA] = (uint8_t)byte;
}

bool serial_read_byte(char *byte) {
    if (uart == 0 || (uart[UART_LINE_STATUS] & UART_DATA_READY) == 0) {
        return false;
    }
    *byte = (char)uart[UART_DATA];
    return true;
}

void serial_set_receive_interrupt(bool is_on) {
    uart[UART_INTERRUPT_ENABLE] = is_on ? UART_RECEIVED_INTERRUPT : 0;
}
