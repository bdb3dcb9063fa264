// SPDX-License-Identifier: Apache-2.0
// Source: RISC-V PLIC specification 1.0, "Memory Map"; RISC-V ACLINT specification, "Supervisor-level Software
// Interrupt Device"; RISC-V Privileged Architecture, "scause" (interrupt numbers).
#include <stddef.h>

#include "kernel/boot/devicetree_reader.h"

enum interrupt_cause {
    CAUSE_SUPERVISOR_SOFTWARE = 1,
    CAUSE_SUPERVISOR_EXTERNAL = 9,
};

// An array of registers, one entry for each line of interrupts-extended.
struct register_array {
    uint64_t base;
    uint64_t stride;
    uint32_t count_max;
};

static const struct register_array PLIC_CONTEXTS = {0x200000, 0x1000, 15872};
static const struct register_array SSWI_REGISTERS = {0, 4, 4095};

static bool is_inside(struct register_array array, uint32_t index, struct physical_range range) {
    return index < array.count_max && array.base + array.stride * (index + 1) <= range.bytes;
}

// The next line of interrupts-extended. *cpu is ABI_HARTS_MAX when it is not the interrupt `cause` of a hart in use.
static bool take_target(const struct devicetree_reader *reader, struct property *targets, uint64_t cause,
                        uint32_t *cpu) {
    uint64_t phandle = 0;
    uint64_t target_cause = 0;
    struct property rest = *targets;
    if (!property_take_number(&rest, 1, &phandle) || !property_take_number(&rest, 1, &target_cause)) {
        return false;
    }
    *targets = rest;
    *cpu = ABI_HARTS_MAX;
    if (phandle == 0 || target_cause != cause) {
        return true;
    }
    for (uint32_t i = 0; i < reader->info.hart_count && *cpu == ABI_HARTS_MAX; i++) {
        if (reader->hart_phandles[i] == phandle) {
            *cpu = i;
        }
    }
    return true;
}

static bool link_plic(struct devicetree_reader *reader) {
    struct boot_info *info = &reader->info;
    struct property targets = reader->plic_targets;
    uint32_t cpu = 0;
    for (uint32_t i = 0; take_target(reader, &targets, CAUSE_SUPERVISOR_EXTERNAL, &cpu); i++) {
        if (cpu == ABI_HARTS_MAX) {
            continue;
        }
        if (info->harts[cpu].has_plic_context || !is_inside(PLIC_CONTEXTS, i, info->plic.range)) {
            return false;
        }
        info->harts[cpu].plic_context = i;
        info->harts[cpu].has_plic_context = true;
    }
    return targets.bytes == 0;
}

static bool link_sswi(struct devicetree_reader *reader) {
    struct boot_info *info = &reader->info;
    struct property targets = reader->sswi_targets;
    uint32_t cpu = 0;
    for (uint32_t i = 0; take_target(reader, &targets, CAUSE_SUPERVISOR_SOFTWARE, &cpu); i++) {
        if (cpu == ABI_HARTS_MAX) {
            continue;
        }
        if (info->harts[cpu].has_sswi || !is_inside(SSWI_REGISTERS, i, info->sswi.range)) {
            return false;
        }
        info->harts[cpu].sswi_index = i;
        info->harts[cpu].has_sswi = true;
    }
    return targets.bytes == 0;
}

// An interrupt of any other controller than the PLIC is none to the kernel.
static bool link_interrupt(const struct devicetree_reader *reader, uint32_t parent, uint32_t *irq) {
    if (parent == 0 || parent != reader->plic_phandle) {
        *irq = 0;
        return true;
    }
    return *irq >= 1 && *irq <= reader->info.plic_sources;
}

static bool link_interrupts(struct devicetree_reader *reader) {
    struct boot_info *info = &reader->info;
    bool good = link_interrupt(reader, reader->uart_interrupt_parent, &info->uart_irq) &&
                link_interrupt(reader, reader->rtc_interrupt_parent, &info->rtc_irq);
    for (uint32_t i = 0; good && i < info->virtio_count; i++) {
        good = link_interrupt(reader, reader->virtio_interrupt_parents[i], &info->virtio[i].irq);
    }
    return good;
}

static bool is_in_memory(const struct boot_info *info, struct physical_range range) {
    for (uint32_t i = 0; i < info->memory_count; i++) {
        struct physical_range memory = info->memory[i];
        if (range.base >= memory.base && range.bytes <= memory.bytes &&
            range.base - memory.base <= memory.bytes - range.bytes) {
            return true;
        }
    }
    return false;
}

static bool touches_memory(const struct boot_info *info, struct physical_range range) {
    for (uint32_t i = 0; i < info->memory_count; i++) {
        struct physical_range memory = info->memory[i];
        if (range.base < memory.base + memory.bytes && memory.base < range.base + range.bytes) {
            return true;
        }
    }
    return false;
}

// Absent devices have an empty range at 0, which touches nothing.
static bool any_device_in_memory(const struct boot_info *info) {
    bool found = touches_memory(info, info->uart.range) || touches_memory(info, info->plic.range) ||
                 touches_memory(info, info->sswi.range) || touches_memory(info, info->test_device.range) ||
                 touches_memory(info, info->rtc.range);
    for (uint32_t i = 0; !found && i < info->virtio_count; i++) {
        found = touches_memory(info, info->virtio[i].range);
    }
    return found;
}

enum devicetree_error devicetree_reader_link(struct devicetree_reader *reader) {
    const struct boot_info *info = &reader->info;
    if (!link_plic(reader) || !link_sswi(reader) || !link_interrupts(reader) || any_device_in_memory(info)) {
        return DEVICETREE_BAD_DEVICE;
    }
    if (info->initrd.present && !is_in_memory(info, info->initrd.range)) {
        return DEVICETREE_BAD_INITRD;
    }
    return DEVICETREE_OK;
}
