// SPDX-License-Identifier: Apache-2.0
// What the kernel writes down of refusals and of rare events: who or how many, which budget, which window; no names and no times.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum abi_audit_limits {
    ABI_AUDIT_RECORDS = 64,         // that are kept; a new one takes the place of the oldest
    ABI_AUDIT_OPEN_RECORDS = 16,    // the newest, which may still grow
    ABI_AUDIT_PROCESS_RECORDS = 8,  // of those, of one process and kind
    ABI_AUDIT_READ_MAX = 16,        // at a time
};

// What happened, and what `subject`, `first` and `second` say of it; 0 where nothing is said. Windows are in milliseconds.
enum abi_audit_kind {
    ABI_AUDIT_CALL_REFUSED = 1,     // EPERM: a task lacks the right. Its id; the call (enum abi_syscall)
    ABI_AUDIT_BUDGET_EXCEEDED = 2,  // EBUSY: too many scheduling calls of a task. Its id; the budget; the window
    ABI_AUDIT_IPI_CAP = 3,          // EBUSY: too many best-effort IPIs of all harts. The total; the budget; the window
    ABI_AUDIT_HART_ONLINE = 4,      // 0; the cpu
    ABI_AUDIT_MIGRATIONS = 5,       // tasks changed harts. 0; how often since the machine started
    ABI_AUDIT_DEVICE_UNOWNED = 6,   // ENODEV: a device interrupted, and nobody listens. The source
    // ENOSPC, ENOMEM: a process would have more than it may (struct abi_process_limits). The process, as `process` says; the limit; its
    // place among the limits, from 0
    ABI_AUDIT_QUOTA_EXCEEDED = 7,
    ABI_AUDIT_KIND_COUNT
};

// Sequence numbers begin at 1 and have no gaps: a reader who asks for one and gets a later one has lost those between.
// What has the kind and the subject of one of the newest ABI_AUDIT_OPEN_RECORDS becomes part of that record, so nobody who is refused
// without end pushes out what was written of others; nor does one who has many tasks: what is of a process that has
// ABI_AUDIT_PROCESS_RECORDS there becomes part of the newest of these. A reader who goes on therefore asks for these again: they may have
// grown.
struct abi_audit_record {
    uint64_t sequence;
    uint64_t first;   // of the last time it happened
    uint32_t second;  // of the last time
    uint32_t subject;
    uint32_t count;  // how often it happened; stays at UINT32_MAX
    uint8_t kind;    // enum abi_audit_kind
    uint8_t error;   // enum abi_error that was answered; 0: nothing was refused
    uint16_t reserved;
    uint32_t process;  // of whom `subject` says: the id of its first task; 0: of none, or it had no task yet
    uint32_t reserved_end;
};

#ifdef __cplusplus
}
#endif
