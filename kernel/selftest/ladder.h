// SPDX-License-Identifier: Apache-2.0
// The steps of the ladder, in the order of testing/markers/marker_table.h. Each tries one thing for real and emits what it saw.
// Context: boot hart, every hart online, no user program yet.
#pragma once

struct cpu;

// Remembers what ipi_send answers for a hart that is not online yet.
void ladder_try_offline_target(void);

void ladder_smp_online(void);
void ladder_percpu_owner(void);

void ladder_ipi_counterfactual(void);
void ladder_ipi_resched(void);
void ladder_invalid_ipi_target(void);
void ladder_offline_target(void);
void ladder_ipi_merge(void);
void ladder_flush_merge(void);
void ladder_spurious_ipi(void);
void ladder_ipi_rate_limit(void);

void ladder_shootdown_counterfactual(void);
void ladder_shootdown(void);

void ladder_per_hart_ticks(void);
void ladder_cross_hart_timer(void);

void ladder_wx_enforced(void);
void ladder_hart_entry_outside_text(void);
void ladder_invalid_hart_id(void);
void ladder_lock_exclusion(void);

// What a hart does for JOB_LOOK. Context: that hart.
void ladder_look(struct cpu *cpu);

// The boot of its own whose command line lowers the machine's limit of best-effort IPIs. Two harts at least.
void ladder_global_ipi_cap(void);
