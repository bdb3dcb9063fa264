// SPDX-License-Identifier: Apache-2.0
// A range of physical memory, as the device tree states it and the frame allocator is built from.
#pragma once

#include <stdint.h>

// A physical address range [base, base + bytes); never empty, never wraps when present.
struct physical_range {
    uint64_t base;
    uint64_t bytes;
};
