// SPDX-License-Identifier: Apache-2.0
// The last program that a system starts: prints what it took to get there, and stops the machine.
#include <inttypes.h>
#include <stdio.h>

#include "libs/nexus/nexus.h"

static uint64_t instructions_now(void) {
    uint64_t value;
    __asm__ volatile("rdinstret %0" : "=r"(value) : : "memory");
    return value;
}

static void print_row(const char *name, uint32_t harts, uint64_t value, const char *unit) {
    printf("BENCH: row=%s harts=%" PRIu32 " min=%" PRIu64 " median=%" PRIu64 " max=%" PRIu64 " unit=%s\n", name, harts,
           value, value, value, unit);
}

int main(void) {
    uint32_t stats = nexus_start_handle("stats_read");
    struct abi_machine_info info = {0};
    if (nexus_clock_use(nexus_start_handle("clock")) != ABI_OK) {
        return 1;
    }
    uint64_t arrived = instructions_now();
    if (nexus_machine_info(stats, &info) != ABI_OK) {
        return 1;
    }
    print_row("boot_to_services", info.harts, arrived - info.entry_instructions, "instructions");
    print_row("memory_at_services", info.harts, info.memory_bytes - info.memory_free_bytes + info.kernel_bytes,
              "bytes");
    (void)!nexus_power_off(nexus_start_handle("power"), 0);
    return 1;
}
