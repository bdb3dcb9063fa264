// SPDX-License-Identifier: Apache-2.0
// What a program is started with: named capabilities and a few numbers. libs/loader puts a record on the stack of the program
// it starts and its address into a0; the first program gets one made of struct abi_boot. Pure.
#pragma once

#include <stdint.h>

#include "abi/boot.h"
#include "abi/error.h"

#ifdef __cplusplus
extern "C" {
#endif

enum start_record_limits {
    START_RECORD_NAME_MAX = 23,  // longest name, without the NUL
    START_RECORD_CAPABILITIES_MAX = 32,
    START_RECORD_ARGUMENTS = 4,
};

struct start_record_capability {
    char name[START_RECORD_NAME_MAX + 1];
    uint32_t handle;
    uint32_t reserved;
};

struct start_record {
    uint64_t arguments[START_RECORD_ARGUMENTS];  // what they mean is between the program and whoever starts it
    uint64_t capability_count;
    uint64_t ticks_per_second;  // of clock_read
    struct start_record_capability capabilities[START_RECORD_CAPABILITIES_MAX];
};

// Errors: EINVAL (the name is empty, too long, or there already; handle 0), ENOSPC (the record is full).
ABI_MUST_USE enum abi_error start_record_add(struct start_record *record, const char *name, uint32_t handle);

// The handle of that name, or 0.
uint32_t start_record_find(const struct start_record *record, const char *name);

// What the first program has, under the names of struct abi_boot's fields: log, power, archive, clock, ... A handle that is 0 is left
// out, and so are the devices: a list is read where it is (nexus_boot).
void start_record_from_boot(struct start_record *record, const struct abi_boot *boot);

#ifdef __cplusplus
}
#endif
