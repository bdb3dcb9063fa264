// SPDX-License-Identifier: Apache-2.0
#include "apps/hostile/garbage.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "abi/syscall.h"
#include "libs/nexus/clock.h"
#include "apps/hostile/shape.h"

enum garbage_odds {
    CALL_SLOTS = 64,        // numbers that the kernel looks up in a table
    STRANGE_NUMBER = 16,    // once in so many times a number from anywhere
    WILD_CALL = 4,          // a call whose arguments have nothing to do with it
    WILD_ARGUMENT = 8,      // one argument of a call that has
    REDRAWS = 4,            // of a number that is rarely made
    DEADLINE_TICKS = 2000,  // at most so far away
    GENERATIONS_MAX = 4,    // guesses of a handle
};

#define KERNEL_HALF UINT64_C(0xffffffc000000000)
#define FIRST_NONCANONICAL UINT64_C(0x0000004000000000)

static uint64_t choose_from(struct dice *dice, const uint64_t *values, uint64_t count) {
    return values[dice_below(dice, count)];
}

static uint64_t choose_handle(struct garbage *garbage, enum abi_object_kind kind) {
    struct dice *dice = &garbage->dice;
    uint64_t other = choose_from(dice, garbage->handles[dice_below(dice, ABI_OBJECT_KIND_COUNT)], GARBAGE_HANDLES);
    uint64_t known = choose_from(dice, garbage->handles[kind], GARBAGE_HANDLES);
    switch (dice_below(dice, 16)) {
        case 0:
        case 1:
            return other;
        case 2:
            return known + ABI_CAPABILITIES_MAX * (1 + dice_below(dice, GENERATIONS_MAX));
        case 3:
            return dice_below(dice, ABI_CAPABILITIES_MAX) + ABI_CAPABILITIES_MAX * dice_below(dice, GENERATIONS_MAX);
        case 4:
            return known | UINT64_C(1) << (32 + dice_below(dice, 32));
        case 5:
            return dice_roll(dice);
        default:
            return known;
    }
}

static uint64_t choose_any_handle(struct garbage *garbage) {
    return choose_handle(garbage, (enum abi_object_kind)dice_below(&garbage->dice, ABI_OBJECT_KIND_COUNT));
}

static uint64_t choose_pointer(struct garbage *garbage) {
    struct dice *dice = &garbage->dice;
    const struct garbage_arena *arena = garbage->arena;
    switch (dice_below(dice, 16)) {
        case 0:
            return arena->read_only + dice_below(dice, ABI_PAGE_BYTES);
        case 1:
            return arena->execute + dice_below(dice, ABI_PAGE_BYTES);
        case 2:
            return (uint64_t)garbage->page + dice_below(dice, ABI_PAGE_BYTES);
        case 3:
            return dice_below(dice, 2 * ABI_PAGE_BYTES);
        case 4:
            return KERNEL_HALF + dice_below(dice, UINT64_C(1) << 38);
        case 5:
            return FIRST_NONCANONICAL - ABI_PAGE_BYTES + dice_below(dice, 2 * ABI_PAGE_BYTES);
        case 6:
            return -dice_below(dice, 64);
        case 7:
            // Across the end of a mapping, or of one that was.
            return choose_from(dice, garbage->addresses, GARBAGE_ADDRESSES) + ABI_PAGE_BYTES - dice_below(dice, 64);
        case 8:
            return arena->read_write + dice_below(dice, arena->read_write_bytes);
        default:
            return arena->read_write + dice_below(dice, arena->read_write_bytes) / 8 * 8;
    }
}

static uint64_t choose_place(struct garbage *garbage) {
    struct dice *dice = &garbage->dice;
    switch (dice_below(dice, 8)) {
        case 0:
            return choose_pointer(garbage);
        case 1:
            return choose_pointer(garbage) / ABI_PAGE_BYTES * ABI_PAGE_BYTES;
        case 2:
            return dice_below(dice, FIRST_NONCANONICAL) / ABI_PAGE_BYTES * ABI_PAGE_BYTES;
        case 3:
        case 4:
        case 5:
            return choose_from(dice, garbage->addresses, GARBAGE_ADDRESSES);
        default:
            return 0;
    }
}

static uint64_t choose_count(struct dice *dice) {
    switch (dice_below(dice, 8)) {
        case 0:
            return dice_roll(dice);
        case 1:
            return -dice_below(dice, 16);
        case 2:
            return (UINT64_C(1) << dice_below(dice, 64)) - dice_below(dice, 2);
        case 3:
            return dice_below(dice, 2 * ABI_PAGE_BYTES);
        case 4:
            return dice_below(dice, 2 * ABI_MESSAGE_MAX_BYTES);
        default:
            return dice_below(dice, 4);
    }
}

static uint64_t choose_deadline(struct dice *dice) {
    switch (dice_below(dice, 8)) {
        case 0:
            return ABI_DEADLINE_NEVER;
        case 1:
            return dice_roll(dice);
        case 2:
        case 3:
            return nexus_clock_read() + dice_below(dice, DEADLINE_TICKS);
        default:
            return dice_below(dice, 2);
    }
}

static uint64_t choose_rights(struct dice *dice) {
    return dice_hits(dice, 8) ? dice_roll(dice) : dice_below(dice, ABI_RIGHT_ALL + 1);
}

static uint64_t choose_harts(struct dice *dice) {
    switch (dice_below(dice, 4)) {
        case 0:
            return dice_roll(dice);
        case 1:
            return UINT64_C(1) << dice_below(dice, ABI_HARTS_MAX);
        default:
            return 0;
    }
}

// What stands for nothing in particular.
static uint64_t choose_word(struct garbage *garbage) {
    struct dice *dice = &garbage->dice;
    switch (dice_below(dice, 8)) {
        case 0:
            return 0;
        case 1:
            return UINT64_MAX;
        case 2:
            return dice_roll(dice);
        case 3:
            return choose_any_handle(garbage);
        case 4:
            return choose_pointer(garbage);
        case 5:
            return choose_deadline(dice);
        case 6:
            return choose_rights(dice);
        default:
            return choose_count(dice);
    }
}

static uint64_t choose_own_or(struct garbage *garbage, enum abi_object_kind kind) {
    return dice_hits(&garbage->dice, 4) ? 0 : choose_handle(garbage, kind);
}

static uint64_t choose_slot(struct garbage *garbage, enum shape_slot slot) {
    struct dice *dice = &garbage->dice;
    switch (slot) {
        case SHAPE_WORD:
            return choose_word(garbage);
        case SHAPE_PROCESS:
            return choose_own_or(garbage, ABI_OBJECT_PROCESS);
        case SHAPE_TASK:
            return choose_own_or(garbage, ABI_OBJECT_TASK);
        case SHAPE_POINTER:
            return choose_pointer(garbage);
        case SHAPE_PLACE:
            return choose_place(garbage);
        case SHAPE_COUNT:
            return choose_count(dice);
        case SHAPE_RIGHTS:
            return choose_rights(dice);
        case SHAPE_DEADLINE:
            return choose_deadline(dice);
        case SHAPE_BITS:
            return dice_roll(dice) & dice_roll(dice) & dice_roll(dice);
        case SHAPE_HARTS:
            return choose_harts(dice);
        case SHAPE_TASK_ID:
            return choose_from(dice, garbage->tasks, GARBAGE_TASKS);
        case SHAPE_CLASS:
            return dice_below(dice, ABI_CLASS_COUNT + 1);
        case SHAPE_CODE:
            return dice_hits(dice, 4) ? choose_pointer(garbage) : garbage->arena->task_entry;
        case SHAPE_STACK:
            return dice_hits(dice, 4) ? choose_pointer(garbage) : garbage->arena->task_stack;
        case SHAPE_ANY_HANDLE:
            return choose_any_handle(garbage);
        case SHAPE_HANDLE:
            break;
    }
    return choose_handle(garbage, (enum abi_object_kind)(slot - SHAPE_HANDLE));
}

static uint64_t choose_number(struct dice *dice) {
    if (dice_hits(dice, STRANGE_NUMBER)) {
        return dice_hits(dice, 2) ? dice_roll(dice) : choose_count(dice);
    }
    uint64_t number = dice_below(dice, CALL_SLOTS);
    for (uint32_t i = 0; i < REDRAWS; i++) {
        const struct shape *shape = shape_of(number);
        if (shape == NULL || shape->rarity == 0 || dice_hits(dice, shape->rarity)) {
            break;
        }
        number = dice_below(dice, CALL_SLOTS);
    }
    return number;
}

static void fill_page(struct garbage *garbage) {
    struct dice *dice = &garbage->dice;
    struct abi_message *page = garbage->page;
    bool wild = dice_hits(dice, WILD_CALL);
    page->deadline = choose_deadline(dice);
    page->bytes = (uint16_t)(wild ? choose_count(dice) : dice_below(dice, ABI_MESSAGE_MAX_BYTES + 1));
    page->capability_count = (uint8_t)(wild ? dice_roll(dice) : dice_below(dice, ABI_MESSAGE_CAPABILITIES + 1));
    page->accept = (uint8_t)(wild ? dice_roll(dice) : dice_below(dice, ABI_MESSAGE_CAPABILITIES + 1));
    page->reserved = wild && dice_hits(dice, 2) ? (uint32_t)dice_roll(dice) : 0;
    for (uint32_t i = 0; i < ABI_MESSAGE_CAPABILITIES; i++) {
        page->capabilities[i] = (struct abi_message_capability){
            .handle = (uint32_t)choose_any_handle(garbage),
            .rights = (uint8_t)choose_rights(dice),
            .grantable = (uint8_t)choose_rights(dice),
            .reserved = (uint16_t)(wild ? dice_roll(dice) : 0),
        };
    }
    uint64_t words[] = {dice_roll(dice), dice_roll(dice)};
    memcpy(page->data, words, sizeof(words));
}

static bool reads_page(uint64_t number) {
    return (number >= ABI_SYS_IPC_CALL_PAGE && number <= ABI_SYS_IPC_SEND_PAGE) || number == ABI_SYS_REPLY_TO_PAGE;
}

void garbage_choose(struct garbage *garbage, uint64_t arguments[ATTACK_ARGUMENTS]) {
    struct dice *dice = &garbage->dice;
    uint64_t number = choose_number(dice);
    const struct shape *shape = dice_hits(dice, WILD_CALL) ? NULL : shape_of(number);
    for (uint32_t i = 0; i < ABI_ARGUMENT_REGISTERS; i++) {
        bool wild = shape == NULL || dice_hits(dice, WILD_ARGUMENT);
        arguments[i] = wild ? choose_word(garbage) : choose_slot(garbage, (enum shape_slot)shape->slots[i]);
    }
    arguments[ATTACK_ARGUMENTS - 1] = number;
    if (reads_page(number)) {
        fill_page(garbage);
    }
}

static void know(struct dice *dice, uint64_t *values, uint64_t count, uint64_t value) {
    values[dice_below(dice, count)] = value;
}

void garbage_know_handle(struct garbage *garbage, enum abi_object_kind kind, uint64_t handle) {
    know(&garbage->dice, garbage->handles[kind], GARBAGE_HANDLES, handle);
}

void garbage_know_address(struct garbage *garbage, uint64_t address) {
    know(&garbage->dice, garbage->addresses, GARBAGE_ADDRESSES, address);
}

void garbage_know_task(struct garbage *garbage, uint64_t id) {
    know(&garbage->dice, garbage->tasks, GARBAGE_TASKS, id);
}

static bool knows_handle(const struct garbage *garbage, enum abi_object_kind kind, uint64_t handle) {
    for (uint32_t i = 0; i < GARBAGE_HANDLES; i++) {
        if (garbage->handles[kind][i] == handle) {
            return true;
        }
    }
    return false;
}

// The kind that the thread believes the handle to be of.
static enum abi_object_kind kind_of(const struct garbage *garbage, uint64_t handle) {
    for (uint32_t kind = 0; kind < ABI_OBJECT_KIND_COUNT; kind++) {
        if (knows_handle(garbage, (enum abi_object_kind)kind, handle)) {
            return (enum abi_object_kind)kind;
        }
    }
    return ABI_OBJECT_NONE;
}

// A VMO whose handle was guessed may be the attacker's own data under a second address, where the kernel would be told to write:
// then its judgement of calls would rest on garbage.
static bool may_give_away(const struct garbage *garbage, const uint64_t arguments[ATTACK_ARGUMENTS]) {
    return arguments[ATTACK_ARGUMENTS - 1] != ABI_SYS_VMO_MAP || knows_handle(garbage, ABI_OBJECT_VMO, arguments[1]);
}

void garbage_learn(struct garbage *garbage, const uint64_t arguments[ATTACK_ARGUMENTS], uint64_t value) {
    const struct shape *shape = shape_of(arguments[ATTACK_ARGUMENTS - 1]);
    if (shape == NULL || shape->gives == 0 || !may_give_away(garbage, arguments)) {
        return;
    }
    if (shape->gives == SHAPE_TASK_ID) {
        garbage_know_task(garbage, value);
    } else if (shape->gives == SHAPE_PLACE) {
        garbage_know_address(garbage, value);
    } else if (shape->gives == SHAPE_ANY_HANDLE) {
        garbage_know_handle(garbage, kind_of(garbage, arguments[0]), value);
    } else {
        garbage_know_handle(garbage, (enum abi_object_kind)(shape->gives - SHAPE_HANDLE), value);
    }
}
