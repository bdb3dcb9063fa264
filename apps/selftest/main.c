// SPDX-License-Identifier: Apache-2.0
// Runs the user-mode steps of the ladder and ends the machine.
#include <stddef.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/proofs.h"

enum stage_limits { STAGE_STACK_BYTES = 32768 };

_Alignas(16) static uint8_t stage_stack[STAGE_STACK_BYTES];

// Written before the stage's thread starts.
static uint32_t harts;

// In the order of testing/markers/marker_table.h.
static const struct {
    void (*prove)(uint32_t harts);
    uint32_t least_harts;
} steps[] = {
    {prove_scheduling_calls, 1},
    {prove_class_order, 1},
    {prove_set_class, 1},
    {prove_forged_sender, 2},
    {prove_vmo_zero, 1},
    {prove_vm_unmap, 1},
    {prove_vm_map, 1},
    {prove_stale_task_id, 1},
    {prove_process_return, 1},
    {prove_user_faults, 1},
    {prove_stack_guard, 1},
    {prove_payload, 1},
    {prove_deadlines, 1},
    {prove_message_header, 1},
    {prove_badge_rules, 1},
    {prove_identity, 1},
    {prove_queue_order, 1},
    {prove_inheritance, 1},
    {prove_inheritance_across, 2},
    {prove_call_chain, 1},
    {prove_single_reply, 1},
    {prove_server_death, 1},
    {prove_caller_death, 1},
    {prove_slot_limit, 1},
    {prove_uninvited, 1},
    {prove_full_table, 1},
    {prove_rights_widened, 1},
    {prove_cap_narrowing, 1},
    {prove_missing_right, 1},
    {prove_cap_revoke, 1},
    {prove_derive_while_revoked, 1},
    {prove_tree_depth, 1},
    {prove_stale_handle, 1},
    {prove_foreign_handle, 1},
    {prove_wrong_kind, 1},
    {prove_second_binding, 1},
    {prove_notification, 1},
    {prove_timer, 1},
    {prove_irq_refusals, 1},
    {prove_irq, 1},
    {prove_seal, 1},
    {prove_wx_alias, 1},
    {prove_wx_protect, 1},
    {prove_exec_mmio, 1},
    {prove_exec_mmio_protect, 1},
    {prove_map_bounds, 1},
    {prove_mapping_limit, 1},
    {prove_layout, 1},
    {prove_stale_mapping, 2},
    {prove_stale_right, 2},
    {prove_fences, 2},
    {prove_spared_harts, 2},
    {prove_mutual_shootdown, 2},
    {prove_bad_pointers, 1},
    {prove_bad_values, 1},
    {prove_quota, 1},
    {prove_kill, 1},
    {prove_foreign_kill, 1},
    {prove_second_watcher, 1},
    {prove_precise_clock, 1},
    {prove_precise_deadline, 1},
    {prove_invalid_class, 1},
    {prove_self_escalation, 1},
    {prove_class_of_other, 1},
    {prove_refusals_audited, 1},
    {prove_events_traced, 1},
    {prove_suspended, 1},
    {prove_inherited, 1},
    {prove_work_stealing, 2},
    {prove_steal_bound, 2},
    {prove_steal_affinity, 2},
    {prove_steal_skips, 2},
    {prove_steal_interval, 2},
    {prove_conservation, 2},
    {prove_churn, 2},
    {prove_affinity_applied, 2},
    {prove_shares_range, 1},
    {prove_shares_raise, 1},
    {prove_task_info, 1},
    {prove_share_ratios, 1},
    {prove_starvation_bound, 1},
    {prove_burst_budget, 1},
    {prove_burst_of_server, 1},
    {prove_timer_budget, 1},
    {prove_tickless, 1},
    {prove_steal_class, 2},
    {prove_affinity_clamp, 1},
    {prove_empty_affinity, 1},
    {prove_affinity_of_other, 1},
    {prove_named_harts, 1},
    {prove_control_flood, 1},
    {prove_limit_bounds, 1},
    {prove_affinity, 2},
    {prove_no_heap, 1},
    {prove_ipi_budget, 2},
    {prove_runtime_stress, 2},
    {prove_nudge_flood, 2},
    {prove_dropped_nudge, 2},
};

// On hart 0, with precise deadlines: of the other tasks of that hart it is known when they run.
static void run_steps(void *argument) {
    (void)argument;
    if (nexus_clock_use(nexus_boot()->clock) != ABI_OK) {
        return;
    }
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        if (harts >= steps[i].least_harts) {
            steps[i].prove(harts);
        }
    }
}

static void run_on_stage(void) {
    const struct nexus_thread_start start = {.entry = run_steps,
                                             .stack = stage_stack,
                                             .stack_bytes = STAGE_STACK_BYTES,
                                             .harts = STAGE_HARTS,
                                             .authority = nexus_boot()->sched_setaffinity};
    uint32_t id = 0;
    if (nexus_thread_create(&start, &id) == ABI_OK) {
        (void)!nexus_task_join(id);
    }
}

int main(void) {
    struct abi_machine_info info;
    if (nexus_machine_info(nexus_boot()->stats_read, &info) != ABI_OK) {
        return 1;
    }
    harts = info.harts;
    prove_user_sbi_call();
    if (harts > 1) {
        prove_smp_ipi(harts);
    }
    prove_float_state();
    run_on_stage();
    (void)!nexus_power_off(nexus_boot()->power, 0);
    return 1;
}
