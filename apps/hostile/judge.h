// SPDX-License-Identifier: Apache-2.0
// What the parts of the judging program share: its name in every line, and how it waits.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "libs/trial/trial.h"

extern const char JUDGE_NAME[];

// Fails the trial unless error is ABI_OK.
static inline void judge_require(const char *what, enum abi_error error) {
    trial_require(JUDGE_NAME, what, error);
}

// Fails the trial unless the numbers are the same.
static inline void judge_equal(const char *what, uint64_t a, uint64_t b) {
    if (a != b) {
        trial_fail(JUDGE_NAME, what, a, b);
    }
}

// Waits until all of the bits were signalled. One that does not come in time fails the trial.
void judge_await(const char *what, uint32_t notification, uint64_t bits);

// A page that the caller can write, and a handle for those who share it.
void judge_make_board(uint32_t *vmo, void **memory);

// The reverse. Fails the trial when it cannot.
void judge_drop_board(uint32_t vmo, void *memory);
