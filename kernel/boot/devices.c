// SPDX-License-Identifier: Apache-2.0
#include "kernel/boot/devices.h"

#include "kernel/arch/console.h"
#include "kernel/arch/firmware.h"
#include "kernel/arch/interrupt.h"
#include "kernel/arch/ipi.h"
#include "kernel/arch/mmu.h"
#include "kernel/arch/timer.h"
#include "kernel/boot/refuse.h"
#include "kernel/console/console.h"
#include "kernel/ipi/ipi.h"
#include "kernel/memory/kernel_space.h"
#include "kernel/memory/memory.h"
#include "kernel/percpu/percpu.h"
#include "kernel/timer/timer.h"

struct physical_range devices_read_tree(uint64_t physical, struct boot_info *boot) {
    if (physical % 8 != 0 || physical == 0 || physical > KERNEL_DIRECT_BYTES - DEVICETREE_BYTES_MAX) {
        boot_refuse("device tree: no usable address (0x%lx)", physical);
    }
    enum devicetree_error error = devicetree_read(memory_at(physical), DEVICETREE_BYTES_MAX, boot);
    if (error != DEVICETREE_OK) {
        boot_refuse("device tree: %s", devicetree_error_text(error));
    }
    return (struct physical_range){physical, boot->tree_bytes};
}

// 0 when the device is absent.
static uint64_t map_if_present(const struct device_range *device, const char *name) {
    uint64_t address = 0;
    if (device->present && kernel_space_map_device(device->range, &address) != ABI_OK) {
        boot_refuse("%s: its registers cannot be mapped", name);
    }
    return address;
}

static uint64_t map_required(const struct device_range *device, const char *name) {
    if (!device->present) {
        boot_refuse("the device tree lists no %s", name);
    }
    return map_if_present(device, name);
}

static bool every_hart_has_sstc(const struct boot_info *boot) {
    for (uint32_t i = 0; i < boot->hart_count; i++) {
        if (!boot->harts[i].sstc) {
            return false;
        }
    }
    return true;
}

static bool every_hart_has_sswi(const struct boot_info *boot) {
    for (uint32_t i = 0; i < boot->hart_count; i++) {
        if (!boot->harts[i].has_sswi) {
            return false;
        }
    }
    return boot->sswi.present;
}

void devices_init(const struct boot_info *boot) {
    power_init(map_if_present(&boot->test_device, "test device"));
    serial_init(map_required(&boot->uart, "UART"));
    interrupt_controller_init(map_required(&boot->plic, "interrupt controller"), boot->plic_sources);
    timer_init(boot->timebase_hz);
    ipi_init(boot->timebase_hz, boot->command_line);
    timer_choose_device(every_hart_has_sstc(boot));
    ipi_choose_device(every_hart_has_sswi(boot) ? map_if_present(&boot->sswi, "software interrupt device") : 0);
}

void devices_start_input(const struct boot_info *boot, struct cpu *cpu) {
    for (uint32_t i = 0; i < boot->hart_count; i++) {
        if (boot->harts[i].hart.value == cpu->hart.value && !boot->harts[i].has_plic_context) {
            boot_refuse("the interrupt controller cannot interrupt the boot hart");
        }
    }
    if (boot->uart_irq == 0) {
        boot_refuse("the UART does not interrupt the interrupt controller");
    }
    console_start_input(cpu, boot->uart_irq);
}
