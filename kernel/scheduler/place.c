// SPDX-License-Identifier: Apache-2.0
// Tasks that become ready: where, and who is told.
//
// The harts a task may run on may change at any time. Whoever places it publishes the hart, fences, and looks at its set under that hart's
// lock; whoever changes the set writes it, fences, and looks at the task's hart under its lock: one of the two sees the other.
#include <stdatomic.h>

#include "kernel/arch/cpu.h"
#include "kernel/arch/timer.h"
#include "kernel/config/kernel_config.h"
#include "kernel/ipi/ipi.h"
#include "kernel/scheduler/affinity.h"
#include "kernel/scheduler/internal.h"
#include "kernel/scheduler/steal.h"
#include "kernel/sync/spinlock.h"
#include "kernel/trace/trace.h"
#include "kernel/trap/panic.h"

struct scheduler_ticks scheduler_ticks;

void scheduler_init(uint64_t rate_hz) {
    scheduler_ticks.millisecond = rate_hz / 1000;
    for (uint32_t class_ = 0; class_ < ABI_CLASS_COUNT; class_++) {
        uint64_t milliseconds = class_ == ABI_CLASS_IDLE ? ROUND_IDLE_MILLISECONDS : ROUND_MILLISECONDS;
        scheduler_ticks.round[class_] = milliseconds * scheduler_ticks.millisecond;
    }
    scheduler_ticks.slice_least = rate_hz * SLICE_LEAST_MICROSECONDS / 1000000;
    scheduler_ticks.starvation = STARVATION_MILLISECONDS * scheduler_ticks.millisecond;
    scheduler_ticks.steal_interval = rate_hz * STEAL_INTERVAL_MICROSECONDS / 1000000;
}

uint32_t scheduler_class_of(const struct task *task) {
    return class_of(task);
}

void scheduler_detach_current(struct cpu *cpu) {
    user_float_end(&cpu->current->float_state);
    __atomic_store_n(&cpu->current, NULL, __ATOMIC_RELAXED);
    cpu->exit_work |= EXIT_RESCHEDULE;
}

void ready_insert(struct cpu *cpu, struct task *task, uint32_t class_, uint64_t now_ticks) {
    struct run_entry entry = ready_entry_of(task, &cpu->run_queue.regions[class_]);
    task->queued_class = (uint8_t)class_;
    task->is_queued = true;
    if (!run_queue_insert(&cpu->run_queue, (enum abi_class)class_, entry, now_ticks)) {
        panic("run queue of cpu%u is full", cpu->id.value);
    }
}

enum need {
    NEED_NOTHING,
    NEED_NUDGE,  // it should look soon, and will at the end of a slice in any case
    NEED_LOOK,   // it must look
};

// Must the hart look at its queue, because a task of that class became ready there? Its timer is armed for the classes that were
// ready when it looked last. What it runs is read while it may change: then the hart looks by itself.
// Model: testing/models/nudge.pml.
static enum need need_of(const struct cpu *cpu, uint32_t class_, uint64_t now_ticks) REQUIRES(cpu->run_queue_lock) {
    const struct task *running = __atomic_load_n(&cpu->current, __ATOMIC_RELAXED);
    if (running == NULL || fault_is(FAULT_need_always)) {
        return NEED_LOOK;
    }
    uint32_t running_class = class_of(running);
    uint64_t limit = class_ < running_class ? scheduler_ticks.starvation : scheduler_ticks.round[running_class];
    bool looks_in_time = __atomic_load_n(&cpu->slice_end, __ATOMIC_RELAXED) <= now_ticks + limit ||
                         (fault_is(FAULT_nudge_always_best_effort) && class_ > running_class);
    if (!looks_in_time) {
        return NEED_LOOK;
    }
    return class_ > running_class ? NEED_NUDGE : NEED_NOTHING;
}

// Out of line: most that becomes ready is no news for its hart.
__attribute__((noinline)) static void tell_another(struct cpu *cpu, enum need need) {
    if (need == NEED_NUDGE && !fault_is(FAULT_nudge_uncounted)) {
        ipi_nudge(cpu);
    } else if (fault_is(FAULT_wake_lost)) {
        return;
    } else if (ipi_send(cpu->id, IPI_RESCHEDULE) != ABI_OK) {
        panic("cpu%u has tasks but is not online", cpu->id.value);
    }
}

// Model: testing/models/nudge.pml.
static void tell(struct cpu *cpu, enum need need) {
    struct cpu *self = cpu_current();
    if (need == NEED_NOTHING) {
        return;
    }
    if (cpu == self) {
        self->exit_work |= EXIT_RESCHEDULE;
    } else {
        tell_another(cpu, need);
    }
}

static uint64_t lowest_of(uint64_t harts) {
    return harts & (~harts + 1);
}

// Model: testing/models/idle.pml.
static uint64_t idle_others(const struct cpu *cpu) {
    // The task is in the queue. Pairs with the fence of idle_begin: this hart sees that one idle, or that one sees the task. The lock alone
    // does not order them, since who looks whether there is anything to take looks without it.
    atomic_thread_fence(memory_order_seq_cst);
    return idle_harts() & ~cpu->bit;
}

// Model: testing/models/idle.pml.
uint64_t taker_of(const struct cpu *cpu, const struct task *task) {
    return lowest_of(idle_others(cpu) & __atomic_load_n(&task->allowed, __ATOMIC_RELAXED));
}

// Several may have been placed on a hart before it got to the first one, and those who sleep were told of one at most.
// Model: testing/models/idle.pml.
uint64_t takers_of_rest(struct cpu *cpu) {
    const struct run_queue *queue = &cpu->run_queue;
    uint64_t idle = idle_others(cpu);
    uint64_t takers = 0;
    uint32_t looks = STEAL_LOOKS_MAX;
    if (idle == 0) {
        return 0;
    }
    for (uint32_t class_ = 0; class_ < ABI_CLASS_COUNT; class_++) {
        for (uint32_t i = 0; i < queue->regions[class_].count && looks > 0 && (idle & ~takers) != 0; i++, looks--) {
            const struct task *task = task_by_number(queue->heaps[class_][i].task);
            takers |= lowest_of(idle & ~takers & __atomic_load_n(&task->allowed, __ATOMIC_RELAXED));
        }
    }
    return takers;
}

__attribute__((noinline)) static void offer_to_each(uint64_t takers) {
    for (; takers != 0; takers &= takers - 1) {
        tell(percpu_get((struct cpu_id){affinity_lowest(takers)}), NEED_LOOK);
    }
}

void offer_to(uint64_t takers) {
    if (takers != 0) {
        offer_to_each(takers);
    }
}

__attribute__((noinline)) static struct cpu *choose_among(const struct task *task, uint64_t allowed,
                                                          uint32_t previous) {
    const struct task *running = __atomic_load_n(&percpu_get((struct cpu_id){previous})->current, __ATOMIC_RELAXED);
    bool is_lower = running == NULL || class_of(running) < class_of(task);
    return percpu_get((struct cpu_id){affinity_place(allowed, idle_harts(), previous, is_lower)});
}

// Model: testing/models/place.pml.
static struct cpu *choose_hart(const struct task *task) {
    uint64_t allowed = __atomic_load_n(&task->allowed, __ATOMIC_RELAXED);
    uint32_t previous = __atomic_load_n(&task->hart, __ATOMIC_RELAXED);
    // Mostly no classes need be compared.
    bool stays = affinity_stays(allowed, idle_harts(), previous);
    return stays ? percpu_get((struct cpu_id){previous}) : choose_among(task, allowed, previous);
}

// Model: testing/models/idle.pml.
// Model: testing/models/nudge.pml.
// Model: testing/models/place.pml.
void place_at(struct cpu *cpu, struct task *task) {
    uint32_t from = task->hart;
    for (;;) {
        __atomic_store_n(&task->hart, cpu->id.value, __ATOMIC_RELAXED);
        // Pairs with the fences of ipc_lend and scheduler_changed, which look for the task on its hart: one of the two sees the other.
        atomic_thread_fence(memory_order_seq_cst);
        spinlock_acquire(&cpu->run_queue_lock);
        if ((atomic_load_explicit(&task->attention, memory_order_relaxed) & TASK_CHANGED) != 0) {
            settle_changes(task);  // changed while it waited: it is queued as what it is now
        }
        if (may_run_on(task, cpu)) {
            break;
        }
        spinlock_release(&cpu->run_queue_lock);
        cpu = choose_hart(task);
    }
    uint64_t now_ticks = time_now_ticks();
    struct cpu *self = cpu_current();
    trace_event(self, ABI_TRACE_WAKE, cpu->id.value, task->id.value);
    if (cpu->id.value != from) {
        counter_increment(&self->statistics.migrations);
        trace_event(self, ABI_TRACE_MIGRATE, cpu->id.value, task->id.value);
    }
    uint32_t class_ = class_of(task);
    ready_insert(cpu, task, class_, now_ticks);
    enum need need = need_of(cpu, class_, now_ticks);
    // Another one may be here that the hart has not come to yet.
    bool is_surplus = __atomic_load_n(&cpu->current, __ATOMIC_RELAXED) != NULL || run_queue_count(&cpu->run_queue) > 1;
    uint64_t takers = is_surplus ? taker_of(cpu, task) : 0;
    spinlock_release(&cpu->run_queue_lock);
    tell(cpu, need);
    offer_to(takers);
}

static void hand_over(struct cpu *cpu, struct task *task) {
    __atomic_store_n(&task->hart, cpu->id.value, __ATOMIC_RELAXED);
    cpu->next = task;
    cpu->exit_work |= EXIT_RESCHEDULE;
}

// It comes before the current task, or there is none: it need not go through the queue.
static bool comes_first(const struct cpu *cpu, const struct task *task) {
    return cpu->next == NULL && (cpu->current == NULL || class_of(task) > class_of(cpu->current));
}

// The same without a look at budgets: false where one decides.
static bool plainly_comes_first(const struct cpu *cpu, const struct task *task) {
    uint32_t class_ = class_without_budget(task);
    return class_ != ABI_CLASS_PERF_BURST && cpu->next == NULL && cpu->current != NULL &&
           class_ > class_without_budget(cpu->current);
}

__attribute__((noinline)) static void place_in_general(struct cpu *self, struct task *task, bool is_here) {
    if (is_here && comes_first(self, task)) {
        hand_over(self, task);
    } else {
        place_at(choose_hart(task), task);
    }
}

void scheduler_place(struct task *task) {
    struct cpu *self = cpu_current();
    // Where it was; a hart that is idle is looked for when this one has something else to do.
    bool is_here = task->hart == self->id.value && may_run_on(task, self);
    if (is_here && plainly_comes_first(self, task)) {
        hand_over(self, task);
    } else {
        place_in_general(self, task, is_here);
    }
}

void scheduler_place_here(struct cpu *cpu, struct task *task) {
    if (!may_run_on(task, cpu)) {
        scheduler_place(task);
    } else if (comes_first(cpu, task)) {
        hand_over(cpu, task);
    } else {
        place_at(cpu, task);
    }
}

void scheduler_place_behind(struct cpu *cpu, struct task *task) {
    if (task->hart == cpu->id.value && cpu->next == NULL && may_run_on(task, cpu)) {
        cpu->next = task;
        cpu->exit_work |= EXIT_RESCHEDULE;
    } else {
        scheduler_place(task);
    }
}

// Out of its hart's queue, if it is in one. True: it was, and is the caller's now.
// Model: testing/models/place.pml.
static bool take_out(struct cpu *cpu, struct task *task) REQUIRES(cpu->run_queue_lock) {
    struct run_entry entry;
    if (!task->is_queued ||
        !run_queue_remove(&cpu->run_queue, (enum abi_class)task->queued_class, task->number, &entry)) {
        return false;
    }
    task->is_queued = false;
    task->virtual_time = entry.virtual_time;
    return true;
}

// Model: testing/models/place.pml.
void scheduler_requeue(struct task *task) {
    for (;;) {
        uint32_t hart = __atomic_load_n(&task->hart, __ATOMIC_RELAXED);
        struct cpu *cpu = percpu_get((struct cpu_id){hart});
        spinlock_acquire(&cpu->run_queue_lock);
        bool is_here = __atomic_load_n(&task->hart, __ATOMIC_RELAXED) == hart;
        bool is_misplaced = is_here && task->is_queued &&
                            (class_of(task) != task->queued_class || !may_run_on(task, cpu) ||
                             (atomic_load_explicit(&task->attention, memory_order_relaxed) & TASK_CHANGED) != 0);
        bool moves = is_misplaced && take_out(cpu, task);
        spinlock_release(&cpu->run_queue_lock);
        if (moves && (may_run_on(task, cpu) || !fault_is(FAULT_excluded_task_forgotten))) {
            settle_changes(task);
            place_at(cpu, task);
        }
        if (is_here) {
            return;
        }
    }
}

// If the task waits for the event, and nobody else ends that wait, it goes on.
// Model: testing/models/park.pml.
static void end_wait(struct task *task, enum task_event event) {
    struct wait_ticket ticket;
    if (wait_claim_current(&task->claim, &ticket) && task->wait == WAIT_EVENT &&
        atomic_load_explicit(&task->waits_for, memory_order_relaxed) == (uint32_t)event &&
        wait_claim_take(&task->claim, ticket)) {
        // Acquire, here and in scheduler_block_current: the task sees what was written before the event was posted.
        atomic_fetch_and_explicit(&task->pending_events, ~(uint32_t)event, memory_order_acquire);
        scheduler_place(task);
    }
}

// Model: testing/models/park.pml.
bool scheduler_block_current(struct cpu *cpu, enum task_event event) {
    struct task *task = cpu->current;
    uint32_t before = atomic_fetch_and_explicit(&task->pending_events, ~(uint32_t)event, memory_order_acquire);
    if ((before & event) != 0) {
        return false;
    }
    scheduler_detach_current(cpu);
    scheduler_begin_blocked(task, event);
    return true;
}

// Model: testing/models/park.pml.
void scheduler_begin_blocked(struct task *task, enum task_event event) {
    atomic_store_explicit(&task->waits_for, event, memory_order_relaxed);
    task->wait = WAIT_EVENT;
    task->has_deadline = false;
    wait_claim_open(&task->claim);
    // The task may run elsewhere from here on, or have ended: a late look at it finds the claim closed, or another wait
    // that the same pending event ends.
    atomic_thread_fence(memory_order_seq_cst);
    if ((atomic_load_explicit(&task->pending_events, memory_order_relaxed) & event) != 0) {
        end_wait(task, event);
    }
}

// Model: testing/models/park.pml.
void scheduler_wake_locked(struct task *task, enum task_event event) {
    atomic_fetch_or_explicit(&task->pending_events, event, memory_order_seq_cst);
    atomic_thread_fence(memory_order_seq_cst);
    end_wait(task, event);
}

enum abi_error scheduler_wake(struct task_id id, enum task_event event, const struct process *process) {
    // Under the lock the task does not end, so that the event cannot reach the number's next task.
    struct task *task = task_lock_by_id(id);
    if (task == NULL) {
        return ABI_EBADF;
    }
    bool is_allowed = process == NULL || task->process == process || fault_is(FAULT_foreign_unpark_allowed);
    if (is_allowed) {
        scheduler_wake_locked(task, event);
    }
    task_unlock(task);
    return is_allowed ? ABI_OK : ABI_EBADF;
}

void scheduler_yield(struct cpu *cpu) {
    bool is_alone = run_queue_is_empty(&cpu->run_queue);
    // In an emulator that runs one hart at a time, tasks that yield to each other would keep the harts behind theirs from running.
    if (is_alone || KERNEL_SELFTEST) {
        spin_end_turn();
    }
    if (!is_alone) {
        cpu->exit_work |= EXIT_RESCHEDULE | EXIT_YIELD;
    }
}
