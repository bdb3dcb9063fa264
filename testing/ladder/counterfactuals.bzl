# SPDX-License-Identifier: Apache-2.0
"""Which switch extinguishes which marker: the rows of the marker table again, because Bazel cannot read that one.

counterfactuals_test holds this list against the tables: a row that is missing here is an error there.
"""

# The harts of these boots: enough for a first, a last and others between.
COUNTERFACTUAL_HARTS = 4

# (marker, switch, boot)
COUNTERFACTUALS = [
    ("KINIT", "hart_not_started", "ladder"),
    ("smp_online", "hart_deaf", "ladder"),
    ("percpu_owner", "owner_check_blind", "ladder"),
    ("ipi_counterfactual", "idle_polls_mailbox", "ladder"),
    ("ipi_resched", "ipi_not_raised", "ladder"),
    ("test_reject_invalid_ipi_target_cpu", "ipi_target_unchecked", "ladder"),
    ("test_reject_offline_cpu_resched", "ipi_offline_unchecked", "ladder"),
    ("ipi_merge", "mailbox_loses_bit", "ladder"),
    ("test_reject_spurious_ipi", "spurious_ipi_honoured", "ladder"),
    ("smp_per_hart_ticks", "tick_lost", "ladder"),
    ("test_reject_cross_hart_timer", "timer_crosses_harts", "ladder"),
    ("wx_enforced", "kernel_page_wx", "ladder"),
    ("test_reject_hart_entry_outside_text", "hart_entry_unchecked", "ladder"),
    ("test_reject_invalid_hart_id", "hart_id_unchecked", "ladder"),
    ("lock_exclusion", "frames_unlocked", "ladder"),
    ("test_reject_user_sbi_call", "sbi_passed_on", "ladder"),
    ("test_reject_forged_ipi_sender", "ipi_sender_forged", "ladder"),
    ("test_reject_kernel_text_write", "kernel_text_writable", "kernel_text_write"),
    ("test_reject_stack_overflow", "stack_guard_mapped", "stack_overflow"),
    ("test_reject_lock_out_of_rank", "lock_rank_unchecked", "lock_out_of_rank"),
    ("test_reject_foreign_percpu_write", "owner_check_blind", "foreign_percpu_write"),
]

# Planted races: not every interleaving shows them, so the schedule seeds hunt for them.
RACES = ["frames_unlocked"]
