// SPDX-License-Identifier: Apache-2.0
// How a task is scheduled, and changing it. Changes are written under the task's lock and marked with TASK_CHANGED; whoever owns the task
// next, or its hart when it runs, lets it have them.
#include <stdatomic.h>

#include "kernel/arch/timer.h"
#include "kernel/audit/audit.h"
#include "kernel/ipc/ipc.h"
#include "kernel/process/process.h"
#include "kernel/scheduler/internal.h"
#include "kernel/sync/spinlock.h"

static struct rate_limit smaller(struct rate_limit a, struct rate_limit b) {
    return a.budget < b.budget ? a : b;
}

static struct task_limits default_limits(void) {
    uint64_t millisecond = scheduler_ticks.millisecond;
    return (struct task_limits){
        .control = {ABI_CONTROL_CALLS_DEFAULT, ABI_CONTROL_WINDOW_DEFAULT * millisecond},
        .burst = {(uint32_t)(ABI_BURST_DEFAULT * millisecond), ABI_BURST_WINDOW_DEFAULT * millisecond},
    };
}

static uint32_t least(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

void scheduler_inherit(struct task *task, const struct task *creator, bool is_same_process) {
    uint32_t class_ = ABI_CLASS_NORMAL;
    uint32_t shares = ABI_SHARES_DEFAULT;
    task->limits = default_limits();
    if (creator != NULL) {
        // What a task may not give itself it cannot get by making another one: budgets are not multiplied.
        uint32_t class_most = is_same_process ? ABI_CLASS_INTERACTIVE : ABI_CLASS_NORMAL;
        class_most = fault_is(FAULT_burst_inherited) ? (uint32_t)ABI_CLASS_PERF_BURST : class_most;
        if (!fault_is(FAULT_creation_raises)) {
            class_ = least(creator->base_class, class_most);
            shares = is_same_process ? creator->shares : least(creator->shares, ABI_SHARES_DEFAULT);
        }
        task->limits.control = smaller(task->limits.control, creator->limits.control);
        task->limits.burst = smaller(task->limits.burst, creator->limits.burst);
        task->home = creator->home;
        task->hint = creator->hint;
        task->allowed = creator->allowed;
        // It begins where its creator is, so that there is nothing to be had by beginning anew.
        task->virtual_time = creator->virtual_time;
        task->region = creator->region;
    }
    task->class_ = (uint8_t)class_;
    task_set_base_class(task, (enum abi_class)class_);
    task->shares = (uint16_t)shares;
    task->lead_shares = (uint16_t)shares;
    rate_account_init(&task->control_account);
    rate_account_init(&task->burst_account);
}

enum abi_error scheduler_charge_control(struct cpu *cpu) {
    struct task *self = cpu->current;
    struct rate_limit limit = self->limits.control;
    if (rate_limiter_take(&self->control_account, limit, time_now_ticks()) || fault_is(FAULT_control_unlimited)) {
        return ABI_OK;
    }
    audit_record_of(process_name(self->process), ABI_AUDIT_BUDGET_EXCEEDED, self->id.value, limit.budget,
                    (uint32_t)(limit.window_ticks / scheduler_ticks.millisecond));
    return ABI_EBUSY;
}

// Model: testing/models/place.pml.
static void mark(struct task *task) {
    (void)atomic_fetch_or_explicit(&task->attention, TASK_CHANGED, memory_order_seq_cst);
}

// Model: testing/models/raise.pml.
void scheduler_set_class_locked(struct task *task, enum abi_class class_) {
    task_set_base_class(task, class_);
    mark(task);
}

void scheduler_set_shares_locked(struct task *task, uint32_t shares) {
    __atomic_store_n(&task->shares, (uint16_t)shares, __ATOMIC_RELAXED);
    mark(task);
}

// Model: testing/models/place.pml.
void scheduler_set_harts_locked(struct task *task, uint64_t home, uint32_t hint, uint64_t allowed) {
    task->home = home;
    task->hint = (uint8_t)hint;
    __atomic_store_n(&task->allowed, allowed, __ATOMIC_RELAXED);
    mark(task);
}

// What it is lent by the caller that waits for its answer. Not what it has been lent and has no more: else whoever owes an answer
// for ever could not be lowered.
static uint8_t lent_class_of(const struct task *task) {
    const struct task *caller = task->caller;
    struct wait_ticket ticket;
    bool waits =
        caller != NULL && wait_claim_current(&caller->claim, &ticket) && ticket.word == task->caller_ticket.word;
    return waits ? __atomic_load_n(&caller->class_, __ATOMIC_RELAXED) : ABI_CLASS_IDLE;
}

// Else one that had few shares would wait for what it ran with those, no matter how many it is given.
static void settle_shares(struct task *task) {
    uint16_t shares = __atomic_load_n(&task->shares, __ATOMIC_RELAXED);
    uint16_t before = task->lead_shares;
    task->lead_shares = shares;
    if (shares == before || task->region == NULL) {
        return;
    }
    uint64_t now = __atomic_load_n(&task->region->now, __ATOMIC_RELAXED);
    uint64_t ahead = task->virtual_time - now;
    if ((int64_t)ahead > 0) {
        task->virtual_time = now + run_queue_reweigh(ahead, before, shares);
    }
}

// Model: testing/models/place.pml.
// Model: testing/models/raise.pml.
void settle_changes(struct task *task) {
    (void)atomic_fetch_and_explicit(&task->attention, ~(uint32_t)TASK_CHANGED, memory_order_seq_cst);
    uint8_t base = __atomic_load_n(&task->base_class, __ATOMIC_RELAXED);
    uint8_t lent = lent_class_of(task);
    task->class_ = lent > base ? lent : base;
    settle_shares(task);
}

// A task that waits, or whoever works for it, is found where it waits; one that is ready has been moved. One that runs elsewhere, or is
// about to, may be on its way to wait as what it was: its hart looks first.
// Model: testing/models/raise.pml.
static void let_class_count(const struct cpu *cpu, struct task *task) {
    if (ipc_raise_waiting(task)) {
        return;
    }
    uint64_t hart = UINT64_C(1) << __atomic_load_n(&task->hart, __ATOMIC_RELAXED);
    bool is_changed = (atomic_load_explicit(&task->attention, memory_order_relaxed) & TASK_CHANGED) != 0;
    if (is_changed && hart != cpu->bit) {
        stop_harts(hart);
        (void)ipc_raise_waiting(task);
    }
}

// Model: testing/models/place.pml.
// Model: testing/models/raise.pml.
// Model: testing/models/stop.pml.
void scheduler_changed(struct cpu *cpu, struct task *task, bool is_placement) {
    if (task == cpu->current) {
        cpu->exit_work |= EXIT_RESCHEDULE;
        return;
    }
    // Pairs with the fence of place_at.
    atomic_thread_fence(memory_order_seq_cst);
    scheduler_requeue(task);
    if (!is_placement && !fault_is(FAULT_change_stops_all)) {
        let_class_count(cpu, task);
    } else if (!fault_is(FAULT_affinity_not_awaited)) {
        scheduler_stop_round(cpu);
    }
}
