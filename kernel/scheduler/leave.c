// SPDX-License-Identifier: Apache-2.0
// The one exit of the kernel: which task this hart runs now, for how long, and who pays for it.
//
// A turn begins when a task is taken from the queue and ends at turn_end; whoever gets the hart handed over meanwhile goes on in it, at the
// expense of the one whose turn it is. A hart where nobody else is ready has no turns, arms no timer and charges nobody.
#include <stdatomic.h>

#include "kernel/arch/cpu.h"
#include "kernel/arch/interrupt.h"
#include "kernel/arch/timer.h"
#include "kernel/config/kernel_config.h"
#include "kernel/ipi/ipi.h"
#include "kernel/memory/space.h"
#include "kernel/scheduler/internal.h"
#include "kernel/selftest/selftest.h"
#include "kernel/sync/hart_wait.h"
#include "kernel/timer/timer.h"
#include "kernel/trace/trace.h"
#include "kernel/trap/panic.h"
#include "kernel/trap/trap.h"

// --- Stopping tasks elsewhere

// Model: testing/models/stop.pml.
static void look_at_current(struct cpu *cpu) {
    if (cpu->current != NULL && attention_of(cpu->current) != 0) {
        cpu->exit_work |= EXIT_RESCHEDULE;
    }
}

// Model: testing/models/stop.pml.
void scheduler_receive_stop(struct cpu *cpu) {
    uint64_t asked = atomic_load_explicit(&cpu->stops_asked, memory_order_acquire);
    look_at_current(cpu);
    // It is not executed any more: the exit looks first.
    atomic_store_explicit(&cpu->stops_done, asked, memory_order_release);
}

// Model: testing/models/stop.pml.
void stop_harts(uint64_t others) {
    uint64_t targets[ABI_HARTS_MAX];
    for (uint64_t left = others; left != 0; left &= left - 1) {
        struct cpu *other = percpu_get((struct cpu_id){(uint32_t)__builtin_ctzll(left)});
        targets[other->id.value] = atomic_fetch_add_explicit(&other->stops_asked, 1, memory_order_release) + 1;
        if (!fault_is(FAULT_stop_not_sent) && ipi_send(other->id, IPI_STOP) != ABI_OK) {
            panic("cpu%u is online and cannot be interrupted", other->id.value);
        }
    }
    for (uint64_t left = fault_is(FAULT_stop_not_sent) ? 0 : others; left != 0; left &= left - 1) {
        struct cpu *other = percpu_get((struct cpu_id){(uint32_t)__builtin_ctzll(left)});
        struct hart_wait wait = hart_wait_begin(other->id, "stop a task");
        while (atomic_load_explicit(&other->stops_done, memory_order_acquire) < targets[other->id.value]) {
            hart_wait_round(&wait);
        }
    }
}

// Model: testing/models/stop.pml.
void scheduler_stop_round(struct cpu *cpu) {
    stop_harts(percpu_online().bits & ~cpu->bit);
    look_at_current(cpu);
}

// --- Choosing

// Does the current task, of class `own`, keep the hart, though others are ready? `highest` is the highest class of all of them, `starved`
// a lower one that has waited too long, or `highest`.
static bool stays(const struct cpu *cpu, uint64_t work, uint32_t own, uint32_t highest, uint32_t starved,
                  bool is_turn_over) REQUIRES(cpu->run_queue_lock) {
    const struct run_queue *queue = &cpu->run_queue;
    const struct task *current = cpu->current;
    if (cpu->is_starved_turn && !is_turn_over && (work & EXIT_YIELD) == 0) {
        return true;
    }
    if (starved != highest || own != highest) {
        return false;
    }
    if (queue->regions[own].count == 0) {
        return true;
    }
    if ((work & EXIT_YIELD) != 0) {
        return false;
    }
    uint64_t owed = atomic_load_explicit(&current->owed, memory_order_relaxed);
    uint64_t virtual_time = current->virtual_time + run_queue_virtual(owed, shares_of(current));
    bool is_first = current->region == &queue->regions[own] &&
                    !run_queue_is_before(run_queue_first(queue, own)->virtual_time, virtual_time);
    return !is_turn_over || is_first;
}

// The current task goes back to the queue.
static void put_back(struct cpu *cpu, uint32_t own, uint64_t now_ticks) REQUIRES(cpu->run_queue_lock) {
    struct task *current = cpu->current;
    user_float_end(&current->float_state);  // while nobody else can take it off the queue
    ready_insert(cpu, current, own, now_ticks);
}

// The current task is due first again.
static void begin_another_turn(struct run_queue *queue, struct task *current, uint32_t own) {
    settle_owed(current, 0);
    if (current->region == &queue->regions[own]) {
        run_queue_begin_turn(queue, own, current->virtual_time);
    }
}

// The one place that says so: a higher class runs before a lower one.
static uint32_t highest_ready(const struct run_queue *queue) {
    return fault_is(FAULT_class_order_ignored) ? (uint32_t)__builtin_ctzll(queue->ready_classes)
                                               : run_queue_highest(queue);
}

// The task to go on with, of the current one (at class `own`) and those that are ready; *is_new_turn as arm wants it. Null: nothing is
// ready.
static struct task *choose(struct cpu *cpu, uint64_t work, uint32_t own, uint64_t now_ticks, bool *is_new_turn)
    REQUIRES(cpu->run_queue_lock) {
    struct run_queue *queue = &cpu->run_queue;
    struct task *current = cpu->current;
    bool is_turn_over = now_ticks >= cpu->turn_end;
    *is_new_turn = is_turn_over || current == NULL || (work & EXIT_YIELD) != 0;
    if (queue->ready_classes == 0) {
        cpu->is_starved_turn = false;
        return current;
    }
    uint32_t highest = highest_ready(queue);
    highest = own > highest ? own : highest;
    uint64_t bound = fault_is(FAULT_starvation_unbounded) ? UINT64_MAX : scheduler_ticks.starvation;
    uint32_t starved = run_queue_starved(queue, highest, now_ticks, bound);
    if (current != NULL && stays(cpu, work, own, highest, starved, is_turn_over)) {
        cpu->is_starved_turn = cpu->is_starved_turn && !is_turn_over;
        if (is_turn_over) {
            begin_another_turn(queue, current, own);
        }
        return current;
    }
    struct run_entry entry = run_queue_take(queue, (enum abi_class)starved);
    struct task *next = task_by_number(entry.task);
    next->is_queued = false;
    next->virtual_time = entry.virtual_time;
    cpu->is_starved_turn = starved != highest;
    if (cpu->is_starved_turn) {
        counter_increment(&cpu->statistics.starved_turns);
    }
    *is_new_turn = true;
    if (current != NULL) {
        put_back(cpu, own, now_ticks);
    }
    return next;
}

static struct task *pick_next(struct cpu *cpu, uint64_t work);

// The current task, or the one that was handed over, is marked. The current one goes on with what it is marked for; the other one is queued
// as what it is now, where it may run.
__attribute__((noinline)) static struct task *pick_marked(struct cpu *cpu, uint64_t work) {
    if (is_marked(cpu->current)) {
        return cpu->current;
    }
    struct task *handed = cpu->next;
    cpu->next = NULL;
    place_at(cpu, handed);
    return pick_next(cpu, work);  // not marked again: nothing is handed over
}

// Of the task that this hart was handed (cpu->next), the current one and those that are ready: who goes on.
// Out of the loop around it, so that nothing is computed in advance for another round.
// Model: testing/models/idle.pml.
// Model: testing/models/nudge.pml.
__attribute__((noinline)) static struct task *pick_next(struct cpu *cpu, uint64_t work) {
    struct task *handed = cpu->next;
    struct task *current = cpu->current;
    // Alone. That nobody was ready was found out under the lock, and no timer armed there: so whoever adds a task now interrupts this
    // hart afterwards. A timer that has expired says nothing: who adds a task may still see it armed.
    if (handed == NULL && current != NULL && run_queue_is_empty(&cpu->run_queue) && !cpu->is_contended) {
        return current;
    }
    uint64_t takers = 0;
    spinlock_acquire(&cpu->run_queue_lock);
    if (look_for_marks(current, handed)) {
        spinlock_release(&cpu->run_queue_lock);
        return pick_marked(cpu, work);
    }
    cpu->next = NULL;
    uint64_t now_ticks = time_now_ticks();
    charge(cpu, now_ticks);
    struct task *next = NULL;
    bool is_new_turn = false;
    // Read once: other harts may change it meanwhile, and a class that is the highest by this alone has no task in the queue.
    uint32_t own = current == NULL ? 0 : class_of(current);
    uint32_t handed_class = handed == NULL ? 0 : class_of(handed);
    bool takes_over = handed != NULL && !run_queue_has_above(&cpu->run_queue, handed_class) &&
                      (current == NULL || handed_class > own);
    if (takes_over) {
        next = handed;
        cpu->is_starved_turn = false;
        is_new_turn = current != NULL;
        if (current != NULL) {
            put_back(cpu, own, now_ticks);
        }
    } else {
        if (handed != NULL) {
            ready_insert(cpu, handed, handed_class, now_ticks);
        }
        next = choose(cpu, work, own, now_ticks, &is_new_turn);
    }
    if (next != NULL) {
        turn_arm(cpu, next, takes_over ? handed_class : class_of(next), is_new_turn, now_ticks);
        takers = cpu->is_contended ? takers_of_rest(cpu) : 0;
    } else {
        // Nobody pays for the time until something is ready here, and then a turn begins.
        cpu->account = NULL;
        cpu->competes = false;
    }
    spinlock_release(&cpu->run_queue_lock);
    charge_end(cpu, now_ticks);
    offer_to(takers);
    return next;
}

// Out of line, as are the others: the way from one task to the next is short.
// Model: testing/models/idle.pml.
// Model: testing/models/nudge.pml.
__attribute__((noinline)) static void wait_for_work(struct cpu *cpu) {
    idle_begin(cpu);
    counter_increment(&cpu->statistics.idle_entries);
    trace_event(cpu, ABI_TRACE_IDLE, 0, 0);
    if (KERNEL_SELFTEST && cpu->slice_end == UINT64_MAX) {
        selftest_watch_idle(cpu);
    }
    while ((cpu->exit_work & EXIT_RESCHEDULE) == 0) {
        if (fault_is(FAULT_idle_polls_mailbox)) {
            spin_end_turn();
            ipi_receive(cpu);
            continue;
        }
        cpu_wait_for_interrupt();
        trap_handle_interrupts(cpu, interrupts_pending());
    }
}

static void leave_current(struct cpu *cpu, struct task *task) {
    if (cpu->current != NULL) {
        user_float_end(&task->float_state);
        __atomic_store_n(&cpu->current, NULL, __ATOMIC_RELAXED);
    }
}

// One step of the end of a task that was picked; between two steps it takes its turns with the others.
// Model: testing/models/stop.pml.
static void end_task(struct cpu *cpu, struct task *task) {
    leave_current(cpu, task);
    if (!task_take_apart(cpu, task)) {
        place_at(cpu, task);
    }
    trap_handle_interrupts(cpu, interrupts_pending());
    cpu->exit_work |= EXIT_RESCHEDULE;
}

// The task that was picked has changed, or may not run here: it is placed anew, or its end goes on.
// Model: testing/models/stop.pml.
__attribute__((noinline)) static void attend(struct cpu *cpu, struct task *task) {
    if (task_is_stopped(task)) {
        end_task(cpu, task);
        return;
    }
    settle_changes(task);
    if (cpu->current != task || !may_run_on(task, cpu)) {
        leave_current(cpu, task);
        place_at(cpu, task);
    }
    cpu->exit_work |= EXIT_RESCHEDULE;
}

// Model: testing/models/stop.pml.
__attribute__((noinline)) struct task *leave_in_general(struct cpu *cpu) {
    for (;;) {
        uint64_t work = cpu->exit_work;
        cpu->exit_work = 0;
        struct task *next = pick_next(cpu, work);
        if (next == NULL) {
            if (!steal(cpu)) {
                wait_for_work(cpu);
            }
        } else if (!may_enter(cpu, next)) {
            attend(cpu, next);
        } else {
            if (cpu->is_idle) {
                idle_end(cpu);
            }
            if (next != cpu->current) {
                enter_task(cpu, next);
            }
            return next;
        }
    }
}

struct task *enter_or_attend(struct cpu *cpu, struct task *next) {
    if (!may_enter(cpu, next)) {
        attend(cpu, next);
        return leave_in_general(cpu);
    }
    enter_task(cpu, next);
    return next;
}

// The common cases need no loop and few registers: the same task goes on, or the one that it has handed over to where nobody else is
// ready.
struct task *scheduler_leave(void) {
    struct cpu *cpu = cpu_current();
    struct task *next = cpu->next;
    spinlock_assert_none_held();
    if (cpu->exit_work == EXIT_FRAME && cpu->current != NULL && next == NULL) {
        cpu->exit_work = 0;
        return cpu->current;
    }
    if (cpu->current != NULL && !cpu_has_bars(cpu) && (next != NULL || cpu->competes)) {
        return next != NULL ? turn_take_over(cpu, next) : turn_among_equals(cpu);
    }
    bool is_straight = next != NULL && cpu->current == NULL && !cpu->is_contended && attention_of(next) == 0 &&
                       run_queue_is_empty(&cpu->run_queue);
    if (!is_straight) {
        return leave_in_general(cpu);
    }
    cpu->next = NULL;
    cpu->exit_work = 0;
    enter_task(cpu, next);
    return next;
}
