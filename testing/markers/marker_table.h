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

#define MARKER_TABLE(MARKER, PANIC_MARKER)                                                                             \
    MARKER(smp_online, KSELFTEST, "smp online", 2, ladder, none, B1, hart_deaf, "online==harts,answered==harts")       \
    MARKER(percpu_owner, KSELFTEST, "percpu owner", 1, ladder, smp_online, A2, owner_check_blind,                      \
           "asked==harts,own==harts,foreign==0,distinct==harts")                                                       \
    MARKER(ipi_counterfactual, KSELFTEST, "ipi counterfactual", 2, ladder, percpu_owner, C1, idle_polls_mailbox,       \
           "posted==1,acked_without_ipi==0,acked_with_ipi==1")                                                         \
    MARKER(ipi_resched, KSELFTEST, "ipi resched", 2, ladder, ipi_counterfactual, C3, ipi_not_raised,                   \
           "requested==1,sent==requested,trapped==sent,acked==trapped,from!=to")                                       \
    MARKER(test_reject_invalid_ipi_target_cpu, KSELFTEST, "test_reject_invalid_ipi_target_cpu", 1, ladder,             \
           percpu_owner, C5, ipi_target_unchecked,                                                                     \
           "last_valid==0,first_invalid==2,far_invalid==2,sent_before==sent_after")                                    \
    MARKER(test_reject_offline_cpu_resched, KSELFTEST, "test_reject_offline_cpu_resched", 2, ladder,                   \
           test_reject_invalid_ipi_target_cpu, C5, ipi_offline_unchecked,                                              \
           "offline==9,online==0,pending_before==0,pending_after==0")                                                  \
    MARKER(ipi_merge, KSELFTEST, "ipi merge", 2, ladder, test_reject_offline_cpu_resched, C2, mailbox_loses_bit,       \
           "requested==6,sent==1,trapped==1,reasons_posted==reasons_taken")                                            \
    MARKER(test_reject_spurious_ipi, KSELFTEST, "test_reject_spurious_ipi", 2, ladder, ipi_merge, C1,                  \
           spurious_ipi_honoured, "raised==1,spurious==1,received==0,rescheduled==0")                                  \
    MARKER(smp_per_hart_ticks, KSELFTEST, "smp per-hart ticks", 1, ladder, percpu_owner, A4, tick_lost,                \
           "armed==harts,ticked==harts")                                                                               \
    MARKER(test_reject_cross_hart_timer, KSELFTEST, "test_reject_cross_hart_timer", 2, ladder, smp_per_hart_ticks, A4, \
           timer_crosses_harts, "own_ticks==1,foreign_ticks==0")                                                       \
    MARKER(wx_enforced, KSELFTEST, "w^x enforced", 1, ladder, smp_per_hart_ticks, B3, kernel_page_wx,                  \
           "pages>0,writable_executable==0,device_executable==0,text_writable_alias==0")                               \
    MARKER(test_reject_hart_entry_outside_text, KSELFTEST, "test_reject_hart_entry_outside_text", 1, ladder,           \
           wx_enforced, B1, hart_entry_unchecked, "below==2,behind==2,firmware_calls==0")                              \
    MARKER(test_reject_invalid_hart_id, KSELFTEST, "test_reject_invalid_hart_id", 1, ladder,                           \
           test_reject_hart_entry_outside_text, B1, hart_id_unchecked,                                                 \
           "first_invalid==2,far_invalid==2,firmware_calls==0")                                                        \
    MARKER(lock_exclusion, KSELFTEST, "lock exclusion", 2, ladder, test_reject_invalid_hart_id, A5, frames_unlocked,   \
           "workers==harts,free_before==free_after,rounds>0")                                                          \
    MARKER(test_reject_user_sbi_call, SELFTEST, "test_reject_user_sbi_call", 1, ladder, test_reject_invalid_hart_id,   \
           C1, sbi_passed_on, "calls>0,refused==calls,harts_before==harts_after")                                      \
    MARKER(fpu_context, SELFTEST, "fpu context", 1, ladder, test_reject_user_sbi_call, B4, float_not_saved,            \
           "registers==33,turns>0,kept==turns")                                                                        \
    MARKER(test_reject_fpu_leak, SELFTEST, "test_reject_fpu_leak", 1, ladder, fpu_context, B4, float_not_cleared,      \
           "registers==33,left_over==0")                                                                               \
    MARKER(test_reject_forged_ipi_sender, SELFTEST, "test_reject_forged_ipi_sender", 2, ladder, test_reject_fpu_leak,  \
           C1, ipi_sender_forged, "woken==1,forged!=self,sender==self,other_senders==0")                               \
    PANIC_MARKER(test_reject_kernel_text_write, "kernel fault: store page fault, address 0x*, pc 0x*", 1,              \
                 kernel_text_write, B3, kernel_text_writable)                                                          \
    PANIC_MARKER(test_reject_stack_overflow, "kernel stack of cpu* overflowed, pc 0x*", 1, stack_overflow, A3,         \
                 stack_guard_mapped)                                                                                   \
    PANIC_MARKER(test_reject_lock_out_of_rank,                                                                         \
                 "lock \"run queue\" taken out of rank, while \"frame allocator\" is held", 1, lock_out_of_rank, A5,   \
                 lock_rank_unchecked)                                                                                  \
    PANIC_MARKER(test_reject_foreign_percpu_write, "cpu* wrote state of cpu*", 2, foreign_percpu_write, A2,            \
                 owner_check_blind)
