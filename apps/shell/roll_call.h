// SPDX-License-Identifier: Apache-2.0
// Tasks of the shell program beside its main one.
#pragma once

#include <stdint.h>

// Runs a task on every hart until that hart has taken a timer interrupt, and returns when all have.
void roll_call(uint32_t harts);

// Starts a task that never ends and never calls the kernel.
void start_spinner(void);
