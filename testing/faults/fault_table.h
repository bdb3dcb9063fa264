// SPDX-License-Identifier: Apache-2.0
// Every fault switch, declared once. A switch breaks exactly the one mechanism that enforces an invariant, in the one place that
// enforces it. They exist in the sabotage kernel only, chosen by "fault=NAME" on its command line; "fault=none" breaks nothing.
//
// FAULT(id, breaks)
#pragma once

#define FAULT_TABLE(FAULT)                                                                       \
    FAULT(none, "nothing")                                                                       \
    FAULT(hart_not_started, "the last hart is left out when harts are started")                  \
    FAULT(hart_deaf, "the last hart enables no interrupts")                                      \
    FAULT(owner_check_blind, "the owner check of per-hart state accepts every hart")             \
    FAULT(idle_polls_mailbox, "an idle hart looks at its mailbox without an interrupt")          \
    FAULT(ipi_not_raised, "a posted mailbox raises no interrupt")                                \
    FAULT(ipi_target_unchecked, "an invalid target is reported as done")                         \
    FAULT(ipi_offline_unchecked, "an offline target is posted to")                               \
    FAULT(mailbox_loses_bit, "a post that should merge is dropped")                              \
    FAULT(spurious_ipi_honoured, "an interrupt with an empty mailbox counts as a reschedule")    \
    FAULT(tick_lost, "the last hart's timer is never programmed")                                \
    FAULT(timer_crosses_harts, "a timer interrupt counts as one of every hart")                  \
    FAULT(kernel_page_wx, "kernel stacks are mapped executable")                                 \
    FAULT(hart_entry_unchecked, "a hart's entry point may be anywhere")                          \
    FAULT(hart_id_unchecked, "a cpu that does not exist is reported as started")                 \
    FAULT(frames_unlocked, "the frame allocator's lock is never taken")                          \
    FAULT(sbi_passed_on, "an unknown system call is passed on to the firmware")                  \
    FAULT(float_not_saved, "the floating-point registers a task changed are not saved")          \
    FAULT(float_not_cleared, "a task's first floating-point registers are those of another one") \
    FAULT(ipi_sender_forged, "the sender of an IPI is what user code left in tp")                \
    FAULT(kernel_text_writable, "kernel text is mapped writable")                                \
    FAULT(stack_guard_mapped, "the guard page below a kernel stack is mapped")                   \
    FAULT(lock_rank_unchecked, "lock ranks are not checked")
