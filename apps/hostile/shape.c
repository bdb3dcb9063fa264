// SPDX-License-Identifier: Apache-2.0
#include "apps/hostile/shape.h"

#include <stddef.h>

#include "abi/object.h"
#include "abi/syscall.h"

enum {
    // Rarities.
    FATAL = 64,    // a thread of less than a hundred calls sees nothing
    BLOCKING = 8,  // often nobody comes
    // Handles, short.
    ENDPOINT = SHAPE_HANDLE + ABI_OBJECT_ENDPOINT,
    REPLY = SHAPE_HANDLE + ABI_OBJECT_REPLY,
    NOTIFICATION = SHAPE_HANDLE + ABI_OBJECT_NOTIFICATION,
    VMO = SHAPE_HANDLE + ABI_OBJECT_VMO,
    IRQ = SHAPE_HANDLE + ABI_OBJECT_IRQ,
    TIMER = SHAPE_HANDLE + ABI_OBJECT_TIMER,
    CLOCK = SHAPE_HANDLE + ABI_OBJECT_CLOCK,
    SETQOS = SHAPE_HANDLE + ABI_OBJECT_SCHED_SETQOS,
    SETAFFINITY = SHAPE_HANDLE + ABI_OBJECT_SCHED_SETAFFINITY,
    SETSHARES = SHAPE_HANDLE + ABI_OBJECT_SCHED_SETSHARES,
    AUDIT = SHAPE_HANDLE + ABI_OBJECT_AUDIT_READ,
    STATS = SHAPE_HANDLE + ABI_OBJECT_STATS_READ,
    LOG = SHAPE_HANDLE + ABI_OBJECT_LOG,
    POWER = SHAPE_HANDLE + ABI_OBJECT_POWER,
    NEW_PROCESS = SHAPE_HANDLE + ABI_OBJECT_PROCESS,
    NEW_TASK = SHAPE_HANDLE + ABI_OBJECT_TASK,
};

// The six words of a message are words, which is what a slot is that nothing is said of.
static const struct shape shapes[ABI_SYS_COUNT] = {
    [ABI_SYS_TASK_SELF] = {.gives = SHAPE_TASK_ID},
    [ABI_SYS_TASK_YIELD] = {.gives = 0},
    [ABI_SYS_TASK_EXIT] = {.rarity = FATAL},
    [ABI_SYS_TASK_CREATE] = {.slots = {SHAPE_PROCESS, SHAPE_CODE, SHAPE_STACK, SHAPE_WORD, SHAPE_HARTS, SETAFFINITY},
                             .gives = SHAPE_TASK_ID},
    [ABI_SYS_TASK_PARK] = {.rarity = BLOCKING},
    [ABI_SYS_TASK_UNPARK] = {.slots = {SHAPE_TASK_ID}},
    [ABI_SYS_CONSOLE_WRITE] = {.slots = {LOG, SHAPE_POINTER, SHAPE_COUNT}, .rarity = BLOCKING},
    [ABI_SYS_CONSOLE_READ] = {.slots = {LOG, SHAPE_POINTER, SHAPE_COUNT}, .rarity = BLOCKING},
    [ABI_SYS_MACHINE_INFO] = {.slots = {STATS, SHAPE_POINTER}},
    [ABI_SYS_HART_STATISTICS] = {.slots = {STATS, SHAPE_COUNT, SHAPE_POINTER}},
    [ABI_SYS_POWER_OFF] = {.slots = {POWER, SHAPE_COUNT}},
    [ABI_SYS_CAPABILITY_DERIVE] = {.slots = {SHAPE_ANY_HANDLE, SHAPE_RIGHTS, SHAPE_RIGHTS, SHAPE_WORD},
                                   .gives = SHAPE_ANY_HANDLE},
    [ABI_SYS_CAPABILITY_CLOSE] = {.slots = {SHAPE_ANY_HANDLE}},
    [ABI_SYS_CAPABILITY_REVOKE] = {.slots = {SHAPE_ANY_HANDLE}},
    [ABI_SYS_CAPABILITY_INFO] = {.slots = {SHAPE_ANY_HANDLE, SHAPE_POINTER}},
    [ABI_SYS_ENDPOINT_CREATE] = {.gives = ENDPOINT},
    [ABI_SYS_ENDPOINT_BIND] = {.slots = {ENDPOINT, NOTIFICATION}},
    [ABI_SYS_IPC_CALL] = {.slots = {ENDPOINT}, .rarity = BLOCKING},
    [ABI_SYS_IPC_REPLY_RECEIVE] = {.slots = {ENDPOINT}, .rarity = BLOCKING},
    [ABI_SYS_IPC_RECEIVE] = {.slots = {ENDPOINT}, .rarity = BLOCKING},
    [ABI_SYS_IPC_REPLY] = {.gives = 0},
    [ABI_SYS_IPC_SEND] = {.slots = {ENDPOINT}, .rarity = BLOCKING},
    [ABI_SYS_IPC_CALL_PAGE] = {.slots = {ENDPOINT}},
    [ABI_SYS_IPC_REPLY_RECEIVE_PAGE] = {.slots = {ENDPOINT}},
    [ABI_SYS_IPC_RECEIVE_PAGE] = {.slots = {ENDPOINT}},
    [ABI_SYS_IPC_REPLY_PAGE] = {.gives = 0},
    [ABI_SYS_IPC_SEND_PAGE] = {.slots = {ENDPOINT}},
    [ABI_SYS_REPLY_SAVE] = {.gives = REPLY},
    [ABI_SYS_REPLY_TO] = {.slots = {REPLY}},
    [ABI_SYS_REPLY_TO_PAGE] = {.slots = {REPLY}},
    [ABI_SYS_NOTIFICATION_CREATE] = {.gives = NOTIFICATION},
    [ABI_SYS_NOTIFICATION_SIGNAL] = {.slots = {NOTIFICATION, SHAPE_BITS}},
    [ABI_SYS_NOTIFICATION_WAIT] = {.slots = {NOTIFICATION, SHAPE_DEADLINE}},
    [ABI_SYS_IRQ_BIND] = {.slots = {IRQ, NOTIFICATION, SHAPE_BITS}},
    [ABI_SYS_IRQ_COMPLETE] = {.slots = {IRQ}},
    [ABI_SYS_TIMER_CREATE] = {.slots = {NOTIFICATION, SHAPE_BITS}, .gives = TIMER},
    [ABI_SYS_TIMER_SET] = {.slots = {TIMER, SHAPE_DEADLINE}},
    [ABI_SYS_CLOCK_READ] = {.gives = 0},
    [ABI_SYS_CLOCK_USE] = {.slots = {CLOCK}},
    [ABI_SYS_VMO_CREATE] = {.slots = {SHAPE_PROCESS, SHAPE_COUNT}, .gives = VMO},
    [ABI_SYS_VMO_SEAL] = {.slots = {VMO}},
    [ABI_SYS_VMO_MAP] = {.slots = {SHAPE_PROCESS, VMO, SHAPE_PLACE, SHAPE_COUNT, SHAPE_COUNT, SHAPE_RIGHTS},
                         .gives = SHAPE_PLACE},
    [ABI_SYS_VMO_UNMAP] = {.slots = {SHAPE_PROCESS, SHAPE_PLACE}},
    [ABI_SYS_VMO_PROTECT] = {.slots = {SHAPE_PROCESS, SHAPE_PLACE, SHAPE_RIGHTS}},
    [ABI_SYS_PROCESS_CREATE] = {.slots = {SHAPE_POINTER}, .gives = NEW_PROCESS},
    [ABI_SYS_PROCESS_GRANT] = {.slots = {SHAPE_PROCESS, SHAPE_ANY_HANDLE, SHAPE_RIGHTS, SHAPE_RIGHTS},
                               .gives = SHAPE_ANY_HANDLE},
    [ABI_SYS_PROCESS_SUPERVISE] = {.slots = {SHAPE_PROCESS, ENDPOINT}},
    [ABI_SYS_PROCESS_KILL] = {.slots = {SHAPE_PROCESS, SHAPE_COUNT}, .rarity = FATAL},
    [ABI_SYS_PROCESS_WATCH] = {.slots = {SHAPE_PROCESS, NOTIFICATION, SHAPE_BITS}},
    [ABI_SYS_PROCESS_INFO] = {.slots = {SHAPE_PROCESS, SHAPE_POINTER}},
    [ABI_SYS_TASK_OPEN] = {.slots = {SHAPE_PROCESS, SHAPE_TASK_ID}, .gives = NEW_TASK},
    [ABI_SYS_TASK_KILL] = {.slots = {SHAPE_TASK}, .rarity = BLOCKING},
    [ABI_SYS_TASK_JOIN] = {.slots = {SHAPE_TASK_ID}, .rarity = BLOCKING},
    [ABI_SYS_TASK_SET_CLASS] = {.slots = {SHAPE_TASK, SHAPE_CLASS, SETQOS}, .rarity = BLOCKING},
    [ABI_SYS_TASK_SET_SHARES] = {.slots = {SHAPE_TASK, SHAPE_COUNT, SETSHARES}, .rarity = BLOCKING},
    [ABI_SYS_TASK_SET_PLACEMENT] = {.slots = {SHAPE_TASK, SHAPE_CLASS, SHAPE_HARTS, SETAFFINITY}, .rarity = BLOCKING},
    [ABI_SYS_TASK_SET_LIMITS] = {.slots = {SHAPE_TASK, SHAPE_POINTER, SETQOS}, .rarity = BLOCKING},
    [ABI_SYS_TASK_INFO] = {.slots = {SHAPE_TASK, STATS, SHAPE_POINTER}},
    [ABI_SYS_TASK_RESUME] = {.slots = {SHAPE_TASK}},
    [ABI_SYS_AUDIT_READ] = {.slots = {AUDIT, SHAPE_COUNT, SHAPE_POINTER, SHAPE_COUNT}},
    [ABI_SYS_TRACE_CONTROL] = {.slots = {STATS, SHAPE_COUNT}},
    [ABI_SYS_TRACE_READ] = {.slots = {STATS, SHAPE_COUNT, SHAPE_COUNT, SHAPE_POINTER, SHAPE_COUNT}},
};

const struct shape *shape_of(uint64_t number) {
    return number < ABI_SYS_COUNT ? &shapes[number] : NULL;
}
