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
        if (caller == NULL || caller->class_ != ABI_CLASS_PERF_BURST || fault_is(FAULT_burst_charged_to_server)) {
            break;
        }
        task = caller;
    }
    return (struct task *)task;
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
    if (cpu->slice_class == ABI_CLASS_PERF_BURST && cpu->is_contended && !fault_is(FAULT_burst_unbounded) &&
        rate_limiter_charge(&account->burst_account, account->limits.burst, used, now_ticks) &&
        atomic_exchange_explicit(&account->burst_spent, 1, memory_order_relaxed) == 0) {
        cpu->spent = account;
    }
}

void charge_end(struct cpu *cpu, uint64_t now_ticks) {
    struct task *task = cpu->spent;
    if (task == NULL) {
        return;
    }
    cpu->spent = NULL;
    spinlock_acquire(&task->object.lock);
    if (task->is_alive) {
        timer_arm(cpu, &task->burst_timer,
                  rate_limiter_window_end(&task->burst_account, task->limits.burst, now_ticks));
    } else {
        atomic_store_explicit(&task->burst_spent, 0, memory_order_relaxed);
    }
    spinlock_release(&task->object.lock);
    counter_increment(&cpu->statistics.bursts_spent);
}

void scheduler_burst_replenished(struct task *task) {
    atomic_store_explicit(&task->burst_spent, 0, memory_order_seq_cst);
    // Whoever works for it competes at PerfBurst again.
    ipc_requeue_chain(task);
}

void scheduler_forget(struct task *task) {
    timer_disarm(&task->burst_timer);
}
