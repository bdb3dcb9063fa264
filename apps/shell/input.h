// SPDX-License-Identifier: Apache-2.0
// What is typed, for the shell's main task, which can wait for something else as well. It comes from consoled, or where the shell does
// not call that, from the console itself (source.h). Context: the task that called input_start.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"

enum input_limits { INPUT_KEPT_MAX = 1024 };  // typed ahead and kept here; the source keeps more

// Bits of the notification that input_wait tells of; the first and the last are the source's, the others its callers' to signal.
enum input_bit { INPUT_BIT = 1 };

// Errors: those of the source.
ABI_MUST_USE enum abi_error input_start(void);

// The next byte that was typed; waits for it.
// Errors: EAGAIN (there is something to say of the terminal first: input_print_news), those of the source: there will be none any more.
ABI_MUST_USE enum abi_error input_take(char *byte);

// Lines, if there is anything to say of the terminal.
void input_print_news(void);

// A capability to the notification that input_wait waits at, for those who are to signal it; 0 before input_start.
uint32_t input_notification(void);

// Waits for any bit of that notification, INPUT_BIT among them, until a deadline as of notification_wait. What was typed before is
// told at once.
// Errors: ETIMEDOUT.
ABI_MUST_USE enum abi_error input_wait(uint64_t deadline, uint64_t *bits);

// Whether something was typed that nobody took yet.
bool input_is_there(void);

// Forgets all that was typed up to the last Ctrl-C. False: there is none, and nothing is forgotten, unless there was no room to look for
// one: then what was typed ahead is lost, which is news.
bool input_take_cancel(void);
