// SPDX-License-Identifier: Apache-2.0
#include "libs/console_input/console_input.h"

#include <stdatomic.h>
#include <string.h>

#include "libs/nexus/nexus.h"

enum console_input_sizes { READER_STACK_BYTES = 2048 };

// What the reader hands over. `count` is written by the reader when the bytes are there (release) and set to 0 by who takes them
// (release); each reads what the other wrote (acquire).
static struct {
    char bytes[CONSOLE_INPUT_PIECE];
    _Atomic uint32_t count;
    _Atomic uint32_t end;  // enum abi_error; written by the reader (release), read by who takes (acquire)
} piece;

// Written before the reader starts.
static struct {
    uint32_t log;
    uint32_t notification;
    uint64_t bits;
} settings;

static uint32_t reader;

_Alignas(16) static uint8_t reader_stack[READER_STACK_BYTES];

static void tell(void) {
    (void)!nexus_notification_signal(settings.notification, settings.bits);
}

static void read_for_ever(void *argument) {
    (void)argument;
    for (;;) {
        size_t count = 0;
        enum abi_error error = nexus_console_read(settings.log, piece.bytes, sizeof(piece.bytes), &count);
        if (error != ABI_OK) {
            atomic_store_explicit(&piece.end, error, memory_order_release);
            tell();
            return;
        }
        atomic_store_explicit(&piece.count, (uint32_t)count, memory_order_release);
        tell();
        // A permit may be left over, so the count decides.
        while (atomic_load_explicit(&piece.count, memory_order_acquire) != 0) {
            nexus_task_park();
        }
    }
}

enum abi_error console_input_start(uint32_t log, uint32_t notification, uint64_t bits) {
    settings.log = log;
    settings.notification = notification;
    settings.bits = bits;
    const struct nexus_thread_start start = {
        .entry = read_for_ever, .stack = reader_stack, .stack_bytes = sizeof(reader_stack)};
    return nexus_thread_create(&start, &reader);
}

uint32_t console_input_take(char *bytes, uint32_t room) {
    uint32_t count = atomic_load_explicit(&piece.count, memory_order_acquire);
    if (count == 0 || count > room) {
        return 0;
    }
    memcpy(bytes, piece.bytes, count);
    atomic_store_explicit(&piece.count, 0, memory_order_release);
    (void)!nexus_task_unpark(reader);
    return count;
}

enum abi_error console_input_end(void) {
    return (enum abi_error)atomic_load_explicit(&piece.end, memory_order_acquire);
}
