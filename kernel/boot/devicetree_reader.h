// SPDX-License-Identifier: Apache-2.0
// What the one pass over a device tree gathers. devicetree.c walks the tree, devicetree_nodes.c reads a node,
// devicetree_links.c follows at the end the references that may point forwards: interrupt parents, and the harts
// that interrupt controllers serve. Pure; for these three files only.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kernel/boot/devicetree.h"
#include "kernel/boot/property.h"

enum devicetree_reader_limits {
    DEVICETREE_READER_LEVELS_MAX = 16,  // nodes inside nodes; trees of real machines need 4
};

enum devicetree_level_kind {
    DEVICETREE_LEVEL_OTHER,
    DEVICETREE_LEVEL_CPUS,
    DEVICETREE_LEVEL_CPU,  // the hart found last
    DEVICETREE_LEVEL_RESERVED_MEMORY,
};

// What an open node says about the nodes inside it.
struct devicetree_level {
    enum devicetree_level_kind kind;
    uint32_t address_cells;
    uint32_t size_cells;
    uint32_t interrupt_parent;  // phandle, 0 when none
    bool identity;              // addresses inside are physical addresses
};

struct devicetree_reader {
    const void *blob;
    const uint8_t *structure;  // its structure block
    struct boot_info info;

    uint32_t depth;  // open nodes; the innermost is levels[depth - 1]
    bool root_seen;
    bool in_properties;  // of the innermost node: they all come before the nodes inside it
    const char *name;    // of the node whose properties are being gathered
    struct property properties[PROPERTY_COUNT];
    struct devicetree_level levels[DEVICETREE_READER_LEVELS_MAX];

    uint32_t hart_phandles[ABI_HARTS_MAX];  // of each hart's own interrupt controller, 0 when none
    uint32_t plic_phandle;                  // 0 when none
    struct property plic_targets;           // interrupts-extended
    struct property sswi_targets;
    uint32_t uart_interrupt_parent;  // phandle, 0 when it has no interrupt
    uint32_t rtc_interrupt_parent;   // the same
    uint32_t virtio_interrupt_parents[DEVICETREE_VIRTIO_MAX];
};

// Reads the node whose properties are complete: the innermost one.
// Errors: what is wrong with that node; info is incomplete then.
enum devicetree_error devicetree_reader_read_node(struct devicetree_reader *reader);

// Errors: TOO_MANY_RESERVED.
enum devicetree_error devicetree_reader_add_reserved(struct boot_info *info, struct physical_range range);

// Fills in what depends on several nodes, and checks it. Errors: BAD_DEVICE, BAD_INITRD; info is incomplete then.
enum devicetree_error devicetree_reader_link(struct devicetree_reader *reader);
