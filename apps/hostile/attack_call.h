// SPDX-License-Identifier: Apache-2.0
// A system call with all of its registers in the caller's hands.
#pragma once

#include <stdint.h>

enum attack_registers {
    ATTACK_ARGUMENTS = 8,  // a0 to a7
    ATTACK_TEMPORARIES = 7,
    ATTACK_SAVED = 12,
    ATTACK_SAVED_PATTERN = 0x5aa50000,  // sN holds this + N during the call
};

// After the call. attack_call.S knows the layout.
struct attack_result {
    uint64_t a[ATTACK_ARGUMENTS];
    uint64_t t[ATTACK_TEMPORARIES];
    uint64_t s[ATTACK_SAVED];
    uint64_t gp;
    uint64_t tp;
};

_Static_assert(sizeof(struct attack_result) == 29 * 8, "attack_call.S");

void attack_call(const uint64_t arguments[ATTACK_ARGUMENTS], struct attack_result *result);

// Where a task may begin that the attacker lets loose: ends at once. Not to be called.
void attack_stray_task(void);
