// SPDX-License-Identifier: Apache-2.0
// What holds of the reader of a device tree between two nodes, before the references between nodes are followed. Proofs suppose it of an
// arbitrary reader and prove it of what a node leaves: so it holds after any number of nodes.
#pragma once

#include <stddef.h>

#include "kernel/boot/devicetree_reader.h"
#include "testing/proofs/proof.h"

enum reader_validity {
    VALID_SOURCES_MAX = 1023,
    VALID_ALIGNMENT_BYTES = 4,
    // In the tree: /, /cpus, /cpus/cpu@0.
    VALID_DEPTH_OF_TOP = 1,
    VALID_DEPTH_OF_CPU = 2,
};

static inline bool is_range(struct physical_range range) {
    return range.bytes != 0 && range.bytes <= UINT64_MAX - range.base;
}

static inline bool is_same_range(struct physical_range a, struct physical_range b) {
    return a.base == b.base && a.bytes == b.bytes;
}

static inline bool are_harts_valid(const struct devicetree_reader *reader) {
    bool valid = reader->info.hart_count <= ABI_HARTS_MAX;
    for (uint32_t i = 0; i < ABI_HARTS_MAX; i++) {
        const struct boot_hart *hart = &reader->info.harts[i];
        if (i >= reader->info.hart_count) {
            valid &= reader->hart_phandles[i] == 0;
            continue;
        }
        valid &= !hart->has_plic_context && !hart->has_sswi;
        for (uint32_t other = 0; other < i; other++) {
            valid &= reader->info.harts[other].hart.value != hart->hart.value;
        }
    }
    return valid;
}

// Sorted, and apart.
static inline bool is_memory_valid(const struct boot_info *info) {
    bool valid = info->memory_count <= DEVICETREE_MEMORY_MAX;
    for (uint32_t i = 0; i < DEVICETREE_MEMORY_MAX; i++) {
        if (i < info->memory_count) {
            valid &= is_range(info->memory[i]);
            valid &= i == 0 || (info->memory[i - 1].base < info->memory[i].base &&
                                info->memory[i - 1].bytes <= info->memory[i].base - info->memory[i - 1].base);
        }
    }
    return valid;
}

static inline bool is_reserved_valid(const struct boot_info *info) {
    bool valid = info->reserved_count <= DEVICETREE_RESERVED_MAX;
    for (uint32_t i = 0; i < DEVICETREE_RESERVED_MAX; i++) {
        valid &= i >= info->reserved_count || is_range(info->reserved[i]);
    }
    return valid;
}

static inline bool is_device_valid(struct device_range device) {
    struct physical_range range = device.range;
    return device.present ? is_range(range) && range.base % VALID_ALIGNMENT_BYTES == 0
                          : range.base == 0 && range.bytes == 0;
}

static inline bool are_devices_valid(const struct devicetree_reader *reader) {
    const struct boot_info *info = &reader->info;
    bool valid = is_device_valid(info->uart) && is_device_valid(info->plic) && is_device_valid(info->sswi) &&
                 is_device_valid(info->test_device) && is_device_valid(info->rtc);
    valid &= info->uart.present || (info->uart_irq == 0 && reader->uart_interrupt_parent == 0);
    valid &= info->rtc.present || (info->rtc_irq == 0 && reader->rtc_interrupt_parent == 0);
    valid &= info->plic.present ? info->plic_sources >= 1 && info->plic_sources <= VALID_SOURCES_MAX
                                : info->plic_sources == 0 && reader->plic_phandle == 0;
    valid &= info->plic.present || reader->plic_targets.bytes == 0;
    valid &= info->sswi.present || reader->sswi_targets.bytes == 0;
    return valid;
}

static inline bool is_virtio_valid(const struct devicetree_reader *reader) {
    const struct boot_info *info = &reader->info;
    bool valid = info->virtio_count <= DEVICETREE_VIRTIO_MAX;
    for (uint32_t i = 0; i < DEVICETREE_VIRTIO_MAX; i++) {
        const struct boot_virtio *virtio = &info->virtio[i];
        valid &= i < info->virtio_count ? is_device_valid((struct device_range){true, virtio->range})
                                        : virtio->irq == 0 && reader->virtio_interrupt_parents[i] == 0;
    }
    return valid;
}

static inline bool is_chosen_valid(const struct boot_info *info) {
    bool terminated = false;
    for (uint32_t i = 0; i < DEVICETREE_COMMAND_LINE_MAX; i++) {
        terminated |= info->command_line[i] == '\0';
    }
    return terminated && info->seed_bytes <= DEVICETREE_SEED_MAX &&
           (!info->initrd.present || info->initrd.range.bytes <= UINT64_MAX - info->initrd.range.base);
}

// The open nodes, so many of them: each kind is where the tree has it, and inside of a hart there is one.
static inline bool are_levels_valid(const struct devicetree_reader *reader, uint32_t depth) {
    bool valid = depth <= DEVICETREE_READER_LEVELS_MAX;
    for (uint32_t i = 0; i < DEVICETREE_READER_LEVELS_MAX; i++) {
        enum devicetree_level_kind kind = reader->levels[i].kind;
        if (i >= depth) {
            continue;
        }
        bool is_top = i == VALID_DEPTH_OF_TOP;
        bool is_cpu = i == VALID_DEPTH_OF_CPU && reader->levels[i - 1].kind == DEVICETREE_LEVEL_CPUS;
        valid &= kind == DEVICETREE_LEVEL_OTHER ||
                 (is_top && (kind == DEVICETREE_LEVEL_CPUS || kind == DEVICETREE_LEVEL_RESERVED_MEMORY)) ||
                 (is_cpu && kind == DEVICETREE_LEVEL_CPU && reader->info.hart_count != 0);
    }
    return valid;
}

static inline bool is_info_valid(const struct devicetree_reader *reader) {
    return are_harts_valid(reader) && is_memory_valid(&reader->info) && is_reserved_valid(&reader->info) &&
           are_devices_valid(reader) && is_virtio_valid(reader) && is_chosen_valid(&reader->info);
}
