// SPDX-License-Identifier: Apache-2.0
#include "kernel/trace/trace.h"

#include "kernel/arch/timer.h"
#include "kernel/console/console.h"
#include "kernel/process/process.h"
#include "kernel/selftest/fault.h"
#include "kernel/task/task.h"

enum trace_constants { PANIC_EVENTS = 8 };

__attribute__((noinline, cold)) void trace_append(struct cpu *cpu, enum abi_trace_event event, uint64_t detail,
                                                  uint64_t argument) {
    percpu_assert_owner(cpu);
    const struct task *task = cpu->current;
    // Filled in here: where switches are made, it would be code that is hardly ever needed.
    uint64_t said = event == ABI_TRACE_SWITCH && task != NULL ? task->process->label : argument;
    const struct abi_trace_record record = {
        .time = time_now_ticks(),
        .argument = said,
        .task = task == NULL ? 0 : task_own_id(task).value,
        .detail = (uint16_t)detail,
        .event = (uint8_t)event,
        .cpu = (uint8_t)cpu->id.value,
    };
    trace_ring_add(&cpu->trace, &record);
}

void trace_set(bool on) {
    if (!on && fault_is(FAULT_trace_stays_on)) {
        return;
    }
    for (uint32_t number = 0; number < percpu_count(); number++) {
        __atomic_store_n(&percpu_get((struct cpu_id){number})->bars.trace_is_on, on ? 1 : 0, __ATOMIC_RELAXED);
    }
}

static const char *event_name(uint32_t event) {
    enum { NAME_BYTES = 12 };
    // Not pointers: this is a quarter of the size.
    static const char names[ABI_TRACE_EVENT_COUNT][NAME_BYTES] = {
        [ABI_TRACE_SWITCH] = "switch",   [ABI_TRACE_IDLE] = "idle",           [ABI_TRACE_WAKE] = "wake",
        [ABI_TRACE_STEAL] = "steal",     [ABI_TRACE_MIGRATE] = "migrate",     [ABI_TRACE_IPI_SEND] = "ipi send",
        [ABI_TRACE_IPI_RECEIVE] = "ipi", [ABI_TRACE_SHOOTDOWN] = "shootdown", [ABI_TRACE_TIMER] = "timer",
        [ABI_TRACE_IPC_CALL] = "call",   [ABI_TRACE_IPC_REPLY] = "reply",     [ABI_TRACE_FAULT] = "fault",
    };
    return names[event % ABI_TRACE_EVENT_COUNT];
}

void trace_panic_print(const struct cpu *cpu) {
    struct abi_trace_record records[PANIC_EVENTS];
    uint64_t next = trace_ring_next(&cpu->trace);
    uint64_t first = next < PANIC_EVENTS ? 0 : next - PANIC_EVENTS;
    uint32_t count = trace_ring_read(&cpu->trace, first, records, PANIC_EVENTS);
    for (uint32_t i = 0; i < count; i++) {
        const struct abi_trace_record *record = &records[i];
        console_panic_print("PANIC: event %s, task %u, %u, 0x%lx, at %lu\n", event_name(record->event), record->task,
                            record->detail, record->argument, record->time);
    }
}
