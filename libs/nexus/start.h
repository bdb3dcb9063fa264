// SPDX-License-Identifier: Apache-2.0
// What this program was started with, the same way for every program. Valid from main on, in every thread.
#pragma once

#include <stdint.h>

#include "abi/boot.h"
#include "libs/nexus/start_record.h"

// The capability that this program was given under the name, or 0. "log" is where printf goes; without it, nowhere.
uint32_t nexus_start_handle(const char *name);

// A number that this program was given; 0 if there is none. index is below START_RECORD_ARGUMENTS.
uint64_t nexus_start_argument(uint32_t index);

// What clock_read counts in a second; 0 if whoever started the program did not say.
uint64_t nexus_ticks_per_second(void);

// All of it.
const struct start_record *nexus_start_record(void);

// What the machine's first program was given; NULL in every other one.
const struct abi_boot *nexus_boot(void);
