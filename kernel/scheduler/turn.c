// SPDX-License-Identifier: Apache-2.0
// Turns: when one ends, and the short ways to the next one. They decide what the long way (leave.c) decides where no budget and no class
// that has waited too long is looked at. Few functions are called on them, so that few registers are saved; where something else is to be
// done, the long way, or the rest of it, is jumped to.
#include <stdatomic.h>

#include "kernel/arch/cpu.h"
#include "kernel/arch/timer.h"
#include "kernel/percpu/percpu.h"
#include "kernel/scheduler/internal.h"
#include "kernel/sync/spinlock.h"
#include "kernel/timer/timer.h"

// From now on the task has this hart, in a new turn or in the one that is under way. The timer is armed for when somebody who is
// ready has to be looked at: the end of the turn, the bound of a lower class, the end of a budget.
// Model: testing/models/nudge.pml.
void turn_arm(struct cpu *cpu, struct task *task, uint32_t class_, bool is_new_turn, uint64_t now_ticks) {
    const struct run_queue *queue = &cpu->run_queue;
    bool had_turn = cpu->competes || cpu->is_starved_turn;
    cpu->slice_class = (uint8_t)class_;
    cpu->competes = queue->regions[class_].count != 0;
    cpu->is_contended = queue->ready_classes != 0;
    bool has_turn = cpu->competes || cpu->is_starved_turn || fault_is(FAULT_slice_always_armed);
    if (is_new_turn || !had_turn) {
        cpu->account = class_ == ABI_CLASS_PERF_BURST ? burst_payer(task) : task;
        cpu->turn_end = UINT64_MAX;
    }
    if (has_turn && cpu->turn_end == UINT64_MAX) {
        cpu->turn_end = turn_end_of(cpu, task, class_, now_ticks);
    }
    uint64_t end = has_turn ? cpu->turn_end : UINT64_MAX;
    if (cpu->is_contended && !cpu->is_starved_turn) {
        uint64_t starves_at = run_queue_starves_at(queue, class_, scheduler_ticks.starvation);
        end = starves_at < end ? starves_at : end;
        if (class_ == ABI_CLASS_PERF_BURST) {
            uint64_t spent_at = burst_end(cpu->account, now_ticks);
            end = spent_at < end ? spent_at : end;
        }
    }
    timer_set_slice(cpu, end);
}

// --- Tasks of one class take turns

// Is the turn under way the current task's, at the class that all who are ready compete at, and that not PerfBurst?
static inline bool is_among_equals(const struct cpu *cpu, const struct task *current, uint32_t class_)
    REQUIRES(cpu->run_queue_lock) {
    const struct run_queue *queue = &cpu->run_queue;
    return queue->ready_classes == UINT64_C(1) << class_ && class_ != ABI_CLASS_PERF_BURST &&
           class_without_budget(current) == class_ && cpu->account == current &&
           current->region == &queue->regions[class_];
}

// Its virtual time is what it is now, as charge() and the end of a turn make it.
static inline void settle_time(struct cpu *cpu, struct task *current, uint64_t now_ticks)
    REQUIRES(cpu->run_queue_lock) {
    settle_owed(current, now_ticks - cpu->charged_until);
    cpu->charged_until = now_ticks;
}

// The current task goes back, and the one that is due first begins its turn.
static inline struct task *exchange(struct cpu *cpu, struct task *current, uint32_t class_, uint64_t now_ticks)
    REQUIRES(cpu->run_queue_lock) {
    const struct run_entry ran = {current->virtual_time, (uint16_t)current->number, (uint16_t)shares_of(current)};
    current->queued_class = (uint8_t)class_;
    current->is_queued = true;
    struct run_entry due = run_queue_exchange(&cpu->run_queue, (enum abi_class)class_, ran, now_ticks);
    struct task *next = task_by_number(due.task);
    next->is_queued = false;
    next->virtual_time = due.virtual_time;
    cpu->account = next;
    cpu->turn_end = turn_end_of(cpu, next, class_, now_ticks);
    timer_set_slice(cpu, cpu->turn_end);
    return next;
}

__attribute__((noinline)) static struct task *offer_and_enter(struct cpu *cpu, struct task *next, uint64_t takers) {
    offer_to(takers);
    return enter_or_attend(cpu, next);
}

__attribute__((noinline)) static struct task *take_long_way(struct cpu *cpu) RELEASES(cpu->run_queue_lock) {
    spinlock_release(&cpu->run_queue_lock);
    return leave_in_general(cpu);
}

// Only the one that was put back is offered to an idle hart: the others were when they became ready here, behind a task that ran.
// Model: testing/models/idle.pml.
static inline struct task *enter(struct cpu *cpu, const struct task *put_back, struct task *next)
    RELEASES(cpu->run_queue_lock) {
    uint64_t takers = taker_of(cpu, put_back);
    spinlock_release(&cpu->run_queue_lock);
    cpu->exit_work = 0;
    if (takers != 0) {
        return offer_and_enter(cpu, next, takers);
    }
    if (!may_enter(cpu, next) || next->satp != cpu->current_satp) {
        return enter_or_attend(cpu, next);
    }
    enter_task_here(cpu, next);
    return next;
}

__attribute__((noinline)) struct task *turn_among_equals(struct cpu *cpu) {
    if (!spinlock_try(&cpu->run_queue_lock)) {
        return leave_in_general(cpu);
    }
    struct task *current = cpu->current;
    uint64_t now_ticks = time_now_ticks();
    uint32_t class_ = cpu->slice_class;
    bool yields = (cpu->exit_work & EXIT_YIELD) != 0;
    if (look_for_marks(current, NULL) || !is_among_equals(cpu, current, class_) ||
        (!yields && now_ticks < cpu->turn_end)) {
        return take_long_way(cpu);
    }
    settle_time(cpu, current, now_ticks);
    uint64_t first = run_queue_first(&cpu->run_queue, class_)->virtual_time;
    if (!yields && !run_queue_is_before(first, current->virtual_time)) {
        return take_long_way(cpu);
    }
    struct task *next = exchange(cpu, current, class_, now_ticks);
    return enter(cpu, current, next);
}

// --- A task takes the hart over from one of a lower class

// Beside others that are ready.
__attribute__((noinline)) static struct task *take_over_among_others(struct cpu *cpu, struct task *next,
                                                                     uint32_t class_, uint32_t own, uint64_t now_ticks)
    RELEASES(cpu->run_queue_lock) {
    struct task *current = cpu->current;
    charge(cpu, now_ticks);
    ready_insert(cpu, current, own, now_ticks);
    turn_arm(cpu, next, class_, true, now_ticks);
    return enter(cpu, current, next);
}

// The one that ran until now is all that is ready from here on. Nobody pays: it had no turn.
static inline void put_back_only(struct cpu *cpu, struct task *current, uint32_t own, uint64_t now_ticks)
    REQUIRES(cpu->run_queue_lock) {
    struct run_entry entry = ready_entry_of(current, &cpu->run_queue.regions[own]);
    current->queued_class = (uint8_t)own;
    current->is_queued = true;
    run_queue_insert_only(&cpu->run_queue, (enum abi_class)own, entry, now_ticks);
    cpu->charged_until = now_ticks;
}

__attribute__((noinline)) struct task *turn_take_over(struct cpu *cpu, struct task *next) {
    if (!spinlock_try(&cpu->run_queue_lock)) {
        return leave_in_general(cpu);
    }
    struct task *current = cpu->current;
    uint64_t now_ticks = time_now_ticks();
    uint32_t own = class_without_budget(current) % ABI_CLASS_COUNT;  // the compiler need not care for a larger one
    uint32_t class_ = class_without_budget(next);
    bool is_among_others =
        cpu->is_contended || !run_queue_is_empty(&cpu->run_queue) || fault_is(FAULT_slice_always_armed);
    if (look_for_marks(current, next) || own >= class_ || class_ == ABI_CLASS_PERF_BURST ||
        (is_among_others && run_queue_has_above(&cpu->run_queue, class_))) {
        return take_long_way(cpu);
    }
    cpu->next = NULL;
    cpu->is_starved_turn = false;
    if (is_among_others) {
        return take_over_among_others(cpu, next, class_, own, now_ticks);
    }
    put_back_only(cpu, current, own, now_ticks);
    cpu->slice_class = (uint8_t)class_;
    cpu->is_contended = true;
    cpu->account = next;
    cpu->turn_end = UINT64_MAX;
    timer_set_slice(cpu, now_ticks + scheduler_ticks.starvation);
    return enter(cpu, current, next);
}
