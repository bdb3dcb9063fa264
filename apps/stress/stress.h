// SPDX-License-Identifier: Apache-2.0
// What the files of the coordinator share.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "libs/trial/trial.h"

#define STRESS_NAME "stress"

static inline void stress_require(const char *what, enum abi_error error) {
    trial_require(STRESS_NAME, what, error);
}

static inline void stress_equal(const char *what, uint64_t a, uint64_t b) {
    if (a != b) {
        trial_fail(STRESS_NAME, what, a, b);
    }
}
