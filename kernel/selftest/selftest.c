// SPDX-License-Identifier: Apache-2.0
#include "kernel/selftest/selftest.h"

#include <string.h>

#include "abi/exit_status.h"
#include "kernel/arch/cpu.h"
#include "kernel/arch/firmware.h"
#include "kernel/arch/timer.h"
#include "kernel/boot/command_line.h"
#include "kernel/boot/refuse.h"
#include "kernel/percpu/percpu.h"
#include "kernel/selftest/ask.h"
#include "kernel/selftest/ladder.h"
#include "kernel/selftest/marker.h"
#include "kernel/selftest/own_boots.h"
#include "kernel/timer/timer.h"

enum selftest_limits {
    BOOT_NAME_BYTES = 48,
    USER_STEP_MILLISECONDS = 200,
};

// Boots whose markers are the services' own begin with this word.
static const char SERVICES[] = "services";

void selftest_before_secondaries(const struct boot_info *boot) {
    marker_init(boot->command_line);
    ask_init(boot->command_line);
    if (percpu_count() > 1) {
        ladder_try_offline_target();
    }
}

// Set on the boot hart before it enters user mode, and read there only.
static const struct cpu *watched;
static uint64_t watch_end;

void selftest_watch_idle(struct cpu *cpu) {
    if (cpu == watched) {
        watch_end = time_now_ticks() + timer_rate_hz() * (USER_STEP_MILLISECONDS + ask_watchdog_milliseconds()) / 1000;
        timer_set_slice(cpu, watch_end);
    }
}

void selftest_idle_timer_expired(struct cpu *cpu) {
    if (cpu == watched && cpu->slice_end == watch_end) {
        marker_fail_user_step("every task of the boot hart waits, and nothing comes");
    }
}

static void run_ladder(void) {
    bool several = percpu_count() > 1;
    if (several) {
        ladder_smp_online();
    }
    ladder_percpu_owner();
    if (several) {
        ladder_ipi_counterfactual();
        ladder_ipi_resched();
    }
    ladder_invalid_ipi_target();
    if (several) {
        ladder_offline_target();
        ladder_ipi_merge();
        ladder_flush_merge();
        ladder_spurious_ipi();
        ladder_ipi_rate_limit();
        ladder_shootdown_counterfactual();
        ladder_shootdown();
    }
    ladder_per_hart_ticks();
    if (several) {
        ladder_cross_hart_timer();
    }
    ladder_wx_enforced();
    ladder_hart_entry_outside_text();
    ladder_invalid_hart_id();
    if (several) {
        ladder_lock_exclusion();
    }
}

void selftest_run(const struct boot_info *boot) {
    char name[BOOT_NAME_BYTES] = "";
    (void)command_line_text(boot->command_line, "boot", name, sizeof(name));
    if (strcmp(name, "ladder") == 0) {
        run_ladder();
        watched = cpu_current();
    } else if (strncmp(name, SERVICES, strlen(SERVICES)) == 0) {
        watched = cpu_current();
    } else if (strcmp(name, "ipi_cap") == 0 && percpu_count() > 1) {
        ladder_global_ipi_cap();
        machine_power_off(ABI_EXIT_OK);
    } else if (name[0] != 0 && !own_boot_run(name)) {
        boot_refuse("boot \"%s\" does not exist", name);
    }
}
