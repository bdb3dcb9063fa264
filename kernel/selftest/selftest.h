// SPDX-License-Identifier: Apache-2.0
// The kernel's own ladder of proofs, in the selftest and sabotage kernels only. Runs on the boot hart, asking the others by
// IPI_PING, before the first user program.
#pragma once

#include <stdint.h>

#include "kernel/boot/devicetree.h"
#include "kernel/percpu/cpu_id.h"

struct cpu;
struct mailbox_batch;

// What can only be tried while other harts are still offline.
void selftest_before_secondaries(const struct boot_info *boot);

// The ladder, or the boot of its own that "boot=NAME" on the command line asks for.
void selftest_run(const struct boot_info *boot);

// The watchdog of the ladder's user-mode steps: the boot hart goes idle, and if nothing wakes it for long
// the step has hung. Context: the hart, without a task. `expired`: also what a task's slice has left behind; slice_end says which.
void selftest_watch_idle(struct cpu *cpu);
void selftest_idle_timer_expired(struct cpu *cpu);

// What a hart does for IPI_PING. Context: that hart.
void selftest_answer(struct cpu *cpu);
