// SPDX-License-Identifier: Apache-2.0
#include "kernel/console/console.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include "abi/limits.h"
#include "kernel/arch/console.h"
#include "kernel/arch/interrupt.h"
#include "kernel/arch/user.h"
#include "kernel/percpu/percpu.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/sync/spinlock.h"

static struct spinlock output_lock = SPINLOCK_INITIALIZER(LOCK_RANK_CONSOLE_OUTPUT);

static struct spinlock input_lock = SPINLOCK_INITIALIZER(LOCK_RANK_CONSOLE_INPUT);
static struct console_input {
    char bytes[CONSOLE_INPUT_BYTES];
    uint32_t head;  // index of the oldest byte
    uint32_t count;
    bool has_reader;
    struct task_id reader;
} input GUARDED_BY(input_lock);

// Written once on the boot hart before interrupts can come.
static uint32_t uart_source;

static void write_bytes(const char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] == '\n') {
            serial_write_byte('\r');
        }
        serial_write_byte(bytes[i]);
    }
}

// Formats a line; what does not fit is cut, and the line still ends as one.
static size_t format_line(char line[CONSOLE_LINE_BYTES], const char *format, va_list arguments) {
    int length = vsnprintf(line, CONSOLE_LINE_BYTES, format, arguments);
    if (length < 0) {
        return 0;
    }
    if (length >= CONSOLE_LINE_BYTES) {
        line[CONSOLE_LINE_BYTES - 2] = '\n';
        return CONSOLE_LINE_BYTES - 1;
    }
    return (size_t)length;
}

void console_print(const char *format, ...) {
    char line[CONSOLE_LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    size_t length = format_line(line, format, arguments);
    va_end(arguments);
    console_write(line, length);
}

void console_panic_print(const char *format, ...) {
    char line[CONSOLE_LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    size_t length = format_line(line, format, arguments);
    va_end(arguments);
    write_bytes(line, length);
}

void console_write(const char *bytes, size_t count) {
    spinlock_acquire(&output_lock);
    write_bytes(bytes, count);
    spinlock_release(&output_lock);
}

void console_start_input(struct cpu *cpu, uint32_t source) {
    uart_source = source;
    interrupt_controller_route(source, cpu->plic_context);
    serial_set_receive_interrupt(true);
}

// What the UART has, as far as there is place. With none left it interrupts nobody, until somebody has read.
static void fetch(void) REQUIRES(input_lock) {
    char byte = 0;
    while (input.count < CONSOLE_INPUT_BYTES && serial_read_byte(&byte)) {
        input.bytes[(input.head + input.count) % CONSOLE_INPUT_BYTES] = byte;
        input.count++;
    }
    serial_set_receive_interrupt(input.count < CONSOLE_INPUT_BYTES);
}

bool console_interrupt(uint32_t source) {
    if (source != uart_source) {
        return false;
    }
    spinlock_acquire(&input_lock);
    fetch();
    bool wake = input.has_reader && input.count != 0;
    struct task_id reader = input.reader;
    if (wake) {
        input.has_reader = false;
    }
    spinlock_release(&input_lock);
    if (wake) {
        // A reader that ended meanwhile does not mind.
        (void)scheduler_wake(reader, TASK_EVENT_INPUT, NULL);
    }
    return true;
}

// Copies the oldest bytes to the user and takes them off, or leaves all of them.
static enum abi_error hand_out(uint64_t user_address, size_t count) REQUIRES(input_lock) {
    char copy[ABI_CONSOLE_READ_MAX_BYTES];
    for (size_t i = 0; i < count; i++) {
        copy[i] = input.bytes[(input.head + i) % CONSOLE_INPUT_BYTES];
    }
    enum abi_error error = user_copy_out(user_address, copy, count);
    if (error == ABI_OK) {
        input.head = (input.head + (uint32_t)count) % CONSOLE_INPUT_BYTES;
        input.count -= (uint32_t)count;
        fetch();
    }
    return error;
}

enum abi_error console_read(const struct cpu *cpu, uint64_t user_address, size_t capacity, size_t *count) {
    struct task_id self = task_own_id(cpu->current);
    enum abi_error error = ABI_OK;
    size_t available = 0;
    // The lock is held while copying: two readers at once would get the same bytes and take off others.
    spinlock_acquire(&input_lock);
    struct task_id reader = input.reader;
    bool has_other = input.has_reader && reader.value != self.value;
    spinlock_release(&input_lock);
    // A reader that was ended while it waited is none. Its lock comes before this one.
    bool is_busy = has_other && task_exists(reader);
    spinlock_acquire(&input_lock);
    if (input.has_reader && input.reader.value != self.value && (is_busy || input.reader.value != reader.value)) {
        error = ABI_EBUSY;
    } else {
        available = input.count < capacity ? input.count : capacity;
        input.has_reader = available == 0;
        input.reader = self;
        error = available == 0 ? ABI_OK : hand_out(user_address, available);
    }
    spinlock_release(&input_lock);
    if (error == ABI_OK) {
        *count = available;
    }
    return error;
}
