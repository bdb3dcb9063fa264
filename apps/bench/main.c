// SPDX-License-Identifier: Apache-2.0
// Measures the kernel from user mode in executed instructions, which are exact in deterministic mode, and prints one line a
// row: BENCH: row=NAME harts=N min=A median=B max=C unit=instructions
#include <inttypes.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>

#include "libs/nexus/nexus.h"
#include "apps/bench/samples.h"

enum bench_sizes {
    CALL_SAMPLES = 1000,
    TICK_SAMPLES = 50,  // each takes a slice of virtual time
    WARM_UP = 16,       // not counted: page-table walks, first use of a path
    PARTNER_STACK_BYTES = 2048,
};

static uint64_t samples[CALL_SAMPLES];
static uint32_t harts;

static inline uint64_t instructions(void) {
    uint64_t value;
    __asm__ volatile("rdinstret %0" : "=r"(value) : : "memory");
    return value;
}

// What a measurement of nothing measures.
static uint64_t overhead(void) {
    uint64_t before = instructions();
    return instructions() - before;
}

static void print_row(const char *row, size_t count) {
    struct sample_summary summary = samples_summarize(samples, count);
    printf("BENCH: row=%s harts=%" PRIu32 " min=%" PRIu64 " median=%" PRIu64 " max=%" PRIu64 " unit=instructions\n",
           row, harts, summary.minimum, summary.median, summary.maximum);
}

// The bare ecall: the stub's register moves are not the kernel's.
static uint64_t measure_null_call(void) {
    register uint64_t number __asm__("a7") = ABI_SYS_TASK_SELF;
    uint64_t before;
    uint64_t after;
    __asm__ volatile("rdinstret s10; ecall; rdinstret s11; mv %0, s10; mv %1, s11"
                     : "=r"(before), "=r"(after), "+r"(number)
                     :
                     : "a0", "a1", "a2", "a3", "a4", "a5", "a6", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "s10", "s11",
                       "memory");
    return after - before;
}

static void bench_null_call(void) {
    uint64_t nothing = overhead();
    for (int i = -WARM_UP; i < CALL_SAMPLES; i++) {
        uint64_t count = measure_null_call() - nothing;
        if (i >= 0) {
            samples[i] = count;
        }
    }
    print_row("null_syscall", CALL_SAMPLES);
}

static void bench_yield(void) {
    uint64_t nothing = overhead();
    for (int i = -WARM_UP; i < CALL_SAMPLES; i++) {
        uint64_t before = instructions();
        nexus_task_yield();
        uint64_t count = instructions() - before - nothing;
        if (i >= 0) {
            samples[i] = count;
        }
    }
    print_row("yield_self", CALL_SAMPLES);
}

// Reads the counter in a loop of four instructions until something came in between; returns how much that was.
static uint64_t wait_for_gap(void) {
    enum { LOOP_INSTRUCTIONS = 4 };
    uint64_t gap;
    __asm__ volatile("   rdinstret t0\n"
                     "   nop\n"
                     "   nop\n"
                     "   nop\n"
                     "1: rdinstret t1\n"
                     "   sub %0, t1, t0\n"
                     "   mv t0, t1\n"
                     "   beq %0, %1, 1b\n"
                     : "=&r"(gap)
                     : "r"((uint64_t)LOOP_INSTRUCTIONS)
                     : "t0", "t1", "memory");
    return gap - LOOP_INSTRUCTIONS;
}

static void bench_timer_interrupt(void) {
    for (size_t i = 0; i < TICK_SAMPLES; i++) {
        samples[i] = wait_for_gap();
    }
    print_row("timer_interrupt", TICK_SAMPLES);
}

// The hart that is woken, and what its task shares with main.
enum { PARTNER_CPU = 1 };
_Alignas(16) static uint8_t partner_stack[PARTNER_STACK_BYTES];
static uint64_t partner_samples[CALL_SAMPLES];
static size_t partner_count;  // the partner's until partner_is_done
static uint32_t main_task;    // written before the partner starts
// Written by the partner (release), read by main (acquire).
static _Atomic bool partner_is_done;

static uint64_t idle_entries(void) {
    struct abi_hart_statistics statistics = {0};
    return nexus_hart_statistics(PARTNER_CPU, &statistics) == ABI_OK ? statistics.idle_entries : 0;
}

// From the call that parks until the code after it runs again, if the hart was idle in between. Nobody spins for another
// hart: in deterministic mode that would keep the other from running.
static void partner(void *argument) {
    (void)argument;
    uint64_t nothing = overhead();
    for (uint32_t round = 0;; round++) {
        uint64_t idle_before = idle_entries();
        uint64_t before = instructions();
        nexus_task_park();
        uint64_t count = instructions() - before - nothing;
        if (round >= WARM_UP && partner_count < CALL_SAMPLES && idle_entries() == idle_before + 1) {
            partner_samples[partner_count++] = count;
        }
        if (partner_count == CALL_SAMPLES) {
            atomic_store_explicit(&partner_is_done, true, memory_order_release);
        }
        (void)!nexus_task_unpark(main_task);
    }
}

// One wake of the partner; true when its hart was idle, so that an interrupt had to be sent.
static bool wake_partner(uint32_t id, uint64_t *idle_at_last_wake, uint64_t *count) {
    uint64_t idle_now = idle_entries();
    bool idle = idle_now != *idle_at_last_wake;
    *idle_at_last_wake = idle_now;
    uint64_t before = instructions();
    enum abi_error error = nexus_task_unpark(id);
    *count = instructions() - before;
    nexus_task_park();
    return idle && error == ABI_OK;
}

static void bench_wake_other_hart(void) {
    uint64_t nothing = overhead();
    uint64_t idle_at_last_wake = idle_entries();
    main_task = nexus_task_self();
    uint32_t id = 0;
    if (nexus_task_create(partner, partner_stack + PARTNER_STACK_BYTES, NULL, PARTNER_CPU, &id) != ABI_OK) {
        return;
    }
    size_t sent = 0;
    for (uint32_t round = 0; sent < CALL_SAMPLES || !atomic_load_explicit(&partner_is_done, memory_order_acquire);
         round++) {
        uint64_t count = 0;
        bool valid = wake_partner(id, &idle_at_last_wake, &count);
        if (valid && round >= WARM_UP && sent < CALL_SAMPLES) {
            samples[sent++] = count - nothing;
        }
    }
    print_row("ipi_send", CALL_SAMPLES);
    for (size_t i = 0; i < CALL_SAMPLES; i++) {
        samples[i] = partner_samples[i];
    }
    print_row("ipi_receive", CALL_SAMPLES);
}

// start.S
extern uint64_t bench_first_instruction;
uint64_t bench_first_instruction;

int main(void) {
    struct abi_machine_info info;
    if (nexus_machine_info(&info) != ABI_OK) {
        return 1;
    }
    harts = info.harts;
    samples[0] = bench_first_instruction - info.entry_instructions;
    print_row("kernel_entry_to_user", 1);
    bench_null_call();
    bench_yield();
    bench_timer_interrupt();
    if (harts > 1) {
        bench_wake_other_hart();
    }
    (void)!nexus_power_off(0);
    return 0;
}
