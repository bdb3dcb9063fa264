// SPDX-License-Identifier: Apache-2.0
// Source: Devicetree Specification 0.4, chapter 3 "Device Node Requirements".
#include <string.h>

#include "kernel/boot/devicetree_reader.h"

enum node_layout {
    ADDRESS_CELLS_DEFAULT = 2,
    SIZE_CELLS_DEFAULT = 1,
    CELLS_MALFORMED = UINT8_MAX,
    PLIC_SOURCES_MAX = 1023,
    DEVICE_ALIGNMENT_BYTES = 4,
};

enum driver {
    DRIVER_UART,
    DRIVER_PLIC,
    DRIVER_SSWI,
    DRIVER_TEST_DEVICE,
    DRIVER_RTC,
    DRIVER_VIRTIO,
};

struct device_match {
    char compatible[20];
    uint8_t driver;
    uint32_t bytes_min;  // of its registers
};

static const struct device_match DEVICES[] = {
    {"ns16550a", DRIVER_UART, 8},
    {"sifive,plic-1.0.0", DRIVER_PLIC, 0x201000},  // one context
    {"riscv,plic0", DRIVER_PLIC, 0x201000},
    {"riscv,aclint-sswi", DRIVER_SSWI, 4},
    {"sifive,test0", DRIVER_TEST_DEVICE, 4},
    {"sifive,test1", DRIVER_TEST_DEVICE, 4},
    {"google,goldfish-rtc", DRIVER_RTC, 0x20},
    {"virtio,mmio", DRIVER_VIRTIO, 0x100},
};

static bool is_available(const struct devicetree_reader *reader) {
    struct property status = reader->properties[PROPERTY_STATUS];
    return status.data == NULL || property_is_text(status, "okay") || property_is_text(status, "ok");
}

// Multi-letter extensions of an isa string come after underscores.
static bool isa_has(const char *isa, const char *extension) {
    size_t length = strlen(extension);
    for (const char *at = strchr(isa, '_'); at != NULL; at = strchr(at + 1, '_')) {
        if (strncmp(at + 1, extension, length) == 0 && (at[1 + length] == '_' || at[1 + length] == '\0')) {
            return true;
        }
    }
    return false;
}

static bool has_sstc(const struct devicetree_reader *reader) {
    struct property isa = reader->properties[PROPERTY_ISA];
    const char *text = property_take_text(&isa);
    return (text != NULL && isa_has(text, "sstc")) ||
           property_lists_text(reader->properties[PROPERTY_ISA_EXTENSIONS], "sstc");
}

static enum devicetree_error read_cpu(struct devicetree_reader *reader, const struct devicetree_level *parent,
                                      struct devicetree_level *level) {
    struct boot_info *info = &reader->info;
    if (!property_is_text(reader->properties[PROPERTY_DEVICE_TYPE], "cpu") || !is_available(reader)) {
        return DEVICETREE_OK;
    }
    struct property reg = reader->properties[PROPERTY_REG];
    struct boot_hart hart = {.sstc = has_sstc(reader)};
    if (!property_take_number(&reg, parent->address_cells, &hart.hart.value) || reg.bytes != 0) {
        return DEVICETREE_BAD_HART;
    }
    for (uint32_t i = 0; i < info->hart_count; i++) {
        if (info->harts[i].hart.value == hart.hart.value) {
            return DEVICETREE_DUPLICATE_HART;
        }
    }
    if (info->hart_count == ABI_HARTS_MAX) {
        return DEVICETREE_TOO_MANY_HARTS;
    }
    info->harts[info->hart_count++] = hart;
    level->kind = DEVICETREE_LEVEL_CPU;
    if (info->timebase_hz == 0) {
        (void)property_number(reader->properties[PROPERTY_TIMEBASE], &info->timebase_hz);
    }
    return DEVICETREE_OK;
}

static enum devicetree_error read_hart_controller(struct devicetree_reader *reader) {
    if (property_lists_text(reader->properties[PROPERTY_COMPATIBLE], "riscv,cpu-intc")) {
        reader->hart_phandles[reader->info.hart_count - 1] = property_cell(reader->properties[PROPERTY_PHANDLE], 0);
    }
    return DEVICETREE_OK;
}

// Keeps the ranges sorted by base.
static enum devicetree_error add_memory(struct boot_info *info, struct physical_range range) {
    if (info->memory_count == DEVICETREE_MEMORY_MAX) {
        return DEVICETREE_BAD_MEMORY;
    }
    uint32_t at = info->memory_count;
    for (; at > 0 && info->memory[at - 1].base > range.base; at--) {
        info->memory[at] = info->memory[at - 1];
    }
    info->memory[at] = range;
    info->memory_count++;
    bool overlaps_before = at > 0 && info->memory[at - 1].base + info->memory[at - 1].bytes > range.base;
    bool overlaps_after = at + 1 < info->memory_count && range.base + range.bytes > info->memory[at + 1].base;
    return overlaps_before || overlaps_after ? DEVICETREE_OVERLAPPING_MEMORY : DEVICETREE_OK;
}

enum devicetree_error devicetree_reader_add_reserved(struct boot_info *info, struct physical_range range) {
    if (info->reserved_count == DEVICETREE_RESERVED_MAX) {
        return DEVICETREE_TOO_MANY_RESERVED;
    }
    info->reserved[info->reserved_count++] = range;
    return DEVICETREE_OK;
}

// Every range of the node's reg.
static enum devicetree_error read_ranges(struct devicetree_reader *reader, const struct devicetree_level *parent,
                                         enum devicetree_error (*add)(struct boot_info *, struct physical_range)) {
    struct property reg = reader->properties[PROPERTY_REG];
    enum devicetree_error error = DEVICETREE_OK;
    do {
        struct physical_range range;
        if (!property_take_range(&reg, parent->address_cells, parent->size_cells, &range)) {
            return DEVICETREE_BAD_MEMORY;
        }
        error = add(&reader->info, range);
    } while (error == DEVICETREE_OK && reg.bytes != 0);
    return error;
}

static enum devicetree_error read_chosen(struct devicetree_reader *reader) {
    struct boot_info *info = &reader->info;
    struct property line = reader->properties[PROPERTY_BOOTARGS];
    if (line.bytes != 0) {
        const char *text = property_take_text(&line);
        size_t length = text == NULL ? SIZE_MAX : strlen(text);
        if (length >= sizeof(info->command_line)) {
            return DEVICETREE_LONG_COMMAND_LINE;
        }
        memcpy(info->command_line, text, length + 1);
    }
    struct property seed = reader->properties[PROPERTY_RNG_SEED];
    if (seed.bytes != 0) {
        info->seed_bytes = seed.bytes < DEVICETREE_SEED_MAX ? seed.bytes : DEVICETREE_SEED_MAX;
        memcpy(info->seed, seed.data, info->seed_bytes);
    }
    struct property start = reader->properties[PROPERTY_INITRD_START];
    struct property end = reader->properties[PROPERTY_INITRD_END];
    if (start.data != NULL || end.data != NULL) {
        uint64_t end_address = 0;
        if (!property_number(start, &info->initrd.range.base) || !property_number(end, &end_address) ||
            end_address < info->initrd.range.base) {
            return DEVICETREE_BAD_INITRD;
        }
        info->initrd.range.bytes = end_address - info->initrd.range.base;
        info->initrd.present = true;
    }
    return DEVICETREE_OK;
}

static const struct device_match *match_device(struct property compatible) {
    for (const char *text = property_take_text(&compatible); text != NULL; text = property_take_text(&compatible)) {
        for (size_t i = 0; i < sizeof(DEVICES) / sizeof(DEVICES[0]); i++) {
            if (strcmp(DEVICES[i].compatible, text) == 0) {
                return &DEVICES[i];
            }
        }
    }
    return NULL;
}

// The first interrupt; *parent stays 0 when the device has none.
static bool read_interrupt(const struct devicetree_reader *reader, const struct devicetree_level *level, uint32_t *irq,
                           uint32_t *parent) {
    struct property interrupts = reader->properties[PROPERTY_INTERRUPTS];
    if (interrupts.data == NULL) {
        return true;
    }
    uint64_t number = 0;
    if (!property_take_number(&interrupts, 1, &number)) {
        return false;
    }
    *irq = (uint32_t)number;
    *parent = level->interrupt_parent;
    return true;
}

static bool read_plic(struct devicetree_reader *reader) {
    uint32_t sources = property_cell(reader->properties[PROPERTY_SOURCES], 0);
    reader->info.plic_sources = sources;
    reader->plic_phandle = property_cell(reader->properties[PROPERTY_PHANDLE], 0);
    reader->plic_targets = reader->properties[PROPERTY_INTERRUPTS_EXTENDED];
    return sources >= 1 && sources <= PLIC_SOURCES_MAX;
}

static bool read_virtio(struct devicetree_reader *reader, const struct devicetree_level *level,
                        struct physical_range range) {
    uint32_t i = reader->info.virtio_count;
    if (i == DEVICETREE_VIRTIO_MAX) {
        return false;
    }
    reader->info.virtio_count++;
    reader->info.virtio[i].range = range;
    return read_interrupt(reader, level, &reader->info.virtio[i].irq, &reader->virtio_interrupt_parents[i]);
}

// Where the range of a device goes of which one is used.
static struct device_range *only_device(struct boot_info *info, enum driver driver) {
    switch (driver) {
        case DRIVER_UART:
            return &info->uart;
        case DRIVER_PLIC:
            return &info->plic;
        case DRIVER_SSWI:
            return &info->sswi;
        case DRIVER_RTC:
            return &info->rtc;
        default:
            return &info->test_device;
    }
}

static bool read_only_device(struct devicetree_reader *reader, const struct devicetree_level *level, enum driver driver,
                             struct physical_range range) {
    struct device_range *device = only_device(&reader->info, driver);
    if (device->present) {
        return true;  // the first one is used
    }
    *device = (struct device_range){true, range};
    switch (driver) {
        case DRIVER_UART:
            return read_interrupt(reader, level, &reader->info.uart_irq, &reader->uart_interrupt_parent);
        case DRIVER_RTC:
            return read_interrupt(reader, level, &reader->info.rtc_irq, &reader->rtc_interrupt_parent);
        case DRIVER_PLIC:
            return read_plic(reader);
        case DRIVER_SSWI:
            reader->sswi_targets = reader->properties[PROPERTY_INTERRUPTS_EXTENDED];
            return true;
        default:
            return true;
    }
}

static enum devicetree_error read_device(struct devicetree_reader *reader, const struct devicetree_level *parent,
                                         const struct devicetree_level *level) {
    const struct device_match *match = match_device(reader->properties[PROPERTY_COMPATIBLE]);
    if (match == NULL || !is_available(reader)) {
        return DEVICETREE_OK;
    }
    struct property reg = reader->properties[PROPERTY_REG];
    struct physical_range range;
    if (!parent->identity || !property_take_range(&reg, parent->address_cells, parent->size_cells, &range) ||
        range.bytes < match->bytes_min || range.base % DEVICE_ALIGNMENT_BYTES != 0) {
        return DEVICETREE_BAD_DEVICE;
    }
    bool good = match->driver == DRIVER_VIRTIO ? read_virtio(reader, level, range)
                                               : read_only_device(reader, level, (enum driver)match->driver, range);
    return good ? DEVICETREE_OK : DEVICETREE_BAD_DEVICE;
}

static uint32_t cells(struct property property, uint32_t otherwise) {
    return property.data == NULL ? otherwise : property_cell(property, CELLS_MALFORMED);
}

static void read_level(const struct devicetree_reader *reader, const struct devicetree_level *parent,
                       struct devicetree_level *level) {
    const struct property *properties = reader->properties;
    struct property ranges = properties[PROPERTY_RANGES];
    level->kind = DEVICETREE_LEVEL_OTHER;
    level->address_cells = cells(properties[PROPERTY_ADDRESS_CELLS], ADDRESS_CELLS_DEFAULT);
    level->size_cells = cells(properties[PROPERTY_SIZE_CELLS], SIZE_CELLS_DEFAULT);
    level->interrupt_parent =
        property_cell(properties[PROPERTY_INTERRUPT_PARENT], parent == NULL ? 0 : parent->interrupt_parent);
    level->identity = parent == NULL || (parent->identity && ranges.data != NULL && ranges.bytes == 0);
}

// A node directly below the root.
static enum devicetree_error read_top_node(struct devicetree_reader *reader, const struct devicetree_level *root,
                                           struct devicetree_level *level) {
    if (strcmp(reader->name, "cpus") == 0) {
        level->kind = DEVICETREE_LEVEL_CPUS;
        (void)property_number(reader->properties[PROPERTY_TIMEBASE], &reader->info.timebase_hz);
        return DEVICETREE_OK;
    }
    if (strcmp(reader->name, "chosen") == 0) {
        return read_chosen(reader);
    }
    if (strcmp(reader->name, "reserved-memory") == 0) {
        level->kind = DEVICETREE_LEVEL_RESERVED_MEMORY;
        return DEVICETREE_OK;
    }
    if (property_is_text(reader->properties[PROPERTY_DEVICE_TYPE], "memory") && is_available(reader)) {
        return read_ranges(reader, root, add_memory);
    }
    return read_device(reader, root, level);
}

enum devicetree_error devicetree_reader_read_node(struct devicetree_reader *reader) {
    struct devicetree_level *level = &reader->levels[reader->depth - 1];
    if (reader->depth == 1) {
        read_level(reader, NULL, level);
        return DEVICETREE_OK;
    }
    const struct devicetree_level *parent = level - 1;
    read_level(reader, parent, level);
    if (reader->depth == 2) {
        return read_top_node(reader, parent, level);
    }
    switch (parent->kind) {
        case DEVICETREE_LEVEL_CPUS:
            return read_cpu(reader, parent, level);
        case DEVICETREE_LEVEL_CPU:
            return read_hart_controller(reader);
        case DEVICETREE_LEVEL_RESERVED_MEMORY:
            // Without reg it asks for memory anywhere, which the kernel does not hand out.
            return reader->properties[PROPERTY_REG].data == NULL
                       ? DEVICETREE_OK
                       : read_ranges(reader, parent, devicetree_reader_add_reserved);
        default:
            return read_device(reader, parent, level);
    }
}
