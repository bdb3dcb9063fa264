// SPDX-License-Identifier: Apache-2.0
#include "kernel/boot/boot_info_check.h"

#include <string.h>

static bool is_range(struct physical_range range) {
    return range.bytes != 0 && range.base + range.bytes > range.base;
}

static bool are_apart(struct physical_range a, struct physical_range b) {
    return a.base + a.bytes <= b.base || b.base + b.bytes <= a.base;
}

static bool is_within(struct physical_range inner, struct physical_range outer) {
    return inner.base >= outer.base && inner.base + inner.bytes >= inner.base &&
           inner.base + inner.bytes <= outer.base + outer.bytes;
}

static const char *find_hart_defect(const struct boot_info *info) {
    if (info->hart_count < 1 || info->hart_count > ABI_HARTS_MAX) {
        return "number of harts";
    }
    for (uint32_t i = 0; i < info->hart_count; i++) {
        const struct boot_hart *hart = &info->harts[i];
        uint64_t context_end = 0x200000 + (hart->plic_context + UINT64_C(1)) * 0x1000;
        if (hart->has_plic_context && (!info->plic.present || context_end > info->plic.range.bytes)) {
            return "PLIC context outside the PLIC";
        }
        if (hart->has_sswi && (!info->sswi.present || (hart->sswi_index + UINT64_C(1)) * 4 > info->sswi.range.bytes)) {
            return "SSWI register outside the SSWI";
        }
        for (uint32_t other = 0; other < i; other++) {
            const struct boot_hart *before = &info->harts[other];
            if (hart->hart.value == before->hart.value ||
                (hart->has_plic_context && before->has_plic_context && hart->plic_context == before->plic_context) ||
                (hart->has_sswi && before->has_sswi && hart->sswi_index == before->sswi_index)) {
                return "two harts with one id, context or register";
            }
        }
    }
    return NULL;
}

static const char *find_memory_defect(const struct boot_info *info) {
    if (info->memory_count < 1 || info->memory_count > DEVICETREE_MEMORY_MAX ||
        info->reserved_count > DEVICETREE_RESERVED_MAX) {
        return "number of memory ranges";
    }
    for (uint32_t i = 0; i < info->memory_count; i++) {
        struct physical_range range = info->memory[i];
        if (!is_range(range)) {
            return "memory range";
        }
        if (i > 0 && info->memory[i - 1].base + info->memory[i - 1].bytes > range.base) {
            return "memory not sorted or not disjoint";
        }
    }
    for (uint32_t i = 0; i < info->reserved_count; i++) {
        if (!is_range(info->reserved[i])) {
            return "reserved range";
        }
    }
    return NULL;
}

static bool is_device_good(const struct boot_info *info, struct physical_range range) {
    bool good = is_range(range);
    for (uint32_t i = 0; i < info->memory_count; i++) {
        good = good && are_apart(range, info->memory[i]);
    }
    return good;
}

static const char *find_device_defect(const struct boot_info *info) {
    const struct device_range *devices[] = {&info->uart, &info->plic, &info->sswi, &info->test_device, &info->rtc};
    for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++) {
        if (devices[i]->present && !is_device_good(info, devices[i]->range)) {
            return "device range";
        }
    }
    if (info->virtio_count > DEVICETREE_VIRTIO_MAX) {
        return "number of virtio devices";
    }
    for (uint32_t i = 0; i < info->virtio_count; i++) {
        if (!is_device_good(info, info->virtio[i].range) || info->virtio[i].irq > info->plic_sources) {
            return "virtio device";
        }
    }
    if (info->plic_sources > 1023 || info->uart_irq > info->plic_sources ||
        (info->uart_irq != 0 && !info->uart.present) || info->rtc_irq > info->plic_sources ||
        (info->rtc_irq != 0 && !info->rtc.present)) {
        return "interrupt source";
    }
    return NULL;
}

static const char *find_chosen_defect(const struct boot_info *info) {
    bool initrd_good = !info->initrd.present;
    for (uint32_t i = 0; i < info->memory_count; i++) {
        initrd_good = initrd_good || is_within(info->initrd.range, info->memory[i]);
    }
    if (!initrd_good) {
        return "boot archive outside memory";
    }
    if (memchr(info->command_line, '\0', sizeof(info->command_line)) == NULL) {
        return "command line not terminated";
    }
    return info->seed_bytes > DEVICETREE_SEED_MAX ? "seed" : NULL;
}

const char *boot_info_find_defect(const struct boot_info *info) {
    const char *defect = find_hart_defect(info);
    defect = defect != NULL ? defect : find_memory_defect(info);
    defect = defect != NULL ? defect : find_device_defect(info);
    defect = defect != NULL ? defect : find_chosen_defect(info);
    if (defect == NULL && (info->timebase_hz == 0 || info->tree_bytes > DEVICETREE_BYTES_MAX)) {
        defect = "timebase or size of the tree";
    }
    return defect;
}
