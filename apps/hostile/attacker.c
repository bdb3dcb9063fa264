// SPDX-License-Identifier: Apache-2.0
// The attacker: its threads make whatever system call comes to mind, on everything they were given and much that they were not.
// They judge of a call only what holds for every call; who is harmed by it is for others to see.
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "abi/syscall.h"
#include "libs/nexus/nexus.h"
#include "apps/hostile/attack_board.h"
#include "apps/hostile/attack_call.h"
#include "apps/hostile/garbage.h"

enum attacker_sizes {
    STACK_BYTES = 4096,
    DECOY_PAGES = 3,
    STRAY_STACK_BYTES = 4096,  // half of it above where a stray task begins: it may run anything
    LAST_SLOT = 63,            // kernels with selftests keep a call of their own there
};

static const struct {
    const char *name;
    enum abi_object_kind kind;
} GIVEN[] = {
    {"witness", ABI_OBJECT_ENDPOINT}, {"endpoint", ABI_OBJECT_ENDPOINT},
    {"vmo", ABI_OBJECT_VMO},          {"notification", ABI_OBJECT_NOTIFICATION},
    {"timer", ABI_OBJECT_TIMER},      {"affinity", ABI_OBJECT_SCHED_SETAFFINITY},
    {"clock", ABI_OBJECT_CLOCK},      {"statistics", ABI_OBJECT_STATS_READ},
    {"console", ABI_OBJECT_LOG},      {"audit", ABI_OBJECT_AUDIT_READ},
};

// Bytes that calls may write to and read from; the pages on either side of the middle are for those that miss it.
_Alignas(ABI_PAGE_BYTES) static uint8_t decoy[DECOY_PAGES * ABI_PAGE_BYTES];
_Alignas(16) static uint8_t stray_stack[STRAY_STACK_BYTES];
_Alignas(16) static uint8_t stacks[ATTACK_LANES][STACK_BYTES];

// Written by main before the other threads start.
static struct attack_board *board;
static struct garbage_arena arena;
static uint64_t vmo_address;

static struct garbage garbages[ATTACK_LANES];

static bool is_exchange(uint64_t number) {
    return number >= ABI_SYS_IPC_CALL && number <= ABI_SYS_REPLY_TO_PAGE;
}

static enum attack_violation judge_registers(uint64_t number, const struct attack_result *result, uint64_t own_gp,
                                             uint64_t *value) {
    for (uint32_t i = 0; i < ATTACK_SAVED; i++) {
        if (result->s[i] != (uint64_t)ATTACK_SAVED_PATTERN + i) {
            *value = result->s[i];
            return ATTACK_REGISTER_LOST;
        }
    }
    if (result->tp != (uint64_t)nexus_thread_pointer() || result->gp != own_gp) {
        *value = result->tp;
        return ATTACK_REGISTER_LOST;
    }
    uint64_t left = 0;
    for (uint32_t i = 1; i < ATTACK_TEMPORARIES; i++) {
        left |= result->t[i];
    }
    // A message comes back in all argument registers and t0; anything else in a0 and a1.
    if (!is_exchange(number)) {
        left |= result->t[0];
        for (uint32_t i = 2; i < ATTACK_ARGUMENTS; i++) {
            left |= result->a[i];
        }
    }
    *value = left;
    return left == 0 ? ATTACK_NO_VIOLATION : ATTACK_REGISTER_LEFT;
}

static enum attack_violation judge(uint64_t number, const struct attack_result *result, uint64_t own_gp,
                                   uint64_t *value) {
    *value = result->a[0];
    if (result->a[0] >= ABI_ERROR_COUNT) {
        return ATTACK_UNKNOWN_ERROR;
    }
    if (number >= ABI_SYS_COUNT && number != LAST_SLOT && result->a[0] != ABI_ENOSYS) {
        return ATTACK_UNKNOWN_CALL_ANSWERED;
    }
    if (number < ABI_SYS_COUNT && result->a[0] == ABI_ENOSYS) {
        return ATTACK_CALL_MISSING;
    }
    return judge_registers(number, result, own_gp, value);
}

static uint64_t read_gp(void) {
    uint64_t gp = 0;
    __asm__("mv %0, gp" : "=r"(gp));
    return gp;
}

static void attack_once(struct garbage *garbage, struct attack_lane *lane, uint64_t own_gp) {
    uint64_t arguments[ATTACK_ARGUMENTS];
    struct attack_result result;
    garbage_choose(garbage, arguments);
    attack_call(arguments, &result);
    atomic_fetch_add_explicit(&lane->calls, 1, memory_order_relaxed);
    uint64_t number = arguments[ATTACK_ARGUMENTS - 1];
    uint64_t value = 0;
    enum attack_violation violation = judge(number, &result, own_gp, &value);
    if (violation != ATTACK_NO_VIOLATION &&
        atomic_load_explicit(&lane->violation, memory_order_relaxed) == ATTACK_NO_VIOLATION) {
        atomic_store_explicit(&lane->number, number, memory_order_relaxed);
        atomic_store_explicit(&lane->value, value, memory_order_relaxed);
        atomic_store_explicit(&lane->violation, violation, memory_order_relaxed);
    }
    if (result.a[0] == ABI_OK) {
        garbage_learn(garbage, arguments, result.a[1]);
    }
}

static void attack(void *argument) {
    uint64_t number = (uint64_t)argument;
    struct garbage *garbage = &garbages[number];
    garbage->dice =
        dice_make(nexus_start_argument(ATTACK_ARGUMENT_SEED), nexus_start_argument(ATTACK_ARGUMENT_STREAM) + number);
    garbage->arena = &arena;
    garbage->page = nexus_message_page();
    for (uint32_t i = 0; i < sizeof(GIVEN) / sizeof(GIVEN[0]); i++) {
        uint32_t handle = nexus_start_handle(GIVEN[i].name);
        for (uint32_t copy = 0; copy < GARBAGE_HANDLES; copy++) {
            garbage_know_handle(garbage, GIVEN[i].kind, handle);
        }
    }
    garbage_know_handle(garbage, ABI_OBJECT_PROCESS, board->own_process);
    garbage_know_address(garbage, vmo_address);
    garbage_know_task(garbage, nexus_task_self());
    uint64_t own_gp = read_gp();
    for (uint64_t i = nexus_start_argument(ATTACK_ARGUMENT_CALLS); i != 0; i--) {
        attack_once(garbage, &board->lanes[number], own_gp);
    }
}

static uint64_t page_of(uint64_t address) {
    return address / ABI_PAGE_BYTES * ABI_PAGE_BYTES;
}

static enum abi_error prepare(void) {
    uint64_t address = 0;
    enum abi_error error =
        nexus_vmo_map(0, nexus_start_handle("board"), 0, 0, 1, ABI_RIGHT_READ | ABI_RIGHT_WRITE, &address);
    board = (struct attack_board *)address;
    if (error == ABI_OK) {
        error = nexus_vmo_map(0, nexus_start_handle("vmo"), 0, 0, 1, ABI_RIGHT_READ | ABI_RIGHT_WRITE, &vmo_address);
    }
    uint64_t bits = 0;
    if (error == ABI_OK) {
        error = nexus_notification_wait(nexus_start_handle("go"), ABI_DEADLINE_NEVER, &bits);
    }
    arena = (struct garbage_arena){
        .read_write = (uint64_t)&decoy[ABI_PAGE_BYTES],
        .read_write_bytes = ABI_PAGE_BYTES,
        .read_only = page_of((uint64_t)GIVEN),
        .execute = page_of((uint64_t)attack_call),
        .task_entry = (uint64_t)attack_stray_task,
        .task_stack = (uint64_t)stray_stack + STRAY_STACK_BYTES / 2,
    };
    return error;
}

int main(void) {
    if (prepare() != ABI_OK) {
        return 1;
    }
    for (uint64_t lane = 1; lane < ATTACK_LANES; lane++) {
        const struct nexus_thread_start start = {
            .entry = attack, .argument = (void *)lane, .stack = stacks[lane], .stack_bytes = STACK_BYTES};
        uint32_t id = 0;
        if (nexus_thread_create(&start, &id) != ABI_OK) {
            return 1;
        }
    }
    attack((void *)0);
    // The others go on; the process ends with the last.
    nexus_task_exit(0);
}
