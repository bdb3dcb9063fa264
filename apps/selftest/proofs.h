// SPDX-License-Identifier: Apache-2.0
// The user-mode steps of the ladder, in the order of testing/markers/marker_table.h.
#pragma once

#include <stdint.h>

// A user program's calls never reach the firmware, whatever number they carry.
void prove_user_sbi_call(void);

// Who wakes on another hart is woken by an interrupt, and each that was sent arrives. Needs two harts.
void prove_smp_ipi(uint32_t harts);

// Floating-point registers survive a switch, and a task begins with zeros whatever another one left behind.
void prove_float_state(void);

// From here on: on hart 0 (crew.h), with precise deadlines. Each takes the number of harts.

// Each call about scheduling, as it is meant and as it is not.
void prove_scheduling_calls(uint32_t harts);

// The highest class runs; a task has any class that it is given with the authority.
void prove_class_order(uint32_t harts);
void prove_set_class(uint32_t harts);

// What user code leaves in tp has no say in who an interrupt comes from. Needs two harts.
void prove_forged_sender(uint32_t harts);

// New memory is all zero, also when it was somebody's.
void prove_vmo_zero(uint32_t harts);

// What is taken down is gone; what is mapped are the pages, at the place, with the rights that were asked for.
void prove_vm_unmap(uint32_t harts);
void prove_vm_map(uint32_t harts);

// An id names one task, for ever.
void prove_stale_task_id(uint32_t harts);

// What a process held comes back when it ends.
void prove_process_return(uint32_t harts);

// A fault is the supervisor's business and nobody else's.
void prove_user_faults(uint32_t harts);

// A stack that is full ends its task and touches nobody else's memory.
void prove_stack_guard(uint32_t harts);

// Words, data and capabilities cross between processes whole, both ways.
void prove_payload(uint32_t harts);

// A wait ends at its deadline, not before, and without a trace.
void prove_deadlines(uint32_t harts);

// What a message page may say.
void prove_message_header(uint32_t harts);

// Badges are set once, on endpoints.
void prove_badge_rules(uint32_t harts);

// Who sent a message is the kernel's to say.
void prove_identity(uint32_t harts);

// Who waits is served by class, then first come.
void prove_queue_order(uint32_t harts);

// A server runs at the highest class of those it serves, along a chain of calls and from a queue, and no longer: three markers.
void prove_inheritance(uint32_t harts);

// The same for a caller on another hart. Needs two.
void prove_inheritance_across(uint32_t harts);

// Calls that would wait for themselves, or through too many hands, are refused: two markers.
void prove_call_chain(uint32_t harts);

// A call is answered once, by who received it; one that is dropped is told.
void prove_single_reply(uint32_t harts);

// Of those who wait, the ones that a dead server had are told, and the others are served by the next one.
void prove_server_death(uint32_t harts);

// A dead caller does not harm its server.
void prove_caller_death(uint32_t harts);

// A capability table holds so many and no more.
void prove_slot_limit(uint32_t harts);

// No capability comes to a task that did not ask for one.
void prove_uninvited(uint32_t harts);

// What cannot be delivered whole stays with the sender; a table that is full loses nothing.
void prove_full_table(uint32_t harts);

// Rights only ever get fewer.
void prove_rights_widened(uint32_t harts);

// What is given is at most what may be given.
void prove_cap_narrowing(uint32_t harts);

// Each call takes its right.
void prove_missing_right(uint32_t harts);

// What was derived is gone in all processes, and the mappings with it.
void prove_cap_revoke(uint32_t harts);

// While that is under way nothing new is derived.
void prove_derive_while_revoked(uint32_t harts);

// Trees of capabilities end somewhere.
void prove_tree_depth(uint32_t harts);

// Handles that are closed, that are another process's, that are of another kind.
void prove_stale_handle(uint32_t harts);
void prove_foreign_handle(uint32_t harts);
void prove_wrong_kind(uint32_t harts);

// A notification has one place; signals add up and wake whoever waits; timers signal once; interrupts have one listener.
void prove_second_binding(uint32_t harts);
void prove_notification(uint32_t harts);
void prove_timer(uint32_t harts);
void prove_irq_refusals(uint32_t harts);

// A device is heard once for each time it interrupts and is served. Closes the capability to its interrupt.
void prove_irq(uint32_t harts);

// Sealing, the aliases that W^X forbids, device registers.
void prove_seal(uint32_t harts);
void prove_wx_alias(uint32_t harts);
void prove_wx_protect(uint32_t harts);
void prove_exec_mmio(uint32_t harts);
void prove_exec_mmio_protect(uint32_t harts);

// Where mappings may not go, and how many there may be; where they go by themselves.
void prove_map_bounds(uint32_t harts);
void prove_mapping_limit(uint32_t harts);
void prove_layout(uint32_t harts);

// What is taken down is gone on the hart that is looking at it, and so is a right that is taken away. Need two harts.
void prove_stale_mapping(uint32_t harts);
void prove_stale_right(uint32_t harts);

// What becomes executable is fetched anew by all. Needs two harts.
void prove_fences(uint32_t harts);

// Harts that do not run a space hear nothing of it; two harts that flush each other go on. Need two.
void prove_spared_harts(uint32_t harts);
void prove_mutual_shootdown(uint32_t harts);

// A pointer is as good as the caller's own access through it.
void prove_bad_pointers(uint32_t harts);

// Numbers that a call does not take.
void prove_bad_values(uint32_t harts);

// A process gets what its limits say, and not one more: three markers.
void prove_quota(uint32_t harts);

// Tasks end wherever they are; those of others do not.
void prove_kill(uint32_t harts);
void prove_foreign_kill(uint32_t harts);

// A process has one supervisor and one who watches it, and nothing is done for a dead one.
void prove_second_watcher(uint32_t harts);

// Counters and deadlines are precise for those that hold the clock only.
void prove_precise_clock(uint32_t harts);
void prove_precise_deadline(uint32_t harts);

// Classes that are none; a higher class; the class of another task.
void prove_invalid_class(uint32_t harts);
void prove_self_escalation(uint32_t harts);
void prove_class_of_other(uint32_t harts);

// Shares that are none; more shares; how others are scheduled.
void prove_shares_range(uint32_t harts);
void prove_shares_raise(uint32_t harts);
void prove_task_info(uint32_t harts);

// Time is given out by shares; no class waits for ever; PerfBurst ends; who is alone is not interrupted.
void prove_share_ratios(uint32_t harts);
void prove_starvation_bound(uint32_t harts);
void prove_burst_budget(uint32_t harts);
void prove_burst_of_server(uint32_t harts);
void prove_tickless(uint32_t harts);

// What a known piece of work costs in interrupts of the timer.
void prove_timer_budget(uint32_t harts);

// Placements that are none, and those that take an authority.
void prove_affinity_clamp(uint32_t harts);
void prove_empty_affinity(uint32_t harts);
void prove_affinity_of_other(uint32_t harts);
void prove_named_harts(uint32_t harts);

// Scheduling calls have a budget, which has bounds.
void prove_control_flood(uint32_t harts);
void prove_limit_bounds(uint32_t harts);

// Tasks begin when they are told to, and as nothing better than who made them.
void prove_suspended(uint32_t harts);
void prove_inherited(uint32_t harts);

// Tasks that are moved, woken, changed and ended at any moment are there once, and all of them. Needs two harts.
void prove_churn(uint32_t harts);

// Where a task may run takes effect before the call returns, whatever the task is doing. Needs two.
void prove_affinity_applied(uint32_t harts);

// Naming harts for a new task. Needs two.
void prove_affinity(uint32_t harts);

// Refusals are written down, and so is what a hart does while somebody wants to know.
void prove_refusals_audited(uint32_t harts);
void prove_events_traced(uint32_t harts);

// A hart without work takes some of another's, within bounds; whatever is moved about is there once. Need two harts.
void prove_work_stealing(uint32_t harts);
void prove_steal_bound(uint32_t harts);
void prove_steal_class(uint32_t harts);
void prove_steal_affinity(uint32_t harts);
void prove_steal_skips(uint32_t harts);
void prove_steal_interval(uint32_t harts);
void prove_conservation(uint32_t harts);

// What programs do all the time takes no memory and no object.
void prove_no_heap(uint32_t harts);

// What a known piece of work costs in interrupts of other harts, and what all of it costs at once. Need two harts.
void prove_ipi_budget(uint32_t harts);
void prove_runtime_stress(uint32_t harts);

// Interrupts to look at a queue are limited, and no wake is lost by that: where the other hart looks by itself, and where it does not. One
// goes on from where the other one ends. Need two harts.
void prove_nudge_flood(uint32_t harts);
void prove_dropped_nudge(uint32_t harts);
