// SPDX-License-Identifier: Apache-2.0
// Calls that change how tasks are scheduled, and tell it.
#include "abi/limits.h"
#include "abi/task.h"
#include "kernel/arch/cpu.h"
#include "kernel/arch/timer.h"
#include "kernel/arch/user.h"
#include "kernel/object/handle.h"
#include "kernel/object/object.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/scheduler/affinity.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/selftest/fault.h"
#include "kernel/sync/spinlock.h"
#include "kernel/syscall/refusal.h"
#include "kernel/syscall/syscall.h"
#include "kernel/task/task.h"
#include "kernel/timer/timer.h"

// What a call changes: a task, by the authority that it takes unless the task is its own and gets less.
struct change {
    enum abi_syscall call;
    enum abi_object_kind kind;  // of the authority
    uint64_t authority;
    bool is_own;
    struct handle handle;  // of the task
    struct task *task;
};

static enum abi_error find_task(uint64_t value, struct change *change) {
    struct task *self = cpu_current()->current;
    enum abi_error error = ABI_OK;
    change->is_own = value == 0;
    change->handle.object = &self->object;
    if (!change->is_own) {
        error = handle_find(self->process, value, ABI_OBJECT_TASK, &change->handle);
    }
    change->task = (struct task *)change->handle.object;
    return error;
}

static enum abi_error lock_task(const struct change *change, uint32_t rights) UNCHECKED_LOCKING {
    if (!change->is_own) {
        return handle_lock(&change->handle, rights);
    }
    spinlock_acquire(&change->task->object.lock);
    return ABI_OK;
}

static void unlock_task(const struct change *change) UNCHECKED_LOCKING {
    spinlock_release(&change->task->object.lock);
}

// May the change be made? Then the task is locked, and the call is charged for. Errors: EBADF, EPERM (audited), EINVAL (the task
// has ended), EBUSY (audited).
static enum abi_error begin(const struct change *change, bool takes_authority, bool is_charged) {
    struct cpu *cpu = cpu_current();
    struct task *self = cpu->current;
    enum abi_error error = ABI_OK;
    if (takes_authority) {
        error = handle_authorize(self->process, change->authority, change->kind, ABI_RIGHT_USE);
    }
    if (error == ABI_OK) {
        error = lock_task(change, ABI_RIGHT_MANAGE);
    }
    if (error != ABI_OK) {
        return refusal_note(change->call, error);
    }
    if (!change->task->is_alive) {
        error = ABI_EINVAL;
    } else if (is_charged) {
        error = scheduler_charge_control(cpu);
    }
    if (error != ABI_OK) {
        unlock_task(change);
    }
    return error;
}

// What was taken for less than the task has, so that it took no authority, is compared again under the lock: somebody else may have left it
// less meanwhile. Errors: as begin; the task is not locked then.
static enum abi_error begin_again(const struct change *change, bool was_less, bool is_more) {
    if (!was_less || !is_more) {
        return ABI_OK;
    }
    unlock_task(change);
    return begin(change, true, false);
}

// The change was written; the task may not end before it has taken effect.
static void end(const struct change *change, bool is_placement) {
    struct cpu *cpu = cpu_current();
    struct task *task = change->task;
    object_keep_locked(&task->object);
    unlock_task(change);
    scheduler_changed(cpu, task, is_placement);
    object_release(&task->object);
}

struct system_call_result system_call_task_set_class(uint64_t value, uint64_t class_, uint64_t authority) {
    struct change change = {.call = ABI_SYS_TASK_SET_CLASS, .kind = ABI_OBJECT_SCHED_SETQOS, .authority = authority};
    enum abi_error error = find_task(value, &change);
    if (error == ABI_OK && class_ >= ABI_CLASS_COUNT && !fault_is(FAULT_class_unchecked)) {
        error = ABI_EINVAL;
    }
    if (error == ABI_OK) {
        bool is_lower = change.is_own && class_ <= change.task->base_class;
        bool is_let = change.is_own ? fault_is(FAULT_class_raise_allowed) : fault_is(FAULT_class_of_others_allowed);
        error = begin(&change, !is_lower && !is_let, true);
        if (error == ABI_OK) {
            error = begin_again(&change, is_lower, class_ > change.task->base_class);
        }
    }
    if (error == ABI_OK) {
        if (change.is_own || !fault_is(FAULT_class_of_others_kept)) {
            scheduler_set_class_locked(change.task, (enum abi_class)(class_ % ABI_CLASS_COUNT));
        }
        end(&change, false);
    }
    return call_result(error, 0);
}

struct system_call_result system_call_task_set_shares(uint64_t value, uint64_t shares, uint64_t authority) {
    struct change change = {
        .call = ABI_SYS_TASK_SET_SHARES, .kind = ABI_OBJECT_SCHED_SETSHARES, .authority = authority};
    enum abi_error error = find_task(value, &change);
    bool is_valid = shares != 0 && shares <= ABI_SHARES_MAX;
    if (error == ABI_OK && !is_valid) {
        error = fault_is(FAULT_shares_clamped) ? ABI_OK : ABI_EINVAL;
        shares = shares == 0 ? 1 : ABI_SHARES_MAX;
    }
    if (error == ABI_OK) {
        bool is_lower = change.is_own && shares <= change.task->shares;
        error = begin(&change, !is_lower && !fault_is(FAULT_shares_raise_allowed), true);
        if (error == ABI_OK) {
            error = begin_again(&change, is_lower, shares > change.task->shares);
        }
    }
    if (error == ABI_OK) {
        scheduler_set_shares_locked(change.task, (uint32_t)shares);
        end(&change, false);
    }
    return call_result(error, 0);
}

// The harts that are online of those that are asked for. False: there are none.
static bool resolve(uint64_t placement, uint64_t harts, uint64_t *resolved) {
    uint64_t online = percpu_online().bits;
    if (fault_is(FAULT_affinity_not_cut) && (harts & ~online) != 0) {
        return false;
    }
    if (placement >= ABI_PLACEMENT_COUNT) {
        return false;
    }
    if (affinity_resolve((uint32_t)placement, harts, online, resolved)) {
        return true;
    }
    *resolved = online;
    return fault_is(FAULT_empty_affinity_widened);
}

struct system_call_result system_call_task_set_placement(uint64_t value, uint64_t placement, uint64_t harts,
                                                         uint64_t authority) {
    struct change change = {
        .call = ABI_SYS_TASK_SET_PLACEMENT, .kind = ABI_OBJECT_SCHED_SETAFFINITY, .authority = authority};
    enum abi_error error = find_task(value, &change);
    uint64_t resolved = 0;
    if (error == ABI_OK && !resolve(placement, harts, &resolved)) {
        error = ABI_EINVAL;
    }
    struct task *task = change.task;
    bool names_harts = placement == ABI_PLACEMENT_HARTS;
    if (error == ABI_OK && !names_harts && (task->home & resolved) == 0) {
        error = ABI_EINVAL;
    }
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    bool is_narrower = change.is_own && (!names_harts || fault_is(FAULT_own_harts_named)) &&
                       affinity_is_narrower(task->allowed, task->home & resolved);
    error = begin(&change, !is_narrower && !fault_is(FAULT_placement_unauthorized), true);
    if (error == ABI_OK) {
        error = begin_again(&change, is_narrower, !affinity_is_narrower(task->allowed, task->home & resolved));
    }
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    uint64_t home = names_harts ? resolved : task->home;
    uint64_t allowed = home & resolved;
    if (allowed == 0) {
        unlock_task(&change);  // it was given others meanwhile
        return call_result(ABI_EINVAL, 0);
    }
    scheduler_set_harts_locked(task, home, (uint32_t)placement, allowed);
    end(&change, true);
    return call_result(ABI_OK, 0);
}

static bool are_valid(const struct abi_task_limits *limits) {
    return limits->control_calls != 0 && limits->control_calls <= ABI_CONTROL_CALLS_MAX &&
           limits->control_window >= ABI_CONTROL_WINDOW_MIN && limits->control_window <= ABI_LIMIT_WINDOW_MAX &&
           limits->burst_window != 0 && limits->burst_window <= ABI_LIMIT_WINDOW_MAX &&
           limits->burst_milliseconds <= limits->burst_window;
}

struct system_call_result system_call_task_set_limits(uint64_t value, uint64_t in, uint64_t authority) {
    struct change change = {.call = ABI_SYS_TASK_SET_LIMITS, .kind = ABI_OBJECT_SCHED_SETQOS, .authority = authority};
    struct abi_task_limits limits;
    enum abi_error error = find_task(value, &change);
    if (error == ABI_OK) {
        error = user_copy_in(&limits, in, sizeof(limits));
    }
    if (error == ABI_OK && !are_valid(&limits) && !fault_is(FAULT_limits_unchecked)) {
        error = ABI_EINVAL;
    }
    if (error == ABI_OK) {
        error = begin(&change, true, false);
    }
    if (error == ABI_OK) {
        uint64_t millisecond = timer_rate_hz() / 1000;
        change.task->limits = (struct task_limits){
            .control = {limits.control_calls, limits.control_window * millisecond},
            .burst = {(uint32_t)(limits.burst_milliseconds * millisecond), limits.burst_window * millisecond},
        };
        unlock_task(&change);
    }
    return call_result(error, 0);
}

static struct abi_task_info info_locked(const struct task *task, bool with_harts) {
    uint64_t millisecond = timer_rate_hz() / 1000;
    struct wait_ticket ticket;
    return (struct abi_task_info){
        .harts = with_harts ? __atomic_load_n(&task->allowed, __ATOMIC_RELAXED) : 0,
        .cpu = with_harts ? __atomic_load_n(&task->hart, __ATOMIC_RELAXED) : 0,
        .limits = {.control_calls = task->limits.control.budget,
                   .control_window = (uint32_t)(task->limits.control.window_ticks / millisecond),
                   .burst_milliseconds = (uint32_t)(task->limits.burst.budget / millisecond),
                   .burst_window = (uint32_t)(task->limits.burst.window_ticks / millisecond)},
        .shares = task->shares,
        .class_ = (uint8_t)scheduler_class_of(task),
        .base_class = task->base_class,
        .placement = task->hint,
        .is_waiting = wait_claim_current(&task->claim, &ticket) ? 1 : 0,
    };
}

struct system_call_result system_call_task_info(uint64_t value, uint64_t stats, uint64_t out) {
    struct change change = {.call = ABI_SYS_TASK_INFO};
    enum abi_error error = find_task(value, &change);
    if (error == ABI_OK && !change.is_own && !fault_is(FAULT_task_info_for_anybody)) {
        error = handle_authorize(cpu_current()->current->process, stats, ABI_OBJECT_STATS_READ, ABI_RIGHT_USE);
    }
    if (error == ABI_OK) {
        error = lock_task(&change, 0);
    }
    if (error != ABI_OK) {
        return call_result(refusal_note(change.call, error), 0);
    }
    bool is_alive = change.task->is_alive;
    struct abi_task_info info = info_locked(change.task, !change.is_own);
    unlock_task(&change);
    return call_result(is_alive ? user_copy_out(out, &info, sizeof(info)) : ABI_EINVAL, 0);
}

struct system_call_result system_call_task_resume(uint64_t value) {
    struct change change = {.call = ABI_SYS_TASK_RESUME};
    enum abi_error error = value == 0 ? ABI_EBADF : find_task(value, &change);
    if (error == ABI_OK) {
        error = lock_task(&change, ABI_RIGHT_MANAGE);
    }
    if (error != ABI_OK) {
        return call_result(refusal_note(change.call, error), 0);
    }
    bool is_alive = change.task->is_alive;
    if (is_alive) {
        scheduler_wake_locked(change.task, TASK_EVENT_PERMIT);
    }
    unlock_task(&change);
    return call_result(is_alive ? ABI_OK : ABI_EINVAL, 0);
}
