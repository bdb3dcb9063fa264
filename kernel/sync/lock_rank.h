// SPDX-License-Identifier: Apache-2.0
// The order in which locks are taken, declared once. A hart that holds a lock may only take locks of a higher rank;
// two run queues are taken in cpu order. The comment names what each lock protects.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

#define LOCK_RANK_LIST(RANK)                                                                                 \
    RANK(SPACE, "address space")           /* one process's mappings and page tables */                      \
    RANK(PROCESS, "process")               /* a process: its state, tasks, supervisor; its capabilities */   \
    RANK(TASK, "task")                     /* whether a task's id names it; capabilities and calls to it */  \
    RANK(TIMER, "timer")                   /* a TIMER or an IRQ: what it signals; its capabilities */        \
    RANK(NOTIFICATION, "notification")     /* its bits, who waits, what it is bound to; its capabilities */  \
    RANK(ENDPOINT, "endpoint")             /* who waits; its capabilities */                                 \
    RANK(VMO, "vmo")                       /* memory objects: sealing, counts, frames; their capabilities */ \
    RANK(AUTHORITY, "authority")           /* the capabilities of one authority */                           \
    RANK(TIMER_HEAP, "timer heap")         /* one hart's deadlines */                                        \
    RANK(RUN_QUEUE, "run queue")           /* one hart's ready tasks and their state */                      \
    RANK(ROUTING, "routing")               /* which device interrupts go to which hart */                    \
    RANK(POOL, "pool")                     /* free objects of one kind */                                    \
    RANK(FRAMES, "frame allocator")        /* free page frames */                                            \
    RANK(CONSOLE_INPUT, "console input")   /* received bytes and who waits for them */                       \
    RANK(AUDIT, "audit")                   /* the records of the audit */                                    \
    RANK(CONSOLE_OUTPUT, "console output") /* the UART's transmitter, line by line */

enum lock_rank {
#define LOCK_RANK_ENUM(name, text) LOCK_RANK_##name,
    LOCK_RANK_LIST(LOCK_RANK_ENUM)
#undef LOCK_RANK_ENUM
        LOCK_RANK_COUNT
};

// The lock's name for a person; "unknown" for a value outside the list.
const char *lock_rank_text(enum lock_rank rank);

#ifdef __cplusplus
}
#endif
