// SPDX-License-Identifier: Apache-2.0
// Ending the machine with a status: the SiFive test device, then the firmware (OpenSBI 1.1 passes no status on).
// Source: QEMU, "sifive_test" device.
#include <stddef.h>

#include "kernel/arch/cpu.h"
#include "kernel/arch/firmware.h"
#include "kernel/arch/mmu.h"

enum test_device_values {
    FINISH_FAIL = 0x3333,
    FINISH_PASS = 0x5555,
    STATUS_SHIFT = 16,
};

// Where QEMU's virt machine has its test device, for a boot that ends before the device tree could be read. The early map
// of all physical memory is still in place then.
static const uint64_t VIRT_TEST_DEVICE = 0x100000;

// Written once on the boot hart before any other hart starts.
static volatile uint32_t *test_device;
static bool is_initialised;

// Set by the first hart that ends the machine; a fault while doing so must not try the device again.
static bool is_ending;

void power_init(uint64_t test_device_virtual) {
    test_device = (volatile uint32_t *)test_device_virtual;
    is_initialised = true;
}

_Noreturn void machine_power_off(uint8_t status) {
    volatile uint32_t *device =
        is_initialised ? test_device : (volatile uint32_t *)(KERNEL_DIRECT_BASE + VIRT_TEST_DEVICE);
    bool try_device = device != NULL && !is_ending;
    is_ending = true;
    if (try_device) {
        *device = status == 0 ? FINISH_PASS : (uint32_t)status << STATUS_SHIFT | FINISH_FAIL;
    }
    firmware_shut_down();
    cpu_halt();
}
