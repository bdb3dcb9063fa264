// SPDX-License-Identifier: Apache-2.0
// What is typed, for the program's main task: a second task waits at the console, so that the main one can wait for something else
// as well. Context: the task that called input_start.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"

enum input_limits { INPUT_KEPT_MAX = 128 };  // typed ahead and kept here; the kernel keeps more

// Bits of the notification that input_wait tells of; the others are its callers' to signal.
enum input_bit { INPUT_BIT = 1 };

// log: a capability to the shell, with RECEIVE.
ABI_MUST_USE enum abi_error input_start(uint32_t log);

// The next byte that was typed; waits for it.
// Errors: those of console_read: there will be none any more.
ABI_MUST_USE enum abi_error input_take(char *byte);

// A capability to the notification that input_wait waits at, for those who are to signal it; 0 before input_start.
uint32_t input_notification(void);

// Waits for any bit of that notification, INPUT_BIT among them, until a deadline as of notification_wait. What was typed before is
// told at once.
// Errors: ETIMEDOUT.
ABI_MUST_USE enum abi_error input_wait(uint64_t deadline, uint64_t *bits);

// Whether something was typed that nobody took yet.
bool input_is_there(void);

// Forgets all that was typed up to the last Ctrl-C. False: there is none, and nothing is forgotten.
bool input_take_cancel(void);
