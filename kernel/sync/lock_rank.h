// SPDX-License-Identifier: Apache-2.0
// The order in which locks are taken, declared once. A hart that holds a lock may only take locks of a higher rank;
// two run queues are taken in cpu order. The comment names what each lock protects.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

#define LOCK_RANK_LIST(RANK)                                                             \
    RANK(TASK_TABLE, "task table")         /* which slots of the task table are taken */ \
    RANK(TASK, "task")                     /* whether a task's id names it */            \
    RANK(RUN_QUEUE, "run queue")           /* one hart's ready tasks and their state */  \
    RANK(FRAMES, "frame allocator")        /* free page frames */                        \
    RANK(CONSOLE_INPUT, "console input")   /* received bytes and who waits for them */   \
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
