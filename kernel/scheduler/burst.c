// SPDX-License-Identifier: Apache-2.0
// Who pays for the time: the virtual time of the task whose turn it is, and at PerfBurst the budget of whoever runs there for its own
// sake. A budget that is spent comes back when its window ends.
#include <stdatomic.h>

#include "kernel/ipc/ipc.h"
#include "kernel/scheduler/internal.h"
#include "kernel/sync/spinlock.h"
#include "kernel/timer/timer.h"

struct task *burst_payer(const struct task *task) {
    // Each link is the server's own; what it points to is a task at any time, if not always one that still waits.
    for (uint32_t hop = 0; hop < ABI_CALL_DEPTH_MAX; hop++) {
        const struct task *caller = __atomic_load_n(&task->caller, __ATOMIC_RELAXED);
        if (caller == NULL || __atomic_load_n(&caller->class_, __ATOMIC_RELAXED) != ABI_CLASS_PERF_BURST ||
            fault_is(FAULT_burst_charged_to_server)) {
            break;
        }
        task = caller;
    }
    return (struct task *)task;
}

// Out of line: the way of all other classes is short.
__attribute__((noinline)) uint32_t class_in_budget(const struct task *task) {
    if (atomic_load_explicit(&burst_payer(task)->burst_spent, memory_order_relaxed) == 0) {
        return ABI_CLASS_PERF_BURST;
    }
    // What it has beside PerfBurst it keeps: its own class, and that of the caller that it serves while one at PerfBurst queues.
    bool is_interactive = task->base_class == ABI_CLASS_INTERACTIVE || task->class_ == ABI_CLASS_INTERACTIVE;
    return is_interactive ? ABI_CLASS_INTERACTIVE : ABI_CLASS_NORMAL;
}

__attribute__((noinline)) static void charge_burst(struct cpu *cpu, struct task *account, uint64_t used,
                                                   uint64_t now_ticks) {
    // Whoever was served last may serve somebody itself: then it is not its budget.
    struct task *payer = burst_payer(account);
    if (rate_limiter_charge(&payer->burst_account, payer->limits.burst, used, now_ticks) &&
        atomic_exchange_explicit(&payer->burst_spent, 1, memory_order_relaxed) == 0) {
        cpu->spent = payer;
    }
}

void charge(struct cpu *cpu, uint64_t now_ticks) {
    uint64_t used = now_ticks - cpu->charged_until;
    struct task *account = cpu->account;
    cpu->charged_until = now_ticks;
    run_queue_ran(&cpu->run_queue, cpu->slice_class, now_ticks);
    if (account == NULL) {
        return;
    }
    if (cpu->competes) {
        atomic_fetch_add_explicit(&account->owed, used, memory_order_relaxed);
    }
    if (cpu->slice_class == ABI_CLASS_PERF_BURST && cpu->is_contended && !fault_is(FAULT_burst_unbounded)) {
        charge_burst(cpu, account, used, now_ticks);
    }
}

__attribute__((noinline)) static void arm_window_end(struct cpu *cpu, struct task *task, uint64_t now_ticks) {
    spinlock_acquire(&task->object.lock);
    if (task->is_alive) {
        // Since the charge the task may have ended, and its struct be another one's who has spent its own budget.
        timer_disarm(&task->burst_timer);
        timer_arm(cpu, &task->burst_timer,
                  rate_limiter_window_end(&task->burst_account, task->limits.burst, now_ticks));
    } else {
        atomic_store_explicit(&task->burst_spent, 0, memory_order_relaxed);
    }
    spinlock_release(&task->object.lock);
    counter_increment(&cpu->statistics.bursts_spent);
}

void charge_end(struct cpu *cpu, uint64_t now_ticks) {
    struct task *task = cpu->spent;
    if (task != NULL) {
        cpu->spent = NULL;
        arm_window_end(cpu, task, now_ticks);
    }
}

__attribute__((noinline)) uint64_t burst_end(const struct task *account, uint64_t now_ticks) {
    const struct task *payer = burst_payer(account);
    return now_ticks + rate_limiter_left(&payer->burst_account, payer->limits.burst, now_ticks);
}

void scheduler_burst_replenished(struct task *task) {
    atomic_store_explicit(&task->burst_spent, 0, memory_order_seq_cst);
    // Whoever works for it competes at PerfBurst again.
    ipc_requeue_chain(task);
}

void scheduler_forget(struct task *task) {
    timer_disarm(&task->burst_timer);
}
