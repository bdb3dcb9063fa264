// SPDX-License-Identifier: Apache-2.0
// Every fault switch, declared once. A switch breaks exactly the one mechanism that enforces an invariant, in the one place that
// enforces it. They exist in the sabotage kernel only, chosen by "fault=NAME" on its command line; "fault=none" breaks nothing.
//
// FAULT(id, breaks)
#pragma once

#define FAULT_TABLE(FAULT)                                                                                           \
    FAULT(none, "nothing")                                                                                           \
    FAULT(hart_not_started, "the last hart is left out when harts are started")                                      \
    FAULT(hart_deaf, "the last hart enables no interrupts")                                                          \
    FAULT(owner_check_blind, "the owner check of per-hart state accepts every hart")                                 \
    FAULT(idle_polls_mailbox, "an idle hart looks at its mailbox without an interrupt")                              \
    FAULT(ipi_not_raised, "a posted mailbox raises no interrupt")                                                    \
    FAULT(ipi_target_unchecked, "an invalid target is reported as done")                                             \
    FAULT(ipi_offline_unchecked, "an offline target is posted to")                                                   \
    FAULT(mailbox_loses_bit, "a post that should merge is dropped")                                                  \
    FAULT(flush_requests_queue, "each request to flush translations is an interrupt of its own")                     \
    FAULT(spurious_ipi_honoured, "an interrupt with an empty mailbox counts as a reschedule")                        \
    FAULT(tick_lost, "the last hart's timer is never programmed")                                                    \
    FAULT(timer_crosses_harts, "a timer interrupt counts as one of every hart")                                      \
    FAULT(kernel_page_wx, "kernel stacks are mapped executable")                                                     \
    FAULT(hart_entry_unchecked, "a hart's entry point may be anywhere")                                              \
    FAULT(hart_id_unchecked, "a cpu that does not exist is reported as started")                                     \
    FAULT(frames_unlocked, "the frame allocator's lock is never taken")                                              \
    FAULT(sbi_passed_on, "an unknown system call is passed on to the firmware")                                      \
    FAULT(float_not_saved, "the floating-point registers a task changed are not saved")                              \
    FAULT(float_not_cleared, "a task's first floating-point registers are those of another one")                     \
    FAULT(ipi_sender_forged, "the sender of an IPI is what user code left in tp")                                    \
    FAULT(vmo_not_zeroed, "new memory holds what it held before")                                                    \
    FAULT(unmap_leaves_entry, "an unmapped page stays in the page table")                                            \
    FAULT(first_page_ignored, "a mapping shows the first pages of its memory whatever was asked for")                \
    FAULT(guard_page_taken, "a mapping begins in the page that is to stay free below it")                            \
    FAULT(tables_unpaid, "the page tables of a process are nobody's expense")                                        \
    FAULT(mapping_ignores_rights, "a mapping is writable whatever its rights")                                       \
    FAULT(capabilities_left_behind, "a process ends without closing its capabilities")                               \
    FAULT(fault_untold, "the supervisor of a task that faults is not told")                                          \
    FAULT(watcher_replaced, "who watches a process takes the place of who watched before")                           \
    FAULT(supervisor_replaced, "a process gets another supervisor")                                                  \
    FAULT(message_cut, "a message arrives without its last byte")                                                    \
    FAULT(word_lost, "a message arrives without its last word")                                                      \
    FAULT(capability_dropped, "capabilities that are sent do not arrive")                                            \
    FAULT(deadline_never_armed, "a wait with a deadline is armed as one without")                                    \
    FAULT(deadline_not_programmed, "a hart's timer is programmed for slices only")                                   \
    FAULT(badge_forged, "the badge that is delivered is the sender's to choose")                                     \
    FAULT(waiters_unordered, "those who wait are served as they came, whatever their class")                         \
    FAULT(sender_forged, "who sent a message is what its second word says")                                          \
    FAULT(kernel_text_writable, "kernel text is mapped writable")                                                    \
    FAULT(stack_guard_mapped, "the guard page below a kernel stack is mapped")                                       \
    FAULT(lock_rank_unchecked, "lock ranks are not checked")                                                         \
    FAULT(class_not_lent, "a server runs at its own class whoever it serves")                                        \
    FAULT(class_kept, "a server keeps the class that was lent to it when it has answered")                           \
    FAULT(lent_on_own_hart_only, "a server runs at its own class if its caller is on another hart")                  \
    FAULT(lending_stops_early, "who queues for a server lends nothing to whom that one waits for")                   \
    FAULT(queue_not_lent, "a server that is at work learns nothing of who queues for it")                            \
    FAULT(call_depth_unbounded, "a call may have any number of callers above it")                                    \
    FAULT(chain_unchecked, "who queues for a server does not look whom that one waits for")                          \
    FAULT(reply_not_consumed, "a call that was answered can be answered again")                                      \
    FAULT(receiving_keeps_caller, "who receives again leaves the caller of the last call waiting")                   \
    FAULT(dropped_reply_untold, "a caller is not told that its saved call was dropped")                              \
    FAULT(saved_reply_not_consumed, "a saved call that was answered can be answered again")                          \
    FAULT(dead_server_forgets_caller, "a task that ends leaves the caller of the call it received waiting")          \
    FAULT(closing_ends_all_waits, "a capability that is closed ends the waits of all at its endpoint")               \
    FAULT(lost_reply_unreported, "an answer to a caller that went away is reported as given")                        \
    FAULT(header_unchecked, "a message page may say anything")                                                       \
    FAULT(accept_ignored, "capabilities are delivered to who accepts none")                                          \
    FAULT(slot_table_unbounded, "a capability table that is full has one slot more, the first of the next one")      \
    FAULT(full_table_unreported, "a receiver without the slots that it offers waits all the same")                   \
    FAULT(derive_widens, "a derived capability may have rights that its parent lacks")                               \
    FAULT(tree_depth_unchecked, "a tree of capabilities may have any depth")                                         \
    FAULT(badge_unchecked, "a badge is set on anything, and set again")                                              \
    FAULT(grantable_ignored, "what may be used may be given")                                                        \
    FAULT(rights_unchecked, "a call does not look at the rights of a handle")                                        \
    FAULT(revoking_not_seen, "what is derived does not look whether its parent is being revoked")                    \
    FAULT(revoke_leaves_children, "revoking closes nothing")                                                         \
    FAULT(handle_generation_ignored, "a handle names whatever is in its slot")                                       \
    FAULT(task_id_reused, "the next task of a number has the id of the last one")                                    \
    FAULT(foreign_handle_found, "a handle that names nothing is looked up in the first program's table")             \
    FAULT(handle_kind_unchecked, "a call does not look at the kind of a handle")                                     \
    FAULT(signal_overwrites, "a signal replaces the bits that are set")                                              \
    FAULT(second_binding_ignored, "a binding that there is no room for is reported as made")                         \
    FAULT(bound_endpoint_not_woken, "a signal does not reach who receives from the endpoint that it is bound to")    \
    FAULT(timer_not_signalled, "a timer expires and nobody is told")                                                 \
    FAULT(timer_keeps_first, "a timer that is set keeps the deadline it has")                                        \
    FAULT(irq_completed_unasked, "an interrupt that did not come can be completed")                                  \
    FAULT(irq_not_signalled, "an interrupt that a program is to serve signals nothing")                              \
    FAULT(seal_ignores_writers, "memory that is mapped writable is sealed")                                          \
    FAULT(wx_alias_allowed, "memory is mapped writable and executable at the same time")                             \
    FAULT(wx_protect_allowed, "a mapping is made executable though the memory is writable, and the other way round") \
    FAULT(exec_mmio_allowed, "device registers are mapped executable")                                               \
    FAULT(exec_mmio_protect_allowed, "a mapping of device registers is made executable")                             \
    FAULT(user_maps_kernel, "a mapping outside user space is reported as made")                                      \
    FAULT(mapping_limit_unreported, "a mapping that there is no room for is reported as made")                       \
    FAULT(layout_fixed, "a place that the kernel chooses is always the same")                                        \
    FAULT(shootdown_asks_all, "harts that do not run a space are interrupted for it")                                \
    FAULT(waits_unserved, "a hart that waits for another one does not look at its own mailbox")                      \
    FAULT(interrupt_flushes, "every interrupt of another hart makes a hart forget translations")                     \
    FAULT(unmap_asks_nobody, "what is unmapped is forgotten by the hart that unmaps it only")                        \
    FAULT(fence_asks_all_but_one, "one hart is not asked to fetch instructions anew")                                \
    FAULT(shootdown_returns_early, "harts that run a space are not asked to forget translations of it")              \
    FAULT(protect_returns_early, "other harts are not asked to forget what a mapping allowed")                       \
    FAULT(quota_unchecked, "pages beyond the limit of a process are taken")                                          \
    FAULT(vmo_size_unchecked, "memory may be empty")                                                                 \
    FAULT(child_limits_unchecked, "a child may have more than its parent has left")                                  \
    FAULT(object_quota_unchecked, "objects beyond the limit of a process are taken")                                 \
    FAULT(stop_not_sent, "a task that is ended goes on where it runs")                                               \
    FAULT(user_pointer_unchecked, "a pointer from user code may point anywhere")                                     \
    FAULT(task_start_unchecked, "a task may begin anywhere")                                                         \
    FAULT(clock_always_allowed, "anybody may use the clock")                                                         \
    FAULT(counters_open, "anybody may read the counters")                                                            \
    FAULT(clock_read_precise, "the clock is precise for everybody")                                                  \
    FAULT(deadline_not_rounded, "deadlines are precise for everybody")                                               \
    FAULT(class_unchecked, "a class may be any number")                                                              \
    FAULT(class_raise_allowed, "anybody may raise its own class")                                                    \
    FAULT(class_of_others_kept, "a class that is set for another task does not count")                               \
    FAULT(resume_is_info, "the number of the call that resumes a task leads to the one that tells of it")            \
    FAULT(class_of_others_allowed, "anybody may change the class of another task")                                   \
    FAULT(any_hart_allowed, "anybody may name harts for a new task")                                                 \
    FAULT(placement_unauthorized, "anybody may change where any task runs")                                          \
    FAULT(task_of_any_process, "a task can be opened through any process")                                           \
    FAULT(foreign_unpark_allowed, "tasks of other processes can be given a permit")                                  \
    FAULT(observed_by_anybody, "audit and trace are there for anybody")                                              \
    FAULT(audit_unwritten, "a call that is refused is not written down")                                             \
    FAULT(only_class_audited, "of the scheduling calls that are refused only set_class is written down")             \
    FAULT(audit_unmerged, "each refusal takes a record of its own")                                                  \
    FAULT(trace_stays_on, "a trace that is turned off goes on")                                                      \
    FAULT(affinity_ignored, "a task runs on any hart, whatever its set")                                             \
    FAULT(wake_lost, "a task that becomes ready on another hart waits until that hart looks by itself")              \
    FAULT(affinity_not_awaited, "the harts of a task are changed without a word to the hart that runs it")           \
    FAULT(excluded_task_forgotten, "a task that is ready where it may not run any more comes to no other queue")     \
    FAULT(affinity_not_cut, "a set with harts that are not online is refused")                                       \
    FAULT(empty_affinity_widened, "a set without any online hart means all of them")                                 \
    FAULT(own_harts_named, "a task may name harts for itself, if they are of its own")                               \
    FAULT(limits_unchecked, "limits of a task may be any numbers")                                                   \
    FAULT(suspended_begins, "a task that is created suspended begins at once")                                       \
    FAULT(creation_raises, "a new task has the defaults, even if its creator has less")                              \
    FAULT(burst_inherited, "a task at PerfBurst creates others there")                                               \
    FAULT(shares_ignored, "all tasks of a class have the same shares")                                               \
    FAULT(starvation_unbounded, "a class waits as long as higher ones run")                                          \
    FAULT(burst_unbounded, "time at PerfBurst costs nothing")                                                        \
    FAULT(burst_charged_to_server, "time at PerfBurst in a server is the server's expense")                          \
    FAULT(class_order_ignored, "of the ready tasks those of the lowest class run")                                   \
    FAULT(slice_always_armed, "a task that is alone on its hart gets slices all the same")                           \
    FAULT(control_unlimited, "a task may make any number of scheduling calls")                                       \
    FAULT(shares_clamped, "shares out of range are made to fit")                                                     \
    FAULT(shares_raise_allowed, "anybody may raise shares")                                                          \
    FAULT(task_info_for_anybody, "anybody may ask how a task is scheduled")                                          \
    FAULT(steal_never, "a hart without work leaves that of others alone")                                            \
    FAULT(steal_unbounded, "a thief takes more than half")                                                           \
    FAULT(steal_any_class, "a thief takes what is about to run")                                                     \
    FAULT(steal_gives_up, "a thief stops at the first task that it may not run")                                     \
    FAULT(limiter_always_yes, "any number of best-effort IPIs is sent")                                              \
    FAULT(machine_unlimited, "all harts together send any number of best-effort IPIs")                               \
    FAULT(ipi_cap_unaudited, "that the machine has sent too many best-effort IPIs is not written down")              \
    FAULT(correctness_limited, "IPIs that may not be dropped are, when too many others were sent")                   \
    FAULT(steal_ignores_affinity, "a thief takes tasks that may not run on its hart")                                \
    FAULT(steal_at_once, "a thief looks again at once")                                                              \
    FAULT(steal_owed_forgotten, "a hart that may not steal yet never does")                                          \
    FAULT(steal_loses_stopped, "a task that is taken while it is ended is forgotten")                                \
    FAULT(deadline_programmed_early, "a hart's timer is programmed for half of the time to its earliest deadline")   \
    FAULT(need_always, "whoever becomes ready on another hart interrupts it, whether it need look or not")           \
    FAULT(change_stops_all, "every hart is interrupted for a task that is given another class")                      \
    FAULT(nudge_uncounted, "who wakes a task sends any number of best-effort IPIs for that")                         \
    FAULT(nudge_always_best_effort, "a hart that will not look by itself is interrupted only while few others were") \
    FAULT(message_allocates, "a message takes a page frame, and gives it back")                                      \
    FAULT(ready_unnoted, "execd does not note that a service is ready")                                              \
    FAULT(init_keeps_rights, "init keeps the rights that it only has to give")                                       \
    FAULT(recipe_not_applied, "a program begins with the shares that it was born with")                              \
    FAULT(readiness_unchecked, "execd takes a service for ready when its time is over")                              \
    FAULT(end_unnoticed, "execd does not note why a program ended")                                                  \
    FAULT(policy_denies_all, "policyd finds no rule for shares")                                                     \
    FAULT(policy_rule_allows_all, "a rule of policyd allows whatever it speaks of")                                  \
    FAULT(subject_believed, "policyd believes who a query says it is for")                                           \
    FAULT(query_values_unchecked, "policyd looks for a rule whatever the values are")                                \
    FAULT(unpolicied_allowed, "policyd allows what no rule speaks of")                                               \
    FAULT(wire_size_unchecked, "a request may be larger than its operation says")                                    \
    FAULT(denials_unaudited, "policyd does not write down what it denies")                                           \
    FAULT(allowances_unaudited, "policyd does not write down what it allows")                                        \
    FAULT(recipe_bound_ignored, "execd does not look what the recipe allows to ask for")                             \
    FAULT(policy_bound_ignored, "policyd does not look how much a rule allows")                                      \
    FAULT(timers_uncoalesced, "timed does not round to the window of the class")                                     \
    FAULT(timer_limit_unchecked, "timed counts no timers of a task")                                                 \
    FAULT(roster_ignored, "timed keeps the timers of those that are gone")                                           \
    FAULT(audit_read_by_anybody, "auditd answers whoever asks")                                                      \
    FAULT(terminal_of_anybody, "consoled takes anybody for who holds the terminal")                                  \
    FAULT(begin_untold, "consoled does not say that it begins")                                                      \
    FAULT(log_text_unchecked, "auditd takes any bytes for a line")                                                   \
    FAULT(record_skipped, "auditd numbers a start and does not keep it")                                             \
    FAULT(audit_unlimited, "auditd takes any number of records from a sender")                                       \
    FAULT(wire_length_unchecked, "a request may say another length than it has")                                     \
    FAULT(restart_forgotten, "what ended is not started again")                                                      \
    FAULT(restarts_unbounded, "what ended is started again however often")                                           \
    FAULT(binding_outlives_server, "a notification stays bound when the server that bound it is gone")
