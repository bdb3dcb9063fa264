// SPDX-License-Identifier: Apache-2.0
// Every console line that a test may assert, declared once. The kernel, the user programs and the transcript checker are all
// built from this table; a line is emitted by its id together with its evidence, and there is no other way to print one.
//
// A marker is two lines, in this order and next to each other:
//     KSELFTEST: ipi resched ok
//     PROOF: ipi_resched seq=4 nonce=5f1c requested=1 sent=1 trapped=1 acked=1 from=0 to=1
// seq counts the markers of a boot from 1; nonce is the one that the harness put on the kernel command line. A step that
// fails prints "KSELFTEST: FAIL <text>" and ends the machine with ABI_EXIT_PANIC.
//
// MARKER(id, source, text, least_harts, boot, after, invariant, fault, predicate)
//   id           C identifier, unique; also the first word of the PROOF line
//   source       what the line begins with: KSELFTEST or SELFTEST
//   text         the rest of the line without its " ok"
//   least_harts  with fewer harts the line is absent, and an error if it appears
//   boot         ladder, or the boot of its own that shows it (command line "boot=<boot>")
//   after        id of the marker it must come after in the same boot, or none
//   invariant    requirement it proves
//   fault        the switch of fault_table.h that must extinguish it
//   predicate    comparisons joined by ',': each is a name of the evidence, one of == != < <= > >=, and a name or a number;
//                every name of the evidence occurs, and "harts" may be used as the number of harts of the run
//
// PANIC_MARKER(id, text, least_harts, boot, invariant, fault)
//   a boot whose proof is the panic itself: the report's first line is "PANIC: " text, where a '*' of text stands for any
//   characters, followed by " (cpuN)", and QEMU's status is ABI_EXIT_PANIC
#pragma once

#define MARKER_TABLE(MARKER, PANIC_MARKER)                                                                                               \
    MARKER(smp_online, KSELFTEST, "smp online", 2, ladder, none, B1, hart_deaf, "online==harts,answered==harts")                         \
    MARKER(percpu_owner, KSELFTEST, "percpu owner", 1, ladder, smp_online, A2, owner_check_blind,                                        \
           "asked==harts,own==harts,foreign==0,distinct==harts")                                                                         \
    MARKER(ipi_counterfactual, KSELFTEST, "ipi counterfactual", 2, ladder, percpu_owner, C1, idle_polls_mailbox,                         \
           "posted==1,acked_without_ipi==0,acked_with_ipi==1")                                                                           \
    MARKER(ipi_resched, KSELFTEST, "ipi resched", 2, ladder, ipi_counterfactual, C3, ipi_not_raised,                                     \
           "requested==1,sent==requested,trapped==sent,acked==trapped,from!=to")                                                         \
    MARKER(test_reject_invalid_ipi_target_cpu, KSELFTEST, "test_reject_invalid_ipi_target_cpu", 1, ladder,                               \
           percpu_owner, C5, ipi_target_unchecked,                                                                                       \
           "last_valid==0,first_invalid==2,far_invalid==2,sent_before==sent_after")                                                      \
    MARKER(test_reject_offline_cpu_resched, KSELFTEST, "test_reject_offline_cpu_resched", 2, ladder,                                     \
           test_reject_invalid_ipi_target_cpu, C5, ipi_offline_unchecked,                                                                \
           "offline==9,online==0,pending_before==0,pending_after==0")                                                                    \
    MARKER(ipi_merge, KSELFTEST, "ipi merge", 2, ladder, test_reject_offline_cpu_resched, C2, mailbox_loses_bit,                         \
           "requested==6,sent==1,trapped==1,reasons_posted==reasons_taken")                                                              \
    MARKER(flush_merge, KSELFTEST, "tlb shootdown merge", 2, ladder, ipi_merge, C2, flush_requests_queue,                                \
           "requested==2,sent==1,left==0,trapped<=2")                                                                                    \
    MARKER(test_reject_spurious_ipi, KSELFTEST, "test_reject_spurious_ipi", 2, ladder, flush_merge, C1,                                  \
           spurious_ipi_honoured, "raised==1,spurious==1,received==0,rescheduled==0")                                                    \
    MARKER(ipi_rate_limit, KSELFTEST, "ipi_rate_limit", 2, ladder, test_reject_spurious_ipi, C4, limiter_always_yes,                     \
           "asked==1001,sent==1000,dropped==1")                                                                                          \
    MARKER(shootdown_counterfactual, KSELFTEST, "tlb shootdown counterfactual", 2, ladder, ipi_rate_limit, C7,                           \
           interrupt_flushes, "before==1,stale_unasked==1,asked==1,stale_asked==0,new_asked==1")                                         \
    MARKER(tlb_shootdown, KSELFTEST, "tlb shootdown", 2, ladder, shootdown_counterfactual, C7,                                           \
           shootdown_returns_early,                                                                                                      \
           "ran==harts,asked==others,trapped==asked,acked==harts,stale==0,new==harts,others>0")                                          \
    MARKER(smp_per_hart_ticks, KSELFTEST, "smp per-hart ticks", 1, ladder, percpu_owner, A4, tick_lost,                                  \
           "armed==harts,ticked==harts")                                                                                                 \
    MARKER(test_reject_cross_hart_timer, KSELFTEST, "test_reject_cross_hart_timer", 2, ladder, smp_per_hart_ticks, A4,                   \
           timer_crosses_harts, "own_ticks==1,foreign_ticks==0")                                                                         \
    MARKER(wx_enforced, KSELFTEST, "w^x enforced", 1, ladder, smp_per_hart_ticks, B3, kernel_page_wx,                                    \
           "pages>0,writable_executable==0,device_executable==0,text_writable_alias==0")                                                 \
    MARKER(test_reject_hart_entry_outside_text, KSELFTEST, "test_reject_hart_entry_outside_text", 1, ladder,                             \
           wx_enforced, B1, hart_entry_unchecked, "below==2,behind==2,firmware_calls==0")                                                \
    MARKER(test_reject_invalid_hart_id, KSELFTEST, "test_reject_invalid_hart_id", 1, ladder,                                             \
           test_reject_hart_entry_outside_text, B1, hart_id_unchecked,                                                                   \
           "first_invalid==2,far_invalid==2,firmware_calls==0")                                                                          \
    MARKER(lock_exclusion, KSELFTEST, "lock exclusion", 2, ladder, test_reject_invalid_hart_id, A5, frames_unlocked,                     \
           "workers==harts,free_before==free_after,rounds>0")                                                                            \
    MARKER(test_reject_user_sbi_call, SELFTEST, "test_reject_user_sbi_call", 1, ladder, test_reject_invalid_hart_id,                     \
           C1, sbi_passed_on, "calls>0,refused==calls,harts_before==harts_after")                                                        \
    MARKER(smp_ipi, SELFTEST, "smp ipi", 2, ladder, test_reject_user_sbi_call, C3, wake_lost,                                            \
           "rounds==16,woken==rounds,sent>=rounds,received==sent,from!=to")                                                              \
    MARKER(fpu_context, SELFTEST, "fpu context", 1, ladder, test_reject_user_sbi_call, B4, float_not_saved,                              \
           "registers==33,turns>0,kept==turns")                                                                                          \
    MARKER(test_reject_fpu_leak, SELFTEST, "test_reject_fpu_leak", 1, ladder, fpu_context, B4, float_not_cleared,                        \
           "registers==33,left_over==0")                                                                                                 \
    MARKER(sched_abi, SELFTEST, "sched abi", 1, ladder, test_reject_fpu_leak, D3, resume_is_info,                                        \
           "tried==33,right==tried,first_wrong==0,got==0")                                                                               \
    MARKER(qos_order, SELFTEST, "qos order", 1, ladder, sched_abi, D2, class_order_ignored,                                              \
           "ran==1,order==3321232131")                                                                                                   \
    MARKER(qos_classes, SELFTEST, "qos", 1, ladder, qos_order, D3, class_of_others_kept,                                                 \
           "tried==154,right==tried,first_wrong==0,got==0,own==4321321421431432,other==own")                                             \
    MARKER(test_reject_forged_ipi_sender, SELFTEST, "test_reject_forged_ipi_sender", 2, ladder, test_reject_fpu_leak,                    \
           C1, ipi_sender_forged, "woken==1,forged!=self,sender==self,other_senders==0")                                                 \
    MARKER(vmo_zero, SELFTEST, "vmo zero", 1, ladder, test_reject_fpu_leak, G4, vmo_not_zeroed, "pages==64,dirty==0")                    \
    MARKER(vm_unmap, SELFTEST, "vm unmap", 1, ladder, vmo_zero, G4, unmap_leaves_entry,                                                  \
           "tried==16,right==tried,first_wrong==0,got==0")                                                                               \
    MARKER(vm_map, SELFTEST, "vm map", 1, ladder, vm_unmap, G4, mapping_ignores_rights,                                                  \
           "tried==14,right==tried,first_wrong==0,got==0")                                                                               \
    MARKER(test_reject_stale_task_id, SELFTEST, "test_reject_stale_task_id", 1, ladder, vm_map, G6, task_id_reused,                      \
           "tried==65,right==tried,first_wrong==0,got==0,reused==16")                                                                    \
    MARKER(process_return, SELFTEST, "process return", 1, ladder, test_reject_stale_task_id, A6,                                         \
           capabilities_left_behind, "ended==20,free_before==free_after,same_use==1")                                                    \
    MARKER(user_fault_contained, SELFTEST, "user fault contained", 1, ladder, process_return, G5, fault_untold,                          \
           "tried==79,right==tried,first_wrong==0,got==0")                                                                               \
    MARKER(user_stack_guard, SELFTEST, "user stack guard", 1, ladder, user_fault_contained, G4, guard_page_taken,                        \
           "tried==18,right==tried,first_wrong==0,got==0,free_pages==1,spoilt==0")                                                       \
    MARKER(ipc_payload_roundtrip, SELFTEST, "ipc payload roundtrip", 1, ladder, user_stack_guard, G2, message_cut,                       \
           "answers==2,words==12,bytes==1024,capabilities==8")                                                                           \
    MARKER(ipc_deadline_timeout, SELFTEST, "ipc deadline timeout", 1, ladder, ipc_payload_roundtrip, G2,                                 \
           deadline_never_armed, "tried==13,right==tried,first_wrong==0,got==0,early==0")                                                \
    MARKER(test_reject_message_header, SELFTEST, "test_reject_message_header", 1, ladder, ipc_deadline_timeout, G2,                      \
           header_unchecked, "tried==53,right==tried,first_wrong==0,got==0")                                                             \
    MARKER(test_reject_badge, SELFTEST, "test_reject_badge", 1, ladder, test_reject_message_header, G1,                                  \
           badge_unchecked, "tried==16,right==tried,first_wrong==0,got==0")                                                              \
    MARKER(ipc_sender_identity, SELFTEST, "ipc sender identity", 1, ladder, test_reject_badge, G2, badge_forged,                         \
           "tried==25,right==tried,first_wrong==0,got==0")                                                                               \
    MARKER(ipc_queue_order, SELFTEST, "ipc queue order", 1, ladder, ipc_sender_identity, G2, waiters_unordered,                          \
           "tried==33,right==tried,first_wrong==0,got==0")                                                                               \
    MARKER(qos_inheritance, SELFTEST, "qos inheritance", 1, ladder, ipc_queue_order, D5, class_not_lent,                                 \
           "raised==0,overtaken==0,overtaken_in_chain==0,served==2,turns_after==2")                                                      \
    MARKER(ipc_class_given_back, SELFTEST, "ipc class given back", 1, ladder, qos_inheritance, D5, class_kept,                           \
           "raised==0,overtaken==0,before==2,at_end==3")                                                                                 \
    MARKER(ipc_queue_inheritance, SELFTEST, "ipc queue inheritance", 1, ladder, ipc_class_given_back, D5,                                \
           queue_not_lent, "raised==0,overtaken==0,served==5,turns_after==4")                                                            \
    MARKER(ipc_class_across_harts, SELFTEST, "ipc class across harts", 2, ladder, ipc_queue_inheritance, D5,                             \
           lent_on_own_hart_only, "raised==0,overtaken==0,overtaken_in_chain==0,answers==2,served==3")                                   \
    MARKER(test_reject_call_chain, SELFTEST, "test_reject_call_chain", 1, ladder, ipc_queue_inheritance, D5,                             \
           call_depth_unbounded, "longest==0,too_long==10,after==0")                                                                     \
    MARKER(test_reject_call_cycle, SELFTEST, "test_reject_call_cycle", 1, ladder, test_reject_call_chain, D5,                            \
           chain_unchecked, "cyclic==10,queued==12,queued_too_long==10,held==0,after==0")                                                \
    MARKER(test_reject_reply_reuse, SELFTEST, "test_reject_reply_reuse", 1, ladder, test_reject_call_cycle, G2,                          \
           reply_not_consumed, "tried==56,right==tried,first_wrong==0,got==0")                                                           \
    MARKER(ipc_server_death, SELFTEST, "ipc server death", 1, ladder, test_reject_reply_reuse, G2,                                       \
           dead_server_forgets_caller, "tried==15,right==tried,first_wrong==0,got==0,told==2,waiting==2")                                \
    MARKER(ipc_caller_death, SELFTEST, "ipc caller death", 1, ladder, ipc_server_death, G2, lost_reply_unreported,                       \
           "tried==52,right==tried,first_wrong==0,got==0")                                                                               \
    MARKER(test_reject_slot_over_limit, SELFTEST, "test_reject_slot_over_limit", 1, ladder, ipc_caller_death, G1,                        \
           slot_table_unbounded, "tried==63,right==tried,first_wrong==0,got==0")                                                         \
    MARKER(test_reject_uninvited_capability, SELFTEST, "test_reject_uninvited_capability", 1, ladder,                                    \
           test_reject_slot_over_limit, G2, accept_ignored,                                                                              \
           "tried==21,right==tried,first_wrong==0,got==0,before==after")                                                                 \
    MARKER(test_reject_full_slot_table, SELFTEST, "test_reject_full_slot_table", 1, ladder,                                              \
           test_reject_uninvited_capability, G2, full_table_unreported,                                                                  \
           "tried==31,right==tried,first_wrong==0,got==0")                                                                               \
    MARKER(test_reject_rights_widened, SELFTEST, "test_reject_rights_widened", 1, ladder, test_reject_full_slot_table,                   \
           G1, derive_widens, "tried==14,right==tried,first_wrong==0,got==0,before==after")                                              \
    MARKER(cap_narrowing, SELFTEST, "cap narrowing", 1, ladder, test_reject_rights_widened, G1, grantable_ignored,                       \
           "tried==13,right==tried,first_wrong==0,got==0")                                                                               \
    MARKER(test_reject_missing_right, SELFTEST, "test_reject_missing_right", 1, ladder, cap_narrowing, G1,                               \
           rights_unchecked, "tried==55,right==tried,first_wrong==0,got==0")                                                             \
    MARKER(cap_revoke, SELFTEST, "cap revoke", 1, ladder, test_reject_missing_right, G1, revoke_leaves_children,                         \
           "tried==20,right==tried,first_wrong==0,got==0,touched==260")                                                                  \
    MARKER(test_reject_derive_while_revoked, SELFTEST, "test_reject_derive_while_revoked", 1, ladder, cap_revoke, G1,                    \
           revoking_not_seen, "tried==15,right==tried,first_wrong==0,got==0,gone==40")                                                   \
    MARKER(                                                                                                                              \
        test_reject_tree_too_deep, SELFTEST, "test_reject_tree_too_deep", 1, ladder, cap_revoke, G1,                                     \
        tree_depth_unchecked,                                                                                                            \
        "levels==32,error==10,beside==0,used==0,sent==10,sent_above==6,granted==10,revoked==0,closed==0,before==after")                  \
    MARKER(test_reject_stale_handle, SELFTEST, "test_reject_stale_handle", 1, ladder, test_reject_tree_too_deep, G6,                     \
           handle_generation_ignored, "tried==55,right==tried,first_wrong==0,got==0,reused==16")                                         \
    MARKER(test_reject_foreign_handle, SELFTEST, "test_reject_foreign_handle", 1, ladder, test_reject_stale_handle,                      \
           G1, foreign_handle_found, "tried==8,right==tried,first_wrong==0,got==0,slots==64")                                            \
    MARKER(test_reject_wrong_kind, SELFTEST, "test_reject_wrong_kind", 1, ladder, test_reject_foreign_handle, G5,                        \
           handle_kind_unchecked, "tried==251,right==tried,first_wrong==0,got==0")                                                       \
    MARKER(test_reject_second_binding, SELFTEST, "test_reject_second_binding", 1, ladder, test_reject_wrong_kind, G3,                    \
           second_binding_ignored, "tried==27,right==tried,first_wrong==0,got==0")                                                       \
    MARKER(notification_bits, SELFTEST, "notification bits", 1, ladder, test_reject_second_binding, G3,                                  \
           signal_overwrites, "tried==35,right==tried,first_wrong==0,got==0")                                                            \
    MARKER(timer_object, SELFTEST, "timer object", 1, ladder, notification_bits, F1, timer_keeps_first,                                  \
           "tried==11,right==tried,first_wrong==0,got==0,in_between==2,later==1,early==0,past==2")                                       \
    MARKER(test_reject_unbound_irq, SELFTEST, "test_reject_unbound_irq", 1, ladder, timer_object, G3,                                    \
           irq_completed_unasked, "tried==16,right==tried,first_wrong==0,got==0")                                                        \
    MARKER(irq_delivery, SELFTEST, "irq delivery", 1, ladder, test_reject_unbound_irq, G3, irq_not_signalled,                            \
           "tried==42,right==tried,first_wrong==0,got==0,before==after")                                                                 \
    MARKER(test_reject_seal_writable, SELFTEST, "test_reject_seal_writable", 1, ladder, irq_delivery, G4,                                \
           seal_ignores_writers, "tried==6,right==tried,first_wrong==0,got==0")                                                          \
    MARKER(test_reject_wx_alias, SELFTEST, "test_reject_wx_alias", 1, ladder, test_reject_seal_writable, G4,                             \
           wx_alias_allowed, "tried==14,right==tried,first_wrong==0,got==0")                                                             \
    MARKER(test_reject_wx_protect, SELFTEST, "test_reject_wx_protect", 1, ladder, test_reject_wx_alias, G4,                              \
           wx_protect_allowed, "tried==11,right==tried,first_wrong==0,got==0")                                                           \
    MARKER(test_reject_exec_mmio, SELFTEST, "test_reject_exec_mmio", 1, ladder, test_reject_wx_protect, B3,                              \
           exec_mmio_allowed, "tried==5,right==tried,first_wrong==0,got==0")                                                             \
    MARKER(test_reject_exec_mmio_protect, SELFTEST, "test_reject_exec_mmio_protect", 1, ladder, test_reject_exec_mmio,                   \
           B3, exec_mmio_protect_allowed, "tried==4,right==tried,first_wrong==0,got==0")                                                 \
    MARKER(test_reject_map_bounds, SELFTEST, "test_reject_map_bounds", 1, ladder, test_reject_exec_mmio_protect, G4,                     \
           user_maps_kernel, "tried==34,right==tried,first_wrong==0,got==0,before==after")                                               \
    MARKER(test_reject_mapping_over_limit, SELFTEST, "test_reject_mapping_over_limit", 1, ladder,                                        \
           test_reject_map_bounds, G4, mapping_limit_unreported,                                                                         \
           "error==0,most==128,beyond==7,beyond_there==7,still==128,freed==0,again==0,before==after")                                    \
    MARKER(                                                                                                                              \
        aslr, SELFTEST, "aslr", 1, ladder, test_reject_mapping_over_limit, G4, layout_fixed,                                             \
        "first_mapped!=second_mapped,first_stack!=second_stack,first_mapped>0,second_mapped>0,first_stack>0,second_stack>0")             \
    MARKER(test_reject_stale_mapping, SELFTEST, "test_reject_stale_mapping", 2, ladder, aslr, C7, unmap_asks_nobody,                     \
           "tried==9,right==tried,first_wrong==0,got==0,reads>0,outcome==260")                                                           \
    MARKER(test_reject_stale_right, SELFTEST, "test_reject_stale_right", 2, ladder, test_reject_stale_mapping, C7,                       \
           protect_returns_early, "tried==9,right==tried,first_wrong==0,got==0,writes>0,outcome==261")                                   \
    MARKER(icache_fence, SELFTEST, "icache fence", 2, ladder, test_reject_stale_right, C7, fence_asks_all_but_one,                       \
           "tried==12,right==tried,first_wrong==0,got==0,asked==due,sent==due,received==due,due>0,uneven==0")                            \
    MARKER(shootdown_spares, SELFTEST, "shootdown spares", 2, ladder, test_reject_stale_right, C7, shootdown_asks_all,                   \
           "tried==13,right==tried,first_wrong==0,got==0,alone==0,shared==16")                                                           \
    MARKER(shootdown_mutual, SELFTEST, "shootdown mutual", 2, ladder, shootdown_spares, C7, waits_unserved,                              \
           "tried==11,right==tried,first_wrong==0,got==0,unmapped==32,before==after")                                                    \
    MARKER(test_reject_bad_pointer, SELFTEST, "test_reject_bad_pointer", 1, ladder, aslr, G5, user_pointer_unchecked,                    \
           "tried==111,right==tried,first_wrong==0,got==0,same_use==1")                                                                  \
    MARKER(test_reject_bad_value, SELFTEST, "test_reject_bad_value", 1, ladder, test_reject_bad_pointer, G5,                             \
           task_start_unchecked, "tried==65,right==tried,first_wrong==0,got==0")                                                         \
    MARKER(test_reject_object_quota, SELFTEST, "test_reject_object_quota", 1, ladder, test_reject_bad_value, A6,                         \
           object_quota_unchecked, "tried==33,right==tried,first_wrong==0,got==0")                                                       \
    MARKER(test_reject_child_limits, SELFTEST, "test_reject_child_limits", 1, ladder, test_reject_object_quota, A6,                      \
           child_limits_unchecked, "tried==8,right==tried,first_wrong==0,got==0")                                                        \
    MARKER(test_reject_quota, SELFTEST, "test_reject_quota", 1, ladder, test_reject_child_limits, A6, quota_unchecked,                   \
           "tried==17,right==tried,first_wrong==0,got==0,same_use==1")                                                                   \
    MARKER(quota_audited, SELFTEST, "quota audited", 1, ladder, test_reject_quota, A6, quota_unaudited,                                  \
           "tried==9,right==tried,first_wrong==0,got==0")                                                                                \
    MARKER(kill_at_once, SELFTEST, "kill at once", 1, ladder, quota_audited, G5, stop_not_sent,                                          \
           "tried==33,right==tried,first_wrong==0,got==0,more==0")                                                                       \
    MARKER(test_reject_kill_without_capability, SELFTEST, "test_reject_kill_without_capability", 1, ladder,                              \
           kill_at_once, G1, task_of_any_process, "tried==12,right==tried,first_wrong==0,got==0")                                        \
    MARKER(test_reject_second_watcher, SELFTEST, "test_reject_second_watcher", 1, ladder,                                                \
           test_reject_kill_without_capability, G5, supervisor_replaced,                                                                 \
           "tried==27,right==tried,first_wrong==0,got==0")                                                                               \
    MARKER(test_reject_precise_clock, SELFTEST, "test_reject_precise_clock", 1, ladder, test_reject_second_watcher,                      \
           F2, clock_always_allowed, "tried==26,right==tried,first_wrong==0,got==0")                                                     \
    MARKER(test_reject_precise_deadline, SELFTEST, "test_reject_precise_deadline", 1, ladder,                                            \
           test_reject_precise_clock, F2, deadline_not_rounded,                                                                          \
           "tried==14,right==tried,first_wrong==0,got==0,early==0")                                                                      \
    MARKER(test_reject_invalid_qos_class, SELFTEST, "test_reject_invalid_qos_class", 1, ladder,                                          \
           test_reject_precise_deadline, D1, class_unchecked, "tried==9,right==tried,first_wrong==0,got==0")                             \
    MARKER(test_reject_qos_set_unauthorized_self_escalation, SELFTEST,                                                                   \
           "test_reject_qos_set_unauthorized_self_escalation", 1, ladder, test_reject_invalid_qos_class, D3,                             \
           class_raise_allowed, "tried==16,right==tried,first_wrong==0,got==0")                                                          \
    MARKER(test_reject_qos_set_unauthorized_other_pid, SELFTEST, "test_reject_qos_set_unauthorized_other_pid", 1,                        \
           ladder, test_reject_qos_set_unauthorized_self_escalation, D3, class_of_others_allowed,                                        \
           "tried==18,right==tried,first_wrong==0,got==0")                                                                               \
    MARKER(refusals_audited, SELFTEST, "audit ring", 1, ladder, test_reject_qos_set_unauthorized_other_pid, D3,                          \
           audit_unmerged, "tried==74,right==tried,first_wrong==0,got==0,written==2,lost==4")                                            \
    MARKER(events_traced, SELFTEST, "trace ring", 1, ladder, refusals_audited, D4, trace_stays_on,                                       \
           "tried==34,right==tried,first_wrong==0,got==0,before==0,seen==3,after==0")                                                    \
    MARKER(task_suspended, SELFTEST, "task suspended", 1, ladder, events_traced, D3, suspended_begins,                                   \
           "tried==35,right==tried,first_wrong==0,got==0")                                                                               \
    MARKER(test_reject_raise_by_creation, SELFTEST, "test_reject_raise_by_creation", 1, ladder, task_suspended, D3,                      \
           creation_raises, "tried==39,right==tried,first_wrong==0,got==0")                                                              \
    MARKER(work_stealing, SELFTEST, "work stealing", 2, ladder, events_traced, E3, steal_never,                                          \
           "ready==6,first>0,stolen>=first,finished==ready,rounds==18000")                                                               \
    MARKER(test_reject_steal_above_bound, SELFTEST, "test_reject_steal_above_bound", 2, ladder, work_stealing, E3,                       \
           steal_unbounded, "tried==16,right==tried,first_wrong==0,got==0")                                                              \
    MARKER(test_reject_steal_outside_affinity, SELFTEST, "test_reject_steal_outside_affinity", 2, ladder,                                \
           test_reject_steal_above_bound, E3, steal_ignores_affinity, "ready==5,attempts>0,taken==0,elsewhere==0")                       \
    MARKER(steal_rejected_head_skipped, SELFTEST, "steal rejected head skipped", 2, ladder,                                              \
           test_reject_steal_outside_affinity, E3, steal_gives_up, "taken==1,its_rounds==1")                                             \
    MARKER(steal_interval, SELFTEST, "steal interval", 2, ladder, steal_rejected_head_skipped, E3, steal_at_once,                        \
           "attempts>=2,finished==4,least>=interval,interval>0")                                                                         \
    MARKER(task_conservation, SELFTEST, "task conservation", 2, ladder, steal_interval, E4, steal_loses_stopped,                         \
           "taken==4,started>=taken,ended==started,executed<started")                                                                    \
    MARKER(task_churn, SELFTEST, "task churn", 2, ladder, task_conservation, E4, excluded_task_forgotten,                                \
           "ready==1,started==48,ended==started,right==started,moves>0")                                                                 \
    MARKER(affinity_applied, SELFTEST, "affinity applied", 2, ladder, task_churn, E1, affinity_not_awaited,                              \
           "tried==73,right==tried,first_wrong==0,got==0,settled==16,outside==0,failures==0")                                            \
    MARKER(test_reject_shares_out_of_range, SELFTEST, "test_reject_shares_out_of_range", 1, ladder,                                      \
           test_reject_qos_set_unauthorized_other_pid, D6, shares_clamped,                                                               \
           "tried==42,right==tried,first_wrong==0,got==0")                                                                               \
    MARKER(test_reject_shares_raise, SELFTEST, "test_reject_shares_raise", 1, ladder, test_reject_shares_out_of_range,                   \
           D3, shares_raise_allowed, "tried==30,right==tried,first_wrong==0,got==0")                                                     \
    MARKER(test_reject_task_info, SELFTEST, "test_reject_task_info", 1, ladder, test_reject_shares_raise, D4,                            \
           task_info_for_anybody, "tried==26,right==tried,first_wrong==0,got==0")                                                        \
    MARKER(qos_shares_ratio, SELFTEST, "qos shares ratio", 1, ladder, test_reject_task_info, D6, shares_ignored,                         \
           "sets==5,turns>100,excess==0")                                                                                                \
    MARKER(starvation_bound, SELFTEST, "starvation bound", 1, ladder, qos_shares_ratio, D2, starvation_unbounded,                        \
           "turns==2,counted==2,early==0,late_us<16000,longest_us<20000")                                                                \
    MARKER(perfburst_budget, SELFTEST, "perfburst budget", 1, ladder, starvation_bound, D2, burst_unbounded,                             \
           "first_us>=9900,first_us<14000,second_us>=9900,second_us<14000,as_normal_us>=26000,as_normal_us<34000")                       \
    MARKER(perfburst_server, SELFTEST, "perfburst of a server", 1, ladder, perfburst_budget, D5,                                         \
           burst_charged_to_server, "served_us>=5900,own_us<6000,both_us>=9900,both_us<14000")                                           \
    MARKER(runtime_timer_budget, SELFTEST, "runtime timer budget", 1, ladder, perfburst_server, F1,                                      \
           deadline_programmed_early, "expired==due,due>0,most<=bound,bound==34")                                                        \
    MARKER(tickless, SELFTEST, "tickless", 1, ladder, runtime_timer_budget, F1, slice_always_armed,                                      \
           "ran==1,alone==0,together>4,turns>4")                                                                                         \
    MARKER(test_reject_steal_higher_qos, SELFTEST, "test_reject_steal_higher_qos", 2, ladder,                                            \
           test_reject_steal_above_bound, E3, steal_any_class, "in_turn==1,attempts>0,taken==0,taken_after>0")                           \
    MARKER(affinity_clamp, SELFTEST, "affinity clamp", 1, ladder, tickless, E1, affinity_not_cut,                                        \
           "tried==12,right==tried,first_wrong==0,got==0")                                                                               \
    MARKER(test_reject_empty_affinity, SELFTEST, "test_reject_empty_affinity", 1, ladder, affinity_clamp, E1,                            \
           empty_affinity_widened, "tried==13,right==tried,first_wrong==0,got==0")                                                       \
    MARKER(test_reject_affinity_other_task, SELFTEST, "test_reject_affinity_other_task", 1, ladder,                                      \
           test_reject_empty_affinity, D3, placement_unauthorized, "tried==16,right==tried,first_wrong==0,got==0")                       \
    MARKER(test_reject_affinity_named_hart, SELFTEST, "test_reject_affinity_named_hart", 1, ladder,                                      \
           test_reject_affinity_other_task, E2, own_harts_named, "tried==25,right==tried,first_wrong==0,got==0")                         \
    MARKER(test_reject_ipi_flood, SELFTEST, "test_reject_ipi_flood", 1, ladder, test_reject_affinity_named_hart, C4,                     \
           control_unlimited, "tried==15,right==tried,first_wrong==0,got==0")                                                            \
    MARKER(test_reject_limits_out_of_range, SELFTEST, "test_reject_limits_out_of_range", 1, ladder,                                      \
           test_reject_ipi_flood, C4, limits_unchecked, "tried==55,right==tried,first_wrong==0,got==0")                                  \
    MARKER(test_reject_affinity_unauthorized, SELFTEST, "test_reject_affinity_unauthorized", 2, ladder,                                  \
           test_reject_qos_set_unauthorized_other_pid, D3, any_hart_allowed,                                                             \
           "tried==13,right==tried,first_wrong==0,got==0")                                                                               \
    MARKER(no_heap, SELFTEST, "no heap in hot path", 1, ladder, test_reject_qos_set_unauthorized_other_pid, A6,                          \
           message_allocates, "tried==157,right==tried,first_wrong==0,got==0,taken==0,control==2")                                       \
    MARKER(runtime_ipi_budget, SELFTEST, "runtime ipi budget", 2, ladder, no_heap, C3, need_always,                                      \
           "heard==due,due>0,sent<=bound,received<=bound,bound==34,equals==8,for_equals==0")                                             \
    MARKER(runtime_stress, SELFTEST, "runtime stress", 2, ladder, runtime_ipi_budget, C3, change_stops_all,                              \
           "due>0,expired==due,heard==due,changed==due,answered==64,ticks<=64,sent<=bound,received<=bound,bound==34")                    \
    MARKER(ipi_flood_reject, SELFTEST, "ipi_flood_reject", 2, ladder, runtime_stress, C4, nudge_uncounted,                               \
           "flooded==1,sent<=2000,dropped>=seen,seen==3,interrupts==0,waked==ran,late==0")                                               \
    MARKER(dropped_nudge, SELFTEST, "dropped nudge", 2, ladder, ipi_flood_reject, C3, nudge_always_best_effort,                          \
           "rounds==3,flooded==3,nudges==0,interrupts==rounds,waked==ran,late==0")                                                       \
    MARKER(execd_affinity_set, SELFTEST, "execd affinity set", 1, services, none, E2, affinity_not_set,                                  \
           "svc>0,policy==3,mask==1,now_policy==policy,now_mask==mask")                                                                  \
    MARKER(execd_qos_set, SELFTEST, "execd qos set", 1, services, execd_affinity_set, D3, qos_not_set,                                   \
           "svc>0,class==3,shares==100,now_class==class,now_shares==shares")                                                             \
    MARKER(services_ready, SELFTEST, "services ready", 1, services, execd_qos_set, H2, ready_unnoted,                                    \
           "services==1,running==services,answered==5")                                                                                  \
    MARKER(test_reject_silent_retry, SELFTEST, "test_reject_silent_retry", 1, services, services_ready, G2,                              \
           ask_asks_again,                                                                                                               \
           "refused==5,arrived==1,dropped==11,arrived_then==1,unanswered==12,arrived_last==1,waited>=40,waited<=48")                     \
    MARKER(init_keeps_nothing, SELFTEST, "init keeps nothing", 1, services, test_reject_silent_retry, H1,                                \
           init_keeps_rights, "all>0,usable==0,grantable>0")                                                                             \
    MARKER(recipe_applied, SELFTEST, "recipe applied", 1, services, init_keeps_nothing, H2, recipe_not_applied,                          \
           "class==1,shares==80,calls==150,timers==3")                                                                                   \
    MARKER(test_reject_unready, SELFTEST, "test_reject_unready", 1, services, recipe_applied, H2, readiness_unchecked,                   \
           "state==4,reason==4,follower==5,follower_reason==7")                                                                          \
    MARKER(app_ends, SELFTEST, "app ends", 1, services, test_reject_unready, H2, end_unnoticed,                                          \
           "status==42,crashed==1,reason==2")                                                                                            \
    MARKER(policy_allow, SELFTEST, "policy allow", 1, services, app_ends, H3, policy_denies_all,                                         \
           "before==80,answer==0,after==400")                                                                                            \
    MARKER(policy_deny, SELFTEST, "policy deny", 1, services, policy_allow, H3, policy_rule_allows_all,                                  \
           "answer==4,refused==4,before==1,after==before,shares==400")                                                                   \
    MARKER(policy_spoof_denied, SELFTEST, "policy spoof denied", 1, services, policy_deny, H3, subject_believed,                         \
           "own==0,forged==4")                                                                                                           \
    MARKER(policy_malformed, SELFTEST, "policy malformed", 1, services, policy_spoof_denied, H6,                                         \
           query_values_unchecked, "tried==5,refused==tried,good==0")                                                                    \
    MARKER(policy_unpolicied_denied, SELFTEST, "policy unpolicied denied", 1, services, policy_malformed, H3,                            \
           unpolicied_allowed, "answer==4")                                                                                              \
    MARKER(policy_oversized, SELFTEST, "policy oversized", 1, services, policy_unpolicied_denied, H3,                                    \
           wire_size_unchecked, "right==0,by_one==2,whole==2")                                                                           \
    MARKER(policy_deny_audit, SELFTEST, "policy deny audit", 1, services, policy_oversized, H3, denials_unaudited,                       \
           "denied==3,written==denied")                                                                                                  \
    MARKER(policy_allow_audit, SELFTEST, "policy allow audit", 1, services, policy_deny_audit, H3,                                       \
           allowances_unaudited, "allowed==3,written==allowed")                                                                          \
    MARKER(test_reject_recipe_bound, SELFTEST, "test_reject_recipe_bound", 1, services, policy_allow_audit, D3,                          \
           recipe_bound_ignored, "answer==4")                                                                                            \
    MARKER(test_reject_shares_above_500, SELFTEST, "test_reject_shares_above_500", 1, services,                                          \
           test_reject_recipe_bound, D3, policy_bound_ignored,                                                                           \
           "allowed==0,denied==4,applied==0,refused==4,shares==500")                                                                     \
    MARKER(timed_coalesce, SELFTEST, "timed coalesce", 1, services, test_reject_shares_above_500, F5,                                    \
           timers_uncoalesced, "sleepers==64,rung==64,early==0,expired==64,wakeups==1,apart==3,apart_wakeups==3")                        \
    MARKER(test_reject_class_in_payload, SELFTEST, "test_reject_class_in_payload", 1, services, timed_coalesce, F3,                      \
           class_from_payload,                                                                                                           \
           "idle==8,class==0,idle_wakeups==1,lent==8,lent_class==1,lent_wakeups==1,burst==8,burst_wakeups==8")                           \
    MARKER(timed_lateness, SELFTEST, "timed lateness", 1, services, test_reject_class_in_payload, F3, timers_early,                      \
           "rung==252,early==0,burst_us<=100,interactive_us<=1100,normal_us<=4100,idle_us<=8100")                                        \
    MARKER(test_reject_timer_registration_over_limit, SELFTEST, "test_reject_timer_registration_over_limit", 1,                          \
           services, timed_lateness, F4, timer_limit_unchecked,                                                                          \
           "made==64,last==0,beyond==7,live==64,other==0,cancelled==0,again==0,left==0")                                                 \
    MARKER(timers_forgotten, SELFTEST, "timers forgotten", 1, services, test_reject_timer_registration_over_limit, F4,                   \
           roster_ignored, "before==0,failed==0,after==0")                                                                               \
    MARKER(test_reject_audit_reader, SELFTEST, "test_reject_audit_reader", 1, services, timers_forgotten, H4,                            \
           audit_read_by_anybody, "without==4,other==4,with==0")                                                                         \
    MARKER(refusal_written, SELFTEST, "refusal written", 1, services, test_reject_audit_reader, H6, refusal_unwritten,                   \
           "refused==2,written==1,error==refused,operation==4,sender==own")                                                              \
    MARKER(test_reject_log_text, SELFTEST, "test_reject_log_text", 1, services, refusal_written, H4,                                     \
           log_text_unchecked, "plain==0,newline==2,escape==2")                                                                          \
    MARKER(audit_complete, SELFTEST, "audit complete", 1, services, test_reject_log_text, H4, record_skipped,                            \
           "read>0,gaps==0,counted==written,lost_of_kernel==0")                                                                          \
    MARKER(test_reject_audit_flood, SELFTEST, "test_reject_audit_flood", 1, services, audit_complete, H4,                                \
           audit_unlimited, "sent==400,answered==sent,refused>0,counted==refused,other==0")                                              \
    MARKER(test_reject_audit_eviction, SELFTEST, "test_reject_audit_eviction", 1, services, test_reject_audit_flood,                     \
           H4, audit_oldest_replaced, "sent>places,accepted==sent,others>0,lost==0")                                                     \
    MARKER(test_reject_request_flood, SELFTEST, "test_reject_request_flood", 1, services, test_reject_audit_eviction,                    \
           H3, demands_unlimited, "sent==400,other==0,decided==limit")                                                                   \
    MARKER(test_reject_terminal_of_another, SELFTEST, "test_reject_terminal_of_another", 1, services,                                    \
           test_reject_request_flood, H1, terminal_of_anybody,                                                                           \
           "opened==0,taken==5,read==4,own==0,closed==0,given==0,again==0")                                                              \
    MARKER(garbage_answered, SELFTEST, "garbage answered", 1, services, test_reject_terminal_of_another, H6,                             \
           wire_length_unchecked, "sent==500,refused==sent,restarts==0,terminal==0")                                                     \
    MARKER(                                                                                                                              \
        fields_answered, SELFTEST, "fields answered", 1, services, garbage_answered, H6, unknown_unanswered,                             \
        "operations==22,fields>=80,requests>4000,replies==requests,wrong_sizes>2000,refused_sizes==wrong_sizes,restarts==0")             \
    MARKER(                                                                                                                              \
        services_restarted, SELFTEST, "services restarted", 1, services_restarts, none, H1, restart_forgotten,                           \
        "ends==100,again==ends,restarts==execd,fewest>0,untold==0,answered>0,told==4,objects==0,pages==0,objects_here==0,pages_here==0") \
    MARKER(                                                                                                                              \
        test_global_ipi_cap, KSELFTEST, "test_global_ipi_cap", 2, ipi_cap, none, C4, machine_unlimited,                                  \
        "budget==20,sent==budget,total>budget,window==10,dropped==beyond,counted==dropped,answered==asked,again==1")                     \
    PANIC_MARKER(test_reject_kernel_text_write, "kernel fault: store page fault, address 0x*, pc 0x*", 1,                                \
                 kernel_text_write, B3, kernel_text_writable)                                                                            \
    PANIC_MARKER(test_reject_stack_overflow, "kernel stack of cpu* overflowed, pc 0x*", 1, stack_overflow, A3,                           \
                 stack_guard_mapped)                                                                                                     \
    PANIC_MARKER(test_reject_lock_out_of_rank,                                                                                           \
                 "lock \"run queue\" taken out of rank, while \"frame allocator\" is held", 1, lock_out_of_rank, A5,                     \
                 lock_rank_unchecked)                                                                                                    \
    PANIC_MARKER(execd_lost, "the first program ended with status 8", 1, services_lost, H1, restarts_unbounded)                          \
    PANIC_MARKER(test_reject_foreign_percpu_write, "cpu* wrote state of cpu*", 2, foreign_percpu_write, A2,                              \
                 owner_check_blind)
