// SPDX-License-Identifier: Apache-2.0
// The properties of device-tree nodes that the kernel reads, and what their bytes say. Pure; for devicetree.c only.
// Source: Devicetree Specification 0.4, section 2.2.4 "Property Values".
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kernel/memory/physical_range.h"

#ifdef __cplusplus
extern "C" {
#endif

enum property_id {
    PROPERTY_ADDRESS_CELLS,
    PROPERTY_BOOTARGS,
    PROPERTY_COMPATIBLE,
    PROPERTY_DEVICE_TYPE,
    PROPERTY_INITRD_END,
    PROPERTY_INITRD_START,
    PROPERTY_INTERRUPT_PARENT,
    PROPERTY_INTERRUPTS,
    PROPERTY_INTERRUPTS_EXTENDED,
    PROPERTY_ISA,
    PROPERTY_ISA_EXTENSIONS,
    PROPERTY_PHANDLE,
    PROPERTY_RANGES,
    PROPERTY_REG,
    PROPERTY_RNG_SEED,
    PROPERTY_SIZE_CELLS,
    PROPERTY_SOURCES,  // riscv,ndev
    PROPERTY_STATUS,
    PROPERTY_TIMEBASE,
    PROPERTY_COUNT
};

// Bytes inside the blob. data is null when the node has no such property.
struct property {
    const uint8_t *data;
    uint32_t bytes;
};

// PROPERTY_COUNT when the kernel does not read properties of that name.
enum property_id property_find(const char *name);

// The "take" functions consume the front of a property. They return false (null) and leave everything untouched when
// what is left does not begin with what they read.

// A string of a list; null too when it is not terminated.
const char *property_take_text(struct property *list);

// A big-endian number of 1 or 2 cells (of 4 bytes).
bool property_take_number(struct property *list, uint32_t cells, uint64_t *number);

// A range that is neither empty nor wraps, of 1 or 2 cells each for its base and its size.
bool property_take_range(struct property *list, uint32_t base_cells, uint32_t size_cells, struct physical_range *range);

// True when the property is exactly that string.
bool property_is_text(struct property property, const char *text);

// True when the property is a list of strings, and that string is among those before any malformed one.
bool property_lists_text(struct property list, const char *text);

// The number that the whole property is, of 1 or 2 cells. False, and *number untouched, when it is something else.
bool property_number(struct property property, uint64_t *number);

// The same for exactly 1 cell; `otherwise` when it is something else.
uint32_t property_cell(struct property property, uint32_t otherwise);

#ifdef __cplusplus
}
#endif
