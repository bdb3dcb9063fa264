// SPDX-License-Identifier: Apache-2.0
// A guest for the runner's own test on the real QEMU: prints every byte it receives with the number of instructions that
// the hart had executed by then, so that a byte that came at another time is another transcript. 'q' ends it.
// Source: PC16550D data sheet; sifive,test0 in QEMU's hw/misc/sifive_test.c.
#include <stdint.h>

enum {
    UART_ADDRESS = 0x10000000,
    UART_DATA = 0,
    UART_LINE_STATUS = 5,
    UART_DATA_READY = 1 << 0,
    UART_TRANSMIT_EMPTY = 1 << 5,
    TEST_DEVICE_ADDRESS = 0x100000,
    TEST_DEVICE_PASS = 0x5555,
    HEXADECIMAL_DIGITS = 16,
    WORK_ROUNDS = 500,  // between two bytes, so that QEMU would have time to hand on another one
};

void guest_main(void);

static volatile uint8_t *uart_register(int number) {
    return (volatile uint8_t *)(uintptr_t)UART_ADDRESS + number;
}

static void print_byte(char byte) {
    while ((*uart_register(UART_LINE_STATUS) & UART_TRANSMIT_EMPTY) == 0) {
    }
    *uart_register(UART_DATA) = (uint8_t)byte;
}

static void print_text(const char *text) {
    for (; *text != 0; text++) {
        print_byte(*text);
    }
}

static void print_number(uint64_t number) {
    for (int digit = HEXADECIMAL_DIGITS - 1; digit >= 0; digit--) {
        print_byte("0123456789abcdef"[(number >> (digit * 4)) & 0xf]);
    }
}

static uint64_t executed_instructions(void) {
    uint64_t count;
    __asm__ volatile("rdinstret %0" : "=r"(count));
    return count;
}

void guest_main(void) {
    print_text("guest: ready\n");
    char byte = 0;
    while (byte != 'q') {
        if ((*uart_register(UART_LINE_STATUS) & UART_DATA_READY) == 0) {
            continue;
        }
        byte = (char)*uart_register(UART_DATA);
        print_text("guest: ");
        print_byte(byte == '\r' ? '/' : byte);
        print_text(" at ");
        print_number(executed_instructions());
        print_text("\n");
        for (volatile int round = 0; round < WORK_ROUNDS; round++) {
        }
    }
    *(volatile uint32_t *)(uintptr_t)TEST_DEVICE_ADDRESS = TEST_DEVICE_PASS;
}
