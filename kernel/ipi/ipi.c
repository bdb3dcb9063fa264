// SPDX-License-Identifier: Apache-2.0
#include "kernel/ipi/ipi.h"

#include <stdatomic.h>

#include "kernel/arch/cpu.h"
#include "kernel/arch/ipi.h"
#include "kernel/arch/timer.h"
#include "kernel/audit/audit.h"
#include "kernel/boot/command_line.h"
#include "kernel/config/kernel_config.h"
#include "kernel/memory/shootdown.h"
#include "kernel/percpu/percpu.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/selftest/fault.h"
#include "kernel/selftest/selftest.h"
#include "kernel/task/task.h"
#include "kernel/timer/timer.h"
#include "kernel/trace/trace.h"

// Set by each halting hart for itself (fetch_or, release), read by the hart that asked (acquire).
static _Atomic uint64_t halted_bits;

// Written once on the boot hart before any other hart starts.
static struct rate_limit hart_limit;
static struct rate_limit machine_limit;

// Of the whole machine. By the atomic protocol of rate_limiter.h.
static struct rate_account machine_nudges;

// The hart that executes this; nothing that user code left behind has a say.
static struct cpu_id sender_of(const struct cpu *self) {
    if (fault_is(FAULT_ipi_sender_forged) && self->current != NULL) {
        enum { REGISTER_TP = 4 };
        return (struct cpu_id){(uint32_t)(self->current->frame.x[REGISTER_TP] % percpu_count())};
    }
    return self->id;
}

// Model: testing/models/mailbox.pml.
enum abi_error ipi_send(struct cpu_id target, uint32_t reasons) {
    if (target.value >= percpu_count() || reasons == 0 || (reasons & ~(uint32_t)IPI_REASONS_ALL) != 0) {
        return fault_is(FAULT_ipi_target_unchecked) ? ABI_OK : ABI_EINVAL;
    }
    if (!cpu_set_has(percpu_online(), target) && !fault_is(FAULT_ipi_offline_unchecked)) {
        return ABI_ENODEV;
    }
    struct cpu *self = cpu_current();
    struct cpu *cpu = percpu_get(target);
    if (fault_is(FAULT_correctness_limited) &&
        rate_limiter_left(&machine_nudges, machine_limit, time_now_ticks()) == 0) {
        return ABI_OK;
    }
    if (fault_is(FAULT_mailbox_loses_bit) && mailbox_is_pending(&cpu->mailbox)) {
        return ABI_OK;
    }
    bool is_first = mailbox_post(&cpu->mailbox, sender_of(self), reasons);
    if (is_first || (fault_is(FAULT_flush_requests_queue) && reasons == IPI_FLUSH)) {
        counter_increment(&self->statistics.ipis_sent);
        trace_event(self, ABI_TRACE_IPI_SEND, target.value, reasons);
        if (!(fault_is(FAULT_ipi_not_raised) && reasons == IPI_RESCHEDULE)) {
            ipi_raise(cpu->hart, cpu->sswi_index);
        }
    }
    return ABI_OK;
}

void ipi_init(uint64_t rate_hz, const char *command_line) {
    hart_limit = (struct rate_limit){IPI_NUDGES_PER_SECOND, rate_hz};
    machine_limit = (struct rate_limit){IPI_NUDGES_PER_WINDOW, rate_hz / 1000 * IPI_NUDGE_WINDOW_MILLISECONDS};
    uint64_t lower = 0;
    if (KERNEL_SELFTEST && command_line_number(command_line, "nudges_hart", &lower) && lower < hart_limit.budget) {
        hart_limit.budget = (uint32_t)lower;
    }
    if (KERNEL_SELFTEST && command_line_number(command_line, "nudges_machine", &lower) &&
        lower < machine_limit.budget) {
        machine_limit.budget = (uint32_t)lower;
    }
}

// May this hart send a best-effort IPI now? Errors: EBUSY (too many were sent).
static enum abi_error take_nudge(struct cpu *self) {
    uint64_t now_ticks = time_now_ticks();
    if (fault_is(FAULT_limiter_always_yes)) {
        return ABI_OK;
    }
    if (!rate_limiter_take(&self->nudges, hart_limit, now_ticks)) {
        return ABI_EBUSY;
    }
    if (rate_limiter_take(&machine_nudges, machine_limit, now_ticks) || fault_is(FAULT_machine_unlimited)) {
        return ABI_OK;
    }
    if (!fault_is(FAULT_ipi_cap_unaudited)) {
        audit_record(ABI_AUDIT_IPI_CAP, machine_limit.budget + 1, machine_limit.budget, IPI_NUDGE_WINDOW_MILLISECONDS);
    }
    return ABI_EBUSY;
}

void ipi_nudge(struct cpu *target) {
    struct cpu *self = cpu_current();
    if (take_nudge(self) != ABI_OK || ipi_send(target->id, IPI_RESCHEDULE) != ABI_OK) {
        counter_increment(&self->statistics.nudges_dropped);
    } else {
        counter_increment(&self->statistics.nudges);
    }
}

_Noreturn void ipi_halt_this_hart(void) {
    atomic_fetch_or_explicit(&halted_bits, cpu_set_of(cpu_current()->id).bits, memory_order_release);
    cpu_halt();
}

static void reschedule(struct cpu *cpu) {
    counter_increment(&cpu->statistics.reschedules);
    cpu->exit_work |= EXIT_RESCHEDULE;
}

static void answer_ping(struct cpu *cpu) {
    if (KERNEL_SELFTEST) {
        selftest_answer(cpu);
    }
    atomic_fetch_add_explicit(&cpu->pings_answered, 1, memory_order_release);
}

void ipi_receive(struct cpu *cpu) {
    percpu_assert_owner(cpu);
    if (!mailbox_is_pending(&cpu->mailbox)) {
        return;
    }
    struct mailbox_batch batch = mailbox_take(&cpu->mailbox);
    counter_increment(&cpu->statistics.ipis_received);
    counter_write(&cpu->statistics.ipi_senders, batch.senders.bits);
    if ((batch.reasons & IPI_HALT) != 0) {
        ipi_halt_this_hart();
    }
    if ((batch.reasons & IPI_FLUSH) != 0 || fault_is(FAULT_interrupt_flushes)) {
        shootdown_receive_flush(cpu);
    }
    if ((batch.reasons & IPI_FENCE) != 0) {
        shootdown_receive_fence(cpu);
    }
    if ((batch.reasons & IPI_RESCHEDULE) != 0) {
        reschedule(cpu);
    }
    if ((batch.reasons & IPI_STOP) != 0) {
        scheduler_receive_stop(cpu);
    }
    if ((batch.reasons & IPI_PING) != 0) {
        answer_ping(cpu);
    }
    // Last, and the senders from memory: nothing is kept for it while the trace is off, so this function needs no stack frame.
    trace_event(cpu, ABI_TRACE_IPI_RECEIVE, batch.reasons, counter_read(&cpu->statistics.ipi_senders));
}

// Model: testing/models/mailbox.pml.
void ipi_interrupt(struct cpu *cpu) {
    ipi_clear();
    if (!mailbox_is_pending(&cpu->mailbox)) {
        counter_increment(&cpu->statistics.ipis_spurious);
        if (fault_is(FAULT_spurious_ipi_honoured)) {
            reschedule(cpu);
        }
        return;
    }
    ipi_receive(cpu);
}

void ipi_halt_others(void) {
    struct cpu *self = cpu_current();
    uint64_t others = percpu_online().bits & ~cpu_set_of(self->id).bits;
    for (uint32_t number = 0; number < percpu_count(); number++) {
        if ((others >> number & 1) != 0) {
            // The hart is online and the reason valid, so this cannot be refused.
            (void)ipi_send((struct cpu_id){number}, IPI_HALT);
        }
    }
    uint64_t deadline_ticks = time_now_ticks() + timer_rate_hz();
    while ((atomic_load_explicit(&halted_bits, memory_order_acquire) & others) != others &&
           time_now_ticks() < deadline_ticks) {
        cpu_give_up_turn();
    }
}
