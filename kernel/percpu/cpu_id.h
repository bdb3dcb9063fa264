// SPDX-License-Identifier: Apache-2.0
// Ids of harts. A cpu number is dense (device-tree order) and indexes; a hart id is the hardware's own, may be
// sparse, and is only ever given to the firmware and to interrupt controllers.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/limits.h"

#ifdef __cplusplus
extern "C" {
#endif

struct cpu_id {
    uint32_t value;
};

struct hart_id {
    uint64_t value;
};

// A set of cpus, one bit per cpu number.
struct cpu_set {
    uint64_t bits;
};

_Static_assert(ABI_HARTS_MAX <= 64, "a cpu set is one word");

static inline struct cpu_set cpu_set_of(struct cpu_id cpu) {
    return (struct cpu_set){.bits = UINT64_C(1) << cpu.value};
}

static inline bool cpu_set_has(struct cpu_set set, struct cpu_id cpu) {
    return (set.bits >> cpu.value & 1) != 0;
}

#ifdef __cplusplus
}
#endif
