// SPDX-License-Identifier: Apache-2.0
#include "kernel/timer/timer.h"

#include "libs/deadline/deadline.h"
#include "kernel/arch/timer.h"
#include "kernel/config/kernel_config.h"
#include "kernel/ipc/wait.h"
#include "kernel/percpu/percpu.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/selftest/fault.h"
#include "kernel/selftest/selftest.h"
#include "kernel/task/task.h"
#include "kernel/timer/timer_object.h"
#include "kernel/trace/trace.h"
#include "kernel/trap/panic.h"

// Written once on the boot hart before any other hart starts.
static uint64_t ticks_per_second;

void timer_init(uint64_t rate_hz) {
    ticks_per_second = rate_hz;
    scheduler_init(rate_hz);
}

uint64_t timer_rate_hz(void) {
    return ticks_per_second;
}

uint64_t timer_deadline_of(const struct task *task, uint64_t deadline_ticks) {
    bool precise = task->precise_clock || fault_is(FAULT_deadline_not_rounded);
    return deadline_round(deadline_ticks, (enum abi_class)task->base_class, precise, ticks_per_second);
}

void timer_entry_init(struct timer_entry *entry, enum timer_entry_kind kind) {
    timer_node_init(&entry->node);
    entry->cpu = 0;
    entry->kind = (uint8_t)kind;
}

// The slice or the earliest deadline, whichever comes first. What another hart takes out meanwhile costs one early interrupt.
static void program(const struct cpu *cpu) {
    bool is_deadline = cpu->next_deadline < cpu->slice_end && !fault_is(FAULT_deadline_not_programmed);
    uint64_t now_ticks = fault_is(FAULT_deadline_programmed_early) ? time_now_ticks() : UINT64_MAX;
    if (is_deadline && now_ticks < cpu->next_deadline) {
        timer_program(now_ticks + (cpu->next_deadline - now_ticks) / 2);
        return;
    }
    timer_program(is_deadline ? cpu->next_deadline : cpu->slice_end);
}

// After a look at what is still armed.
static void program_anew(struct cpu *cpu) {
    spinlock_acquire(&cpu->timer_lock);
    cpu->next_deadline = timer_heap_next(&cpu->timers);
    spinlock_release(&cpu->timer_lock);
    program(cpu);
}

void timer_arm(struct cpu *cpu, struct timer_entry *entry, uint64_t deadline_ticks) {
    percpu_assert_owner(cpu);
    __atomic_store_n(&entry->cpu, cpu->id.value, __ATOMIC_RELAXED);
    spinlock_acquire(&cpu->timer_lock);
    if (!timer_heap_insert(&cpu->timers, &entry->node, deadline_ticks)) {
        panic("a deadline of cpu%u is armed twice", cpu->id.value);
    }
    cpu->next_deadline = timer_heap_next(&cpu->timers);
    spinlock_release(&cpu->timer_lock);
    program(cpu);
}

void timer_disarm(struct timer_entry *entry) {
    struct cpu *cpu = percpu_get((struct cpu_id){__atomic_load_n(&entry->cpu, __ATOMIC_RELAXED)});
    spinlock_acquire(&cpu->timer_lock);
    (void)timer_heap_remove(&cpu->timers, &entry->node);  // it may have expired
    spinlock_release(&cpu->timer_lock);
}

// Model: testing/models/nudge.pml.
// Inlined where turns change.
__attribute__((always_inline)) void timer_set_slice(struct cpu *cpu, uint64_t end_ticks) {
    percpu_assert_owner(cpu);
    if (end_ticks == cpu->slice_end || (fault_is(FAULT_tick_lost) && cpu->id.value == percpu_count() - 1)) {
        return;
    }
    __atomic_store_n(&cpu->slice_end, end_ticks, __ATOMIC_RELAXED);
    program(cpu);
}

// What one expired entry was about, read under the heap's lock.
struct expiry {
    struct timer_entry *entry;
    struct wait_ticket ticket;
    uint64_t armed;
};

// Model: testing/models/claim.pml.
static bool take_due(struct cpu *cpu, uint64_t now_ticks, struct expiry *expiry) {
    spinlock_acquire(&cpu->timer_lock);
    struct timer_node *node = timer_heap_take_due(&cpu->timers, now_ticks);
    expiry->entry = (struct timer_entry *)node;
    if (node != NULL && expiry->entry->kind == TIMER_ENTRY_TASK) {
        expiry->ticket = task_of_deadline(expiry->entry)->deadline_ticket;
    } else if (node != NULL && expiry->entry->kind == TIMER_ENTRY_OBJECT) {
        expiry->armed = timer_object_of(expiry->entry)->armed;
    }
    spinlock_release(&cpu->timer_lock);
    return node != NULL;
}

static void expire(struct cpu *cpu) {
    uint64_t now_ticks = time_now_ticks();
    struct expiry expiry;
    while (take_due(cpu, now_ticks, &expiry)) {
        if (expiry.entry->kind == TIMER_ENTRY_BURST) {
            scheduler_burst_replenished(task_of_burst_timer(expiry.entry));
        } else if (expiry.entry->kind == TIMER_ENTRY_TASK) {
            wait_deadline_passed(task_of_deadline(expiry.entry), expiry.ticket);
        } else {
            timer_object_expired(timer_object_of(expiry.entry), expiry.armed);
        }
    }
}

// Sabotage: one hart's timer reaches into the others.
static void tick_everywhere(void) {
    for (uint32_t number = 0; number < percpu_count(); number++) {
        counter_increment(&percpu_get((struct cpu_id){number})->statistics.ticks);
    }
}

// Model: testing/models/nudge.pml.
void timer_interrupt(struct cpu *cpu) {
    if (fault_is(FAULT_timer_crosses_harts)) {
        tick_everywhere();
    } else {
        counter_increment(&cpu->statistics.ticks);
    }
    trace_event(cpu, ABI_TRACE_TIMER, 0, cpu->slice_end);
    expire(cpu);
    program_anew(cpu);
    if (time_now_ticks() < cpu->slice_end) {
        return;
    }
    if (KERNEL_SELFTEST && cpu->current == NULL) {
        selftest_idle_timer_expired(cpu);
    }
    if (KERNEL_SELFTEST) {
        spin_end_turn();  // as scheduler_yield does
    }
    // The exit looks at the queue, and sets the next end.
    timer_set_slice(cpu, UINT64_MAX);
    cpu->exit_work |= EXIT_RESCHEDULE;
}
