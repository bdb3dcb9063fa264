// SPDX-License-Identifier: Apache-2.0
// What programs share that try the system and judge it: a machine they know, programs from the boot archive, ends that are
// told, and a verdict. For the machine's first program, unless it says otherwise.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"
#include "libs/loader/loader.h"
#include "libs/trial/holdings.h"

enum trial_units {
    TRIAL_MICROSECONDS = 1000 * 1000,  // in a second
    TRIAL_PATIENCE_SECONDS = 30,       // no wait of a healthy machine takes as long
};

// Takes the precise clock for the calling thread, maps the archive, reads the time base, and has the kernel make the page tables
// that the process will need. Call it once, before the others.
ABI_MUST_USE enum abi_error trial_begin(void);

// Units: ticks of the machine's time base.
uint64_t trial_ticks(uint64_t microseconds);

// The time that many microseconds from now, for a thread that uses the clock.
uint64_t trial_deadline(uint64_t microseconds);

// The time after which a wait that is still not over is an error.
uint64_t trial_patience(void);

// A number of the archive's file "settings".
ABI_MUST_USE enum abi_error trial_setting(const char *name, uint64_t *value);

// A number that is different in every run of a machine whose clock is the host's, and the same in those that repeat.
uint64_t trial_clock_seed(void);

// Harts that are online.
uint32_t trial_harts(void);

// Gives *program that file of the archive.
// Errors: EINVAL (there is none).
ABI_MUST_USE enum abi_error trial_find_program(const char *name, struct loader_program *program);

// What there is now.
ABI_MUST_USE enum abi_error trial_take_stock(struct holdings *holdings);

// Prints "NAME: FAIL WHAT: A, B" and stops the machine with status 1.
_Noreturn void trial_fail(const char *name, const char *what, uint64_t a, uint64_t b);

// Fails unless error is ABI_OK.
void trial_require(const char *name, const char *what, enum abi_error error);

// Stops the machine with status 0.
_Noreturn void trial_pass(void);
