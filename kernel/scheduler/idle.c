// SPDX-License-Identifier: Apache-2.0
// A hart without work takes ready tasks of others before it sleeps; one that sleeps is interrupted when another has more than it runs.
// The set of idle harts is one atomic word: a hart sets its bit, fences, and looks how many tasks the others have; whoever adds a task to a
// queue fences, and looks at the set: one of the two sees the other.
#include <stdatomic.h>

#include "kernel/arch/timer.h"
#include "kernel/scheduler/internal.h"
#include "kernel/scheduler/steal.h"
#include "kernel/sync/spinlock.h"
#include "kernel/timer/timer.h"
#include "kernel/trace/trace.h"

// Bits set and cleared by their own harts (fetch_or, fetch_and; sequentially consistent), read by any hart as a hint.
static _Atomic uint64_t idle_bits;

uint64_t idle_harts(void) {
    return atomic_load_explicit(&idle_bits, memory_order_relaxed);
}

// Model: testing/models/idle.pml.
static bool has_surplus_elsewhere(const struct cpu *cpu) {
    for (uint64_t left = percpu_online().bits & ~cpu->bit; left != 0; left &= left - 1) {
        if (run_queue_count(&percpu_get((struct cpu_id){(uint32_t)__builtin_ctzll(left)})->run_queue) != 0) {
            return true;
        }
    }
    return false;
}

// Model: testing/models/idle.pml.
// Model: testing/models/nudge.pml.
void idle_begin(struct cpu *cpu) {
    bool was_idle = cpu->is_idle;
    if (!was_idle) {
        cpu->is_idle = true;
        (void)atomic_fetch_or_explicit(&idle_bits, cpu->bit, memory_order_seq_cst);
        atomic_thread_fence(memory_order_seq_cst);  // pairs with that of idle_others
    }
    // What became ready since the last attempt waits for the next one at most. An attempt that found nothing while this hart counted
    // as idle needs no other: whoever adds something tells it, and whoever puts back what it ran.
    bool is_owed =
        percpu_count() > 1 && !cpu->has_looked && has_surplus_elsewhere(cpu) && !fault_is(FAULT_steal_owed_forgotten);
    timer_set_slice(cpu, is_owed ? cpu->last_steal + scheduler_ticks.steal_interval : UINT64_MAX);
}

// Model: testing/models/idle.pml.
void idle_end(struct cpu *cpu) {
    cpu->is_idle = false;
    cpu->has_looked = false;
    (void)atomic_fetch_and_explicit(&idle_bits, ~cpu->bit, memory_order_seq_cst);
}

// Tasks that were taken out of another hart's queue; each is this hart's own.
struct loot {
    struct task *tasks[STEAL_TASKS_MAX];
    uint32_t count;
};

struct search {
    uint32_t limit;    // tasks to take
    uint32_t looks;    // entries to look at
    bool is_withheld;  // there are some that may be taken a moment later, with nobody to say so then
};

// Of one class, those that are due last first: they would wait longest.
static void take_of_class(const struct cpu *thief, struct cpu *victim, uint32_t class_, struct search *search,
                          struct loot *loot) REQUIRES(victim->run_queue_lock) {
    const struct run_queue *queue = &victim->run_queue;
    const struct run_region *region = &queue->regions[class_];
    uint32_t found = loot->count;
    uint32_t offset = region->count == 0 ? 0 : thief->steal_cursor % region->count;
    for (uint32_t i = 0; i < region->count && search->looks > 0 && found < search->limit; i++, search->looks--) {
        uint32_t place = region->count - 1 - (offset + i) % region->count;
        struct task *task = task_by_number(queue->heaps[class_][place].task);
        if (may_run_on(task, thief) || fault_is(FAULT_steal_ignores_affinity)) {
            loot->tasks[found++] = task;
        } else if (fault_is(FAULT_steal_gives_up)) {
            break;
        }
    }
    for (; loot->count < found; loot->count++) {
        struct task *task = loot->tasks[loot->count];
        struct run_entry entry;
        if (!run_queue_remove(&victim->run_queue, (enum abi_class)class_, task->number, &entry)) {
            break;  // not reached: it was found there under this lock
        }
        task->is_queued = false;
        task->virtual_time = entry.virtual_time;
        __atomic_store_n(&task->hart, thief->id.value, __ATOMIC_RELAXED);
    }
}

// What the victim runs comes from a class that is not below those of the loot: the others are about to run there.
// Model: testing/models/idle.pml.
static void take_from(const struct cpu *thief, struct cpu *victim, struct search *search, struct loot *loot) {
    spinlock_acquire(&victim->run_queue_lock);
    const struct task *running = __atomic_load_n(&victim->current, __ATOMIC_RELAXED);
    uint32_t ready = run_queue_count(&victim->run_queue);
    search->limit = fault_is(FAULT_steal_unbounded) ? STEAL_TASKS_MAX : steal_limit(ready);
    search->is_withheld |= running == NULL;
    if (running != NULL) {
        uint32_t class_ = fault_is(FAULT_steal_any_class) ? ABI_CLASS_PERF_BURST : class_of(running);
        search->is_withheld |= run_queue_has_above(&victim->run_queue, class_);
        for (uint32_t left = class_ + 1; left > 0 && loot->count < search->limit; left--) {
            take_of_class(thief, victim, left - 1, search, loot);
        }
    }
    spinlock_release(&victim->run_queue_lock);
}

// Out of line: its constants would be computed at every change of tasks.
// Model: testing/models/idle.pml.
// Model: testing/models/stop.pml.
__attribute__((noinline)) bool steal(struct cpu *cpu) {
    uint32_t count = percpu_count();
    uint64_t now_ticks = time_now_ticks();
    if (fault_is(FAULT_steal_never)) {
        cpu->has_looked = true;
        return false;
    }
    bool is_too_soon = steal_wait(cpu->last_steal, now_ticks, scheduler_ticks.steal_interval) != 0;
    if (count == 1 || (is_too_soon && !fault_is(FAULT_steal_at_once))) {
        cpu->has_looked = false;  // it was told of something that it has not looked at
        return false;
    }
    struct search search = {.looks = STEAL_LOOKS_MAX};
    struct loot loot = {.count = 0};
    uint64_t online = percpu_online().bits;
    for (uint32_t round = 0; round + 1 < count && loot.count == 0; round++) {
        struct cpu *victim = percpu_get((struct cpu_id){steal_victim(cpu->id.value, round, count)});
        if ((online & victim->bit) == 0 || run_queue_count(&victim->run_queue) == 0) {
            continue;
        }
        cpu->last_steal = now_ticks;
        counter_increment(&cpu->statistics.steal_attempts);
        take_from(cpu, victim, &search, &loot);
        for (uint32_t i = 0; i < loot.count; i++) {
            trace_event(cpu, ABI_TRACE_STEAL, victim->id.value, loot.tasks[i]->id.value);
            counter_increment(&cpu->statistics.steals);
            if (!(fault_is(FAULT_steal_loses_stopped) && task_is_stopped(loot.tasks[i]))) {
                place_at(cpu, loot.tasks[i]);
            }
        }
    }
    // Those beyond the bound are looked at next time.
    bool is_complete = search.looks > 0;
    cpu->steal_cursor = is_complete ? 0 : cpu->steal_cursor + STEAL_LOOKS_MAX;
    cpu->has_looked = cpu->is_idle && is_complete && !search.is_withheld && loot.count == 0;
    return loot.count != 0;
}
