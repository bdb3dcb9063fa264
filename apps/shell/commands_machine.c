// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/commands_machine.h"

#include <inttypes.h>
#include <stdio.h>

#include "libs/nexus/nexus.h"
#include "apps/shell/complain.h"
#include "apps/shell/crasher.h"
#include "apps/shell/roll_call.h"

enum machine_units { BYTES_PER_KIB = 1024 };

// What reads the machine's counters; says why when it cannot.
struct statistics {
    const struct command_call *call;
    uint32_t stats_read;
    struct abi_machine_info machine;
};

static bool open_statistics(const struct command_call *call, struct statistics *statistics) {
    statistics->call = call;
    if (!find_authority(call, "stats_read", &statistics->stats_read)) {
        return false;
    }
    enum abi_error error = nexus_machine_info(statistics->stats_read, &statistics->machine);
    if (error != ABI_OK) {
        complain_of_authority(call, "stats_read", error);
    }
    return error == ABI_OK;
}

static bool read_hart(const struct statistics *statistics, uint32_t cpu, struct abi_hart_statistics *hart) {
    enum abi_error error = nexus_hart_statistics(statistics->stats_read, cpu, hart);
    if (error != ABI_OK) {
        complain_of_authority(statistics->call, "stats_read", error);
    }
    return error == ABI_OK;
}

void command_smp(const struct command_call *call) {
    struct statistics statistics;
    if (!open_statistics(call, &statistics)) {
        return;
    }
    if (nexus_start_handle("sched_setaffinity") != 0) {
        roll_call(statistics.machine.harts);
    } else {
        printf("the harts are not asked: that takes the capability sched_setaffinity\n");
    }
    printf("hart    ticks  IPIs sent  received  switches   idle\n");
    struct abi_hart_statistics hart;
    for (uint32_t cpu = 0; cpu < statistics.machine.harts && read_hart(&statistics, cpu, &hart); cpu++) {
        printf("%4" PRIu32 " %8" PRIu64 " %10" PRIu64 " %9" PRIu64 " %9" PRIu64 " %6" PRIu64 "\n", cpu, hart.ticks,
               hart.ipis_sent, hart.ipis_received, hart.switches, hart.idle_entries);
    }
}

void command_ipi(const struct command_call *call) {
    struct statistics statistics;
    if (!open_statistics(call, &statistics)) {
        return;
    }
    printf("hart      sent  received  spurious  resched    nudges   dropped\n");
    struct abi_hart_statistics hart;
    for (uint32_t cpu = 0; cpu < statistics.machine.harts && read_hart(&statistics, cpu, &hart); cpu++) {
        printf("%4" PRIu32 " %9" PRIu64 " %9" PRIu64 " %9" PRIu64 " %8" PRIu64 " %9" PRIu64 " %9" PRIu64 "\n", cpu,
               hart.ipis_sent, hart.ipis_received, hart.ipis_spurious, hart.reschedules, hart.nudges,
               hart.nudges_dropped);
    }
}

void command_mem(const struct command_call *call) {
    struct statistics statistics;
    if (!open_statistics(call, &statistics)) {
        return;
    }
    printf("usable  %8" PRIu64 " KiB\n", statistics.machine.memory_bytes / BYTES_PER_KIB);
    printf("free    %8" PRIu64 " KiB\n", statistics.machine.memory_free_bytes / BYTES_PER_KIB);
    printf("kernel  %8" PRIu64 " KiB\n", statistics.machine.kernel_bytes / BYTES_PER_KIB);
}

void command_irq(const struct command_call *call) {
    struct statistics statistics;
    if (!open_statistics(call, &statistics)) {
        return;
    }
    printf("hart     timer   devices      IPIs\n");
    struct abi_hart_statistics hart;
    for (uint32_t cpu = 0; cpu < statistics.machine.harts && read_hart(&statistics, cpu, &hart); cpu++) {
        printf("%4" PRIu32 " %9" PRIu64 " %9" PRIu64 " %9" PRIu64 "\n", cpu, hart.ticks, hart.device_interrupts,
               hart.ipis_received);
    }
}

// Those that the kernel does not use are given to the first program, and it does not pass them on.
static void print_devices(const struct abi_boot *boot) {
    if (boot == NULL) {
        printf("devices  only the first program is told of them, and this one is not\n");
        return;
    }
    for (uint32_t i = 0; i < boot->device_count; i++) {
        printf("device   0x%" PRIx64 "%s%s\n", boot->devices[i].physical,
               boot->devices[i].mmio != 0 ? "  registers" : "", boot->devices[i].irq != 0 ? "  interrupt" : "");
    }
}

void command_dt(const struct command_call *call) {
    struct statistics statistics;
    if (!open_statistics(call, &statistics)) {
        return;
    }
    printf("harts    %" PRIu32 "\n", statistics.machine.harts);
    printf("memory   %" PRIu64 " KiB\n", statistics.machine.memory_bytes / BYTES_PER_KIB);
    printf("clock    %" PRIu64 " Hz\n", statistics.machine.timebase_hz);
    print_devices(nexus_boot());
}

void command_vblk(const struct command_call *call) {
    (void)call;
    printf("no disk: Neuron has no disk driver yet\n");
}

void command_crash(const struct command_call *call) {
    uint32_t archive = 0;
    if (find_authority(call, "archive", &archive)) {
        start_crasher();
    }
}

void command_spin(const struct command_call *call) {
    uint32_t sched_setaffinity = 0;
    if (find_authority(call, "sched_setaffinity", &sched_setaffinity)) {
        start_spinner();
    }
}

void command_poweroff(const struct command_call *call) {
    uint32_t power = 0;
    if (!find_authority(call, "power", &power)) {
        return;
    }
    printf("bye\n");
    complain_of_authority(call, "power", nexus_power_off(power, 0));
}
