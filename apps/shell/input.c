// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/input.h"

#include <stdatomic.h>
#include <string.h>

#include "libs/nexus/nexus.h"

enum input_sizes {
    PIECE_BYTES = 32,
    READER_STACK_BYTES = 2048,
    CTRL_C = 3,
};

// What the reader hands over. `count` is written by the reader when the bytes are there (release) and set to 0 by the main task when it has
// taken them (release); each reads what the other wrote (acquire).
static struct {
    char bytes[PIECE_BYTES];
    _Atomic uint32_t count;
    enum abi_error error;  // why there is no more; with `count` 0 and `ended`
    _Atomic bool ended;    // written by the reader (release), read by the main task (acquire)
} piece;

// The main task's own.
static char kept[INPUT_KEPT_MAX];
static uint32_t kept_count;
static uint32_t reader;
static uint32_t notification;

_Alignas(16) static uint8_t reader_stack[READER_STACK_BYTES];

static void read_for_ever(void *argument) {
    uint32_t log = (uint32_t)(uintptr_t)argument;
    for (;;) {
        size_t count = 0;
        enum abi_error error = nexus_console_read(log, piece.bytes, sizeof(piece.bytes), &count);
        if (error != ABI_OK) {
            piece.error = error;
            atomic_store_explicit(&piece.ended, true, memory_order_release);
        }
        atomic_store_explicit(&piece.count, (uint32_t)count, memory_order_release);
        (void)!nexus_notification_signal(notification, INPUT_BIT);
        if (error != ABI_OK) {
            return;
        }
        // A permit may be left over, so the count decides.
        while (atomic_load_explicit(&piece.count, memory_order_acquire) != 0) {
            nexus_task_park();
        }
    }
}

enum abi_error input_start(uint32_t log) {
    enum abi_error error = nexus_notification_create(&notification);
    if (error != ABI_OK) {
        return error;
    }
    const struct nexus_thread_start start = {.entry = read_for_ever,
                                             .argument = (void *)(uintptr_t)log,
                                             .stack = reader_stack,
                                             .stack_bytes = sizeof(reader_stack)};
    return nexus_thread_create(&start, &reader);
}

uint32_t input_notification(void) {
    return notification;
}

// Takes the piece over if there is place for it; else the reader waits, and the kernel keeps what comes.
static void fetch(void) {
    uint32_t count = atomic_load_explicit(&piece.count, memory_order_acquire);
    if (count == 0 || count > INPUT_KEPT_MAX - kept_count) {
        return;
    }
    memcpy(kept + kept_count, piece.bytes, count);
    kept_count += count;
    atomic_store_explicit(&piece.count, 0, memory_order_release);
    (void)!nexus_task_unpark(reader);
}

static void forget(uint32_t count) {
    memmove(kept, kept + count, kept_count - count);
    kept_count -= count;
}

bool input_is_there(void) {
    fetch();
    return kept_count != 0;
}

bool input_take_cancel(void) {
    fetch();
    for (uint32_t i = kept_count; i != 0; i--) {
        if (kept[i - 1] == CTRL_C) {
            forget(i);
            return true;
        }
    }
    return false;
}

enum abi_error input_wait(uint64_t deadline, uint64_t *bits) {
    return nexus_notification_wait(notification, deadline, bits);
}

enum abi_error input_take(char *byte) {
    while (!input_is_there()) {
        if (atomic_load_explicit(&piece.ended, memory_order_acquire)) {
            return piece.error;
        }
        uint64_t bits = 0;
        enum abi_error error = nexus_notification_wait(notification, ABI_DEADLINE_NEVER, &bits);
        if (error != ABI_OK) {
            return error;
        }
    }
    *byte = kept[0];
    forget(1);
    return ABI_OK;
}
