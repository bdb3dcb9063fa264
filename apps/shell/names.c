// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/names.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "abi/audit.h"
#include "abi/error.h"
#include "abi/object.h"
#include "abi/process.h"
#include "services/auditd/protocol.h"
#include "services/execd/protocol.h"
#include "services/policyd/protocol.h"

static const char *const ERRORS[ABI_ERROR_COUNT] = {
    [ABI_OK] = "done",
    [ABI_EBADF] = "there is no such thing (any more)",
    [ABI_EINVAL] = "it makes no sense of that",
    [ABI_EFAULT] = "an address is wrong",
    [ABI_EPERM] = "it is not allowed",
    [ABI_EBUSY] = "it is busy, or was asked too often",
    [ABI_EAGAIN] = "it cannot do that now",
    [ABI_ENOSPC] = "there is no place left",
    [ABI_ENOMEM] = "there is no memory left",
    [ABI_ENODEV] = "there is no such device",
    [ABI_ELOOP] = "it would go in a circle",
    [ABI_EPIPE] = "it went away",
    [ABI_ETIMEDOUT] = "it did not answer in time",
    [ABI_ENOSYS] = "it does not know how",
    [ABI_EIO] = "it answered nonsense",
};

static const char *const KINDS[ABI_OBJECT_KIND_COUNT] = {
    [ABI_OBJECT_NONE] = "none",
    [ABI_OBJECT_ENDPOINT] = "endpoint",
    [ABI_OBJECT_REPLY] = "reply",
    [ABI_OBJECT_NOTIFICATION] = "notification",
    [ABI_OBJECT_VMO] = "memory",
    [ABI_OBJECT_PROCESS] = "process",
    [ABI_OBJECT_TASK] = "task",
    [ABI_OBJECT_IRQ] = "interrupt",
    [ABI_OBJECT_MMIO] = "registers",
    [ABI_OBJECT_TIMER] = "timer",
    [ABI_OBJECT_CLOCK] = "clock",
    [ABI_OBJECT_SCHED_SETQOS] = "classes",
    [ABI_OBJECT_SCHED_SETAFFINITY] = "harts",
    [ABI_OBJECT_SCHED_SETSHARES] = "shares",
    [ABI_OBJECT_STATS_READ] = "statistics",
    [ABI_OBJECT_AUDIT_READ] = "audit",
    [ABI_OBJECT_LOG] = "console",
    [ABI_OBJECT_POWER] = "power",
};

static const char *const CLASSES[ABI_CLASS_COUNT] = {
    [ABI_CLASS_IDLE] = "idle",
    [ABI_CLASS_NORMAL] = "normal",
    [ABI_CLASS_INTERACTIVE] = "interactive",
    [ABI_CLASS_PERF_BURST] = "perfburst",
};

static const char *const PLACEMENTS[ABI_PLACEMENT_COUNT] = {
    [ABI_PLACEMENT_ANY] = "any",
    [ABI_PLACEMENT_PERFORMANCE] = "performance",
    [ABI_PLACEMENT_EFFICIENCY] = "efficiency",
    [ABI_PLACEMENT_HARTS] = "harts",
};

static const char *const STATES[] = {
    [EXECD_IDLE] = "idle",       [EXECD_STARTING] = "starting", [EXECD_RUNNING] = "running",
    [EXECD_WAITING] = "waiting", [EXECD_ENDED] = "ended",       [EXECD_GIVEN_UP] = "given up",
};

static const char *const REASONS[] = {
    [EXECD_REASON_NONE] = "",
    [EXECD_REASON_EXIT] = "exit",
    [EXECD_REASON_FAULT] = "fault",
    [EXECD_REASON_KILLED] = "killed",
    [EXECD_REASON_NOT_READY] = "not ready",
    [EXECD_REASON_NO_PROGRAM] = "no program",
    [EXECD_REASON_DENIED] = "denied",
    [EXECD_REASON_NEEDS_FAILED] = "needs failed",
};

static const char *const EVENTS[AUDIT_EVENT_COUNT] = {
    [AUDIT_KERNEL] = "kernel",          [AUDIT_REQUEST_REFUSED] = "bad request",
    [AUDIT_POLICY_ALLOWED] = "allowed", [AUDIT_POLICY_DENIED] = "denied",
    [AUDIT_STARTED] = "started",        [AUDIT_ENDED] = "ended",
    [AUDIT_GIVEN_UP] = "given up",      [AUDIT_NOT_READY] = "not ready",
    [AUDIT_QOS_SET] = "qos set",        [AUDIT_AFFINITY_SET] = "affinity set",
    [AUDIT_ESCALATION] = "escalation",  [AUDIT_TIMER_REGISTERED] = "timer",
    [AUDIT_TIMER_REFUSED] = "no timer", [AUDIT_LOST] = "lost",
};

static const char *const KERNEL_EVENTS[ABI_AUDIT_KIND_COUNT] = {
    [ABI_AUDIT_CALL_REFUSED] = "call refused",
    [ABI_AUDIT_BUDGET_EXCEEDED] = "budget exceeded",
    [ABI_AUDIT_IPI_CAP] = "IPI cap",
    [ABI_AUDIT_HART_ONLINE] = "hart online",
    [ABI_AUDIT_MIGRATIONS] = "migrations",
    [ABI_AUDIT_DEVICE_UNOWNED] = "device unowned",
    [ABI_AUDIT_QUOTA_EXCEEDED] = "quota exceeded",
};

// In the order of struct abi_process_limits.
static const char *const QUOTAS[] = {"pages", "processes", "tasks", "endpoints", "notifications", "timers", "vmos"};

static_assert(sizeof(QUOTAS) / sizeof(QUOTAS[0]) == offsetof(struct abi_process_limits, reserved) / sizeof(uint32_t),
              "as many");

static const char *const OPERATIONS[POLICY_OPERATION_COUNT] = {
    [POLICY_SET_CLASS] = "set_class",
    [POLICY_SET_SHARES] = "set_shares",
    [POLICY_SET_HARTS] = "set_harts",
    [POLICY_CONTROL_BUDGET] = "control_budget",
    [POLICY_CAPABILITY] = "capability",
    [POLICY_LAUNCH] = "launch",
    [POLICY_KILL] = "kill",
    [POLICY_BURST_BUDGET] = "burst_budget",
};

static const char *const VERDICTS[] = {
    [POLICY_ALLOWED] = "allowed",
    [POLICY_DENIED_BY_RULE] = "denied",
    [POLICY_DENIED_NO_RULE] = "denied: no rule",
    [POLICY_DENIED_SPOOF] = "denied: not itself",
    [POLICY_DENIED_BOUND] = "denied: too much",
};

static const char *name_of(const char *const *names, size_t count, uint32_t number) {
    return number < count && names[number] != NULL ? names[number] : "?";
}

// The place of the name among them.
static uint32_t number_of(const char *const *names, size_t count, const char *name) {
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    return UINT32_MAX;
}

#define COUNT_OF(names) (sizeof(names) / sizeof((names)[0]))

const char *name_of_error(uint32_t error) {
    return name_of(ERRORS, COUNT_OF(ERRORS), error);
}

const char *name_of_kind(uint32_t kind) {
    return name_of(KINDS, COUNT_OF(KINDS), kind);
}

const char *name_of_class(uint32_t class_) {
    return name_of(CLASSES, COUNT_OF(CLASSES), class_);
}

const char *name_of_placement(uint32_t placement) {
    return name_of(PLACEMENTS, COUNT_OF(PLACEMENTS), placement);
}

const char *name_of_state(uint32_t state) {
    return name_of(STATES, COUNT_OF(STATES), state);
}

const char *name_of_reason(uint32_t reason) {
    return name_of(REASONS, COUNT_OF(REASONS), reason);
}

const char *name_of_event(uint32_t event) {
    return name_of(EVENTS, COUNT_OF(EVENTS), event);
}

const char *name_of_kernel_event(uint32_t kind) {
    return name_of(KERNEL_EVENTS, COUNT_OF(KERNEL_EVENTS), kind);
}

const char *name_of_quota(uint32_t place) {
    return name_of(QUOTAS, COUNT_OF(QUOTAS), place);
}

const char *name_of_operation(uint32_t operation) {
    return name_of(OPERATIONS, COUNT_OF(OPERATIONS), operation);
}

const char *name_of_verdict(uint32_t verdict) {
    return name_of(VERDICTS, COUNT_OF(VERDICTS), verdict);
}

uint32_t class_of_name(const char *name) {
    return number_of(CLASSES, COUNT_OF(CLASSES), name);
}

uint32_t placement_of_name(const char *name) {
    return number_of(PLACEMENTS, COUNT_OF(PLACEMENTS), name);
}

void name_rights(uint32_t rights, char letters[NAME_RIGHTS_BYTES]) {
    static const char LETTERS[] = "rwxSRMU";
    for (uint32_t i = 0; i < NAME_RIGHTS_BYTES - 1; i++) {
        letters[i] = (rights >> i & 1) != 0 ? LETTERS[i] : '-';
    }
    letters[NAME_RIGHTS_BYTES - 1] = 0;
}
