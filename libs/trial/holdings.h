// SPDX-License-Identifier: Apache-2.0
// What the machine has left and what a process holds: before and after a trial they are the same, to the byte. Pure.
#pragma once

#include <stdint.h>

#include "abi/process.h"

#ifdef __cplusplus
extern "C" {
#endif

struct holdings {
    uint64_t free_bytes;
    struct abi_process_info process;
};

// The name of the first thing that differs, and both of its values; or NULL, and nothing is written.
const char *holdings_compare(const struct holdings *before, const struct holdings *after, uint64_t *value_before,
                             uint64_t *value_after);

#ifdef __cplusplus
}
#endif
