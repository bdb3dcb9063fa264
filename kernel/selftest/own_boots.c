// SPDX-License-Identifier: Apache-2.0
#include "kernel/selftest/own_boots.h"

#include <string.h>

#include "kernel/arch/mmu.h"
#include "kernel/boot/refuse.h"
#include "kernel/ipi/ipi.h"
#include "kernel/percpu/percpu.h"
#include "kernel/selftest/ask.h"
#include "kernel/selftest/marker.h"
#include "kernel/sync/spinlock.h"
#include "kernel/timer/timer.h"
#include "kernel/trace/trace.h"

static void write_kernel_text(void) {
    volatile uint32_t *text = (volatile uint32_t *)mmu_kernel_image().text;
    *text = *text;
    marker_fail(MARKER_test_reject_kernel_text_write, "kernel text was written");
}

enum overflow_constants {
    OVERFLOW_FRAME_BYTES = 512,
    // Twice the kernel stack: far enough to leave it, never far enough to run for ever.
    OVERFLOW_DEPTH_MAX = 64,
};

// Not optimized: the compiler must not turn it into a loop.
__attribute__((optnone)) static uint32_t recurse(uint32_t depth) {
    volatile uint8_t frame[OVERFLOW_FRAME_BYTES];
    frame[0] = (uint8_t)depth;
    if (depth == OVERFLOW_DEPTH_MAX) {
        return frame[0];
    }
    return recurse(depth + 1) + frame[0];
}

static void overflow_stack(void) {
    (void)recurse(0);
    marker_fail(MARKER_test_reject_stack_overflow, "the stack grew past its guard page");
}

static struct spinlock inner = SPINLOCK_INITIALIZER(LOCK_RANK_FRAMES);
static struct spinlock outer = SPINLOCK_INITIALIZER(LOCK_RANK_RUN_QUEUE);

static void take_locks_out_of_rank(void) {
    spinlock_acquire(&inner);
    spinlock_acquire(&outer);
    spinlock_release(&outer);
    spinlock_release(&inner);
    marker_fail(MARKER_test_reject_lock_out_of_rank, "a lock was taken out of rank");
}

static void write_foreign_state(void) {
    timer_set_slice(ask_peer(), 0);
    marker_fail(MARKER_test_reject_foreign_percpu_write, "another hart's state was written");
}

// So that the report has events to tell: the last thing this hart did was to ping another one, if there is one.
static void leave_a_trace(void) {
    trace_set(true);
    if (percpu_count() > 1 && ipi_send(ask_peer()->id, IPI_PING) != ABI_OK) {
        boot_refuse("a ping was refused");
    }
}

// A symbol of its own, which testing/ladder:images_test looks for.
__attribute__((noinline)) bool own_boot_run(const char *name) {
    leave_a_trace();
    if (strcmp(name, "kernel_text_write") == 0) {
        write_kernel_text();
    } else if (strcmp(name, "stack_overflow") == 0) {
        overflow_stack();
    } else if (strcmp(name, "lock_out_of_rank") == 0) {
        take_locks_out_of_rank();
    } else if (strcmp(name, "foreign_percpu_write") == 0 && percpu_count() > 1) {
        write_foreign_state();
    } else {
        return false;
    }
    return true;
}
