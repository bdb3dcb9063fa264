// SPDX-License-Identifier: Apache-2.0
// The fault switches of testing/faults/fault_table.h, as the mechanisms they break ask for them. In kernels without faults the
// question is a constant and its code is gone.
// The selected fault is written once on the boot hart before any other hart starts.
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

// Sabotage kernel only.
extern enum fault fault_selected;

static inline bool fault_is(enum fault fault) {
    return KERNEL_FAULTS && fault_selected == fault;
}

// Reads "fault=NAME"; absent means none, an unknown name ends the boot. Sabotage kernel only.
void fault_select(const char *command_line);

#ifdef __cplusplus
}
#endif
