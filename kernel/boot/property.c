// SPDX-License-Identifier: Apache-2.0
#include "kernel/boot/property.h"

#include <libfdt.h>
#include <stddef.h>
#include <string.h>

enum property_layout {
    CELL_BYTES = 4,
    NAME_BYTES_MAX = 21,
};

static const char names[PROPERTY_COUNT][NAME_BYTES_MAX] = {
    [PROPERTY_ADDRESS_CELLS] = "#address-cells",
    [PROPERTY_BOOTARGS] = "bootargs",
    [PROPERTY_COMPATIBLE] = "compatible",
    [PROPERTY_DEVICE_TYPE] = "device_type",
    [PROPERTY_INITRD_END] = "linux,initrd-end",
    [PROPERTY_INITRD_START] = "linux,initrd-start",
    [PROPERTY_INTERRUPT_PARENT] = "interrupt-parent",
    [PROPERTY_INTERRUPTS] = "interrupts",
    [PROPERTY_INTERRUPTS_EXTENDED] = "interrupts-extended",
    [PROPERTY_ISA] = "riscv,isa",
    [PROPERTY_ISA_EXTENSIONS] = "riscv,isa-extensions",
    [PROPERTY_PHANDLE] = "phandle",
    [PROPERTY_RANGES] = "ranges",
    [PROPERTY_REG] = "reg",
    [PROPERTY_RNG_SEED] = "rng-seed",
    [PROPERTY_SIZE_CELLS] = "#size-cells",
    [PROPERTY_SOURCES] = "riscv,ndev",
    [PROPERTY_STATUS] = "status",
    [PROPERTY_TIMEBASE] = "timebase-frequency",
};

enum property_id property_find(const char *name) {
    for (uint32_t id = 0; id < PROPERTY_COUNT; id++) {
        // Most names differ in the first letter: spares the call, for every property of the tree.
        if (names[id][0] == name[0] && strcmp(names[id], name) == 0) {
            return (enum property_id)id;
        }
    }
    return PROPERTY_COUNT;
}

static void drop(struct property *list, uint32_t bytes) {
    list->data += bytes;
    list->bytes -= bytes;
}

const char *property_take_text(struct property *list) {
    const char *text = (const char *)list->data;
    uint32_t length = list->data == NULL ? 0 : (uint32_t)strnlen(text, list->bytes);
    if (length == list->bytes) {
        return NULL;
    }
    drop(list, length + 1);
    return text;
}

bool property_take_number(struct property *list, uint32_t cells, uint64_t *number) {
    if (cells < 1 || cells > 2 || list->bytes < cells * CELL_BYTES) {
        return false;
    }
    *number = cells == 1 ? fdt32_ld((const fdt32_t *)list->data) : fdt64_ld((const fdt64_t *)list->data);
    drop(list, cells * CELL_BYTES);
    return true;
}

bool property_take_range(struct property *list, uint32_t base_cells, uint32_t size_cells,
                         struct physical_range *range) {
    struct property rest = *list;
    struct physical_range found = {0, 0};
    if (!property_take_number(&rest, base_cells, &found.base) ||
        !property_take_number(&rest, size_cells, &found.bytes) || found.bytes == 0 ||
        found.bytes > UINT64_MAX - found.base) {
        return false;
    }
    *list = rest;
    *range = found;
    return true;
}

bool property_is_text(struct property property, const char *text) {
    const char *found = property_take_text(&property);
    return found != NULL && property.bytes == 0 && strcmp(found, text) == 0;
}

bool property_lists_text(struct property list, const char *text) {
    const char *found = property_take_text(&list);
    while (found != NULL && strcmp(found, text) != 0) {
        found = property_take_text(&list);
    }
    return found != NULL;
}

bool property_number(struct property property, uint64_t *number) {
    if (property.bytes != CELL_BYTES && property.bytes != 2 * CELL_BYTES) {
        return false;
    }
    return property_take_number(&property, property.bytes / CELL_BYTES, number);
}

uint32_t property_cell(struct property property, uint32_t otherwise) {
    uint64_t number = otherwise;
    if (property.bytes == CELL_BYTES) {
        (void)property_take_number(&property, 1, &number);
    }
    return (uint32_t)number;
}
