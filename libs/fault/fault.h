// SPDX-License-Identifier: Apache-2.0
// The fault switches of testing/faults/fault_table.h, as user-mode mechanisms ask for them: in the one place that enforces
// the rule. In images without faults the question is a constant and its code is gone; on the host no switch is on.
#pragma once

#include <stdbool.h>

#include "kernel/config/kernel_config.h"
#include "testing/faults/fault_table.h"

#ifdef __cplusplus
extern "C" {
#endif

enum fault {
#define FAULT_ENUM(id, breaks) FAULT_##id,
    FAULT_TABLE(FAULT_ENUM)
#undef FAULT_ENUM
        FAULT_COUNT
};

// The switch that the kernel was started with. Sabotage images only.
enum fault fault_selected(void);

static inline bool fault_is(enum fault fault) {
    return KERNEL_FAULTS && fault_selected() == fault;
}

#ifdef __cplusplus
}
#endif
