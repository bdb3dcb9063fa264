// SPDX-License-Identifier: Apache-2.0
// Every number, size and offset of the system interface as text, for comparison with testdata/abi_v1.golden.
// Only for abi_layout_test and abi_layout_print.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/audit.h"
#include "abi/boot.h"
#include "abi/error.h"
#include "abi/exit_status.h"
#include "abi/limits.h"
#include "abi/machine.h"
#include "abi/message.h"
#include "abi/object.h"
#include "abi/process.h"
#include "abi/syscall.h"
#include "abi/task.h"
#include "abi/trace.h"

#ifdef __cplusplus
extern "C" {
#endif

enum abi_layout_kind {
    ABI_LAYOUT_NUMBER,  // first: the value; second: unused
    ABI_LAYOUT_STRUCT,  // first: size; second: alignment
    ABI_LAYOUT_FIELD,   // first: offset; second: size
};

struct abi_layout_entry {
    enum abi_layout_kind kind;
    const char *name;
    uint64_t first;
    uint64_t second;
};

// The interface as the C compiler sees it, in the order of the golden file.
extern const struct abi_layout_entry abi_layout_entries[];
extern const size_t abi_layout_entry_count;

enum abi_layout_limits {
    ABI_LAYOUT_LINE_BYTES = 128,
};

// Writes the entry's line of the golden file, with the newline, cut to `bytes` including the NUL.
void abi_layout_format(const struct abi_layout_entry *entry, char *line, size_t bytes);

// The lines at the head of the golden file.
extern const char abi_layout_head[];

// clang-format off
// One list for C and C++, so that the test can see both languages agree. A name that is missing here fails the test.
#define ABI_LAYOUT_LIST(NUMBER, STRUCT, FIELD) \
    NUMBER(ABI_OK) \
    NUMBER(ABI_EBADF) \
    NUMBER(ABI_EINVAL) \
    NUMBER(ABI_EFAULT) \
    NUMBER(ABI_EPERM) \
    NUMBER(ABI_EBUSY) \
    NUMBER(ABI_EAGAIN) \
    NUMBER(ABI_ENOSPC) \
    NUMBER(ABI_ENOMEM) \
    NUMBER(ABI_ENODEV) \
    NUMBER(ABI_ELOOP) \
    NUMBER(ABI_EPIPE) \
    NUMBER(ABI_ETIMEDOUT) \
    NUMBER(ABI_ENOSYS) \
    NUMBER(ABI_EIO) \
    NUMBER(ABI_ERROR_COUNT) \
    NUMBER(ABI_EXIT_OK) \
    NUMBER(ABI_EXIT_PANIC) \
    NUMBER(ABI_EXIT_BOOT_REFUSED) \
    NUMBER(ABI_PAGE_BYTES) \
    NUMBER(ABI_HARTS_MAX) \
    NUMBER(ABI_TASKS_MAX) \
    NUMBER(ABI_CONSOLE_WRITE_MAX_BYTES) \
    NUMBER(ABI_CONSOLE_READ_MAX_BYTES) \
    NUMBER(ABI_ARGUMENT_REGISTERS) \
    NUMBER(ABI_PROCESSES_MAX) \
    NUMBER(ABI_ENDPOINTS_MAX) \
    NUMBER(ABI_NOTIFICATIONS_MAX) \
    NUMBER(ABI_TIMERS_MAX) \
    NUMBER(ABI_VMOS_MAX) \
    NUMBER(ABI_VMO_PAGES_MAX) \
    NUMBER(ABI_CAPABILITIES_MAX) \
    NUMBER(ABI_MAPPINGS_PER_PROCESS) \
    NUMBER(ABI_CALL_DEPTH_MAX) \
    NUMBER(ABI_COARSE_CLOCK_MILLISECONDS) \
    STRUCT(abi_machine_info) \
    FIELD(abi_machine_info, harts) \
    FIELD(abi_machine_info, task_limit) \
    FIELD(abi_machine_info, memory_bytes) \
    FIELD(abi_machine_info, memory_free_bytes) \
    FIELD(abi_machine_info, kernel_bytes) \
    FIELD(abi_machine_info, timebase_hz) \
    FIELD(abi_machine_info, entry_instructions) \
    STRUCT(abi_hart_statistics) \
    FIELD(abi_hart_statistics, ticks) \
    FIELD(abi_hart_statistics, ipis_sent) \
    FIELD(abi_hart_statistics, ipis_received) \
    FIELD(abi_hart_statistics, ipis_spurious) \
    FIELD(abi_hart_statistics, switches) \
    FIELD(abi_hart_statistics, device_interrupts) \
    FIELD(abi_hart_statistics, reschedules) \
    FIELD(abi_hart_statistics, ipi_senders) \
    FIELD(abi_hart_statistics, idle_entries) \
    FIELD(abi_hart_statistics, allocations) \
    FIELD(abi_hart_statistics, nudges) \
    FIELD(abi_hart_statistics, nudges_dropped) \
    FIELD(abi_hart_statistics, steal_attempts) \
    FIELD(abi_hart_statistics, steals) \
    FIELD(abi_hart_statistics, migrations) \
    FIELD(abi_hart_statistics, starved_turns) \
    FIELD(abi_hart_statistics, bursts_spent) \
    NUMBER(ABI_OBJECT_NONE) \
    NUMBER(ABI_OBJECT_ENDPOINT) \
    NUMBER(ABI_OBJECT_REPLY) \
    NUMBER(ABI_OBJECT_NOTIFICATION) \
    NUMBER(ABI_OBJECT_VMO) \
    NUMBER(ABI_OBJECT_PROCESS) \
    NUMBER(ABI_OBJECT_TASK) \
    NUMBER(ABI_OBJECT_IRQ) \
    NUMBER(ABI_OBJECT_MMIO) \
    NUMBER(ABI_OBJECT_TIMER) \
    NUMBER(ABI_OBJECT_CLOCK) \
    NUMBER(ABI_OBJECT_SCHED_SETQOS) \
    NUMBER(ABI_OBJECT_SCHED_SETAFFINITY) \
    NUMBER(ABI_OBJECT_SCHED_SETSHARES) \
    NUMBER(ABI_OBJECT_STATS_READ) \
    NUMBER(ABI_OBJECT_AUDIT_READ) \
    NUMBER(ABI_OBJECT_LOG) \
    NUMBER(ABI_OBJECT_POWER) \
    NUMBER(ABI_OBJECT_KIND_COUNT) \
    NUMBER(ABI_RIGHT_READ) \
    NUMBER(ABI_RIGHT_WRITE) \
    NUMBER(ABI_RIGHT_EXECUTE) \
    NUMBER(ABI_RIGHT_SEND) \
    NUMBER(ABI_RIGHT_RECEIVE) \
    NUMBER(ABI_RIGHT_MANAGE) \
    NUMBER(ABI_RIGHT_USE) \
    NUMBER(ABI_RIGHT_ALL) \
    STRUCT(abi_capability_info) \
    FIELD(abi_capability_info, badge) \
    FIELD(abi_capability_info, kind) \
    FIELD(abi_capability_info, rights) \
    FIELD(abi_capability_info, grantable) \
    FIELD(abi_capability_info, reserved) \
    FIELD(abi_capability_info, pages) \
    NUMBER(ABI_CLASS_IDLE) \
    NUMBER(ABI_CLASS_NORMAL) \
    NUMBER(ABI_CLASS_INTERACTIVE) \
    NUMBER(ABI_CLASS_PERF_BURST) \
    NUMBER(ABI_CLASS_COUNT) \
    NUMBER(ABI_PLACEMENT_ANY) \
    NUMBER(ABI_PLACEMENT_PERFORMANCE) \
    NUMBER(ABI_PLACEMENT_EFFICIENCY) \
    NUMBER(ABI_PLACEMENT_HARTS) \
    NUMBER(ABI_PLACEMENT_COUNT) \
    NUMBER(ABI_TASK_SUSPENDED) \
    NUMBER(ABI_SHARES_DEFAULT) \
    NUMBER(ABI_SHARES_MAX) \
    NUMBER(ABI_CONTROL_CALLS_DEFAULT) \
    NUMBER(ABI_CONTROL_WINDOW_DEFAULT) \
    NUMBER(ABI_CONTROL_CALLS_MAX) \
    NUMBER(ABI_CONTROL_WINDOW_MIN) \
    NUMBER(ABI_BURST_DEFAULT) \
    NUMBER(ABI_BURST_WINDOW_DEFAULT) \
    NUMBER(ABI_LIMIT_WINDOW_MAX) \
    STRUCT(abi_task_limits) \
    FIELD(abi_task_limits, control_calls) \
    FIELD(abi_task_limits, control_window) \
    FIELD(abi_task_limits, burst_milliseconds) \
    FIELD(abi_task_limits, burst_window) \
    STRUCT(abi_task_info) \
    FIELD(abi_task_info, harts) \
    FIELD(abi_task_info, limits) \
    FIELD(abi_task_info, cpu) \
    FIELD(abi_task_info, shares) \
    FIELD(abi_task_info, class_) \
    FIELD(abi_task_info, base_class) \
    FIELD(abi_task_info, placement) \
    FIELD(abi_task_info, is_waiting) \
    FIELD(abi_task_info, reserved) \
    STRUCT(abi_process_limits) \
    FIELD(abi_process_limits, pages) \
    FIELD(abi_process_limits, processes) \
    FIELD(abi_process_limits, tasks) \
    FIELD(abi_process_limits, endpoints) \
    FIELD(abi_process_limits, notifications) \
    FIELD(abi_process_limits, timers) \
    FIELD(abi_process_limits, vmos) \
    FIELD(abi_process_limits, reserved) \
    NUMBER(ABI_PROCESS_ALIVE) \
    NUMBER(ABI_PROCESS_ENDING) \
    NUMBER(ABI_PROCESS_DEAD) \
    STRUCT(abi_process_info) \
    FIELD(abi_process_info, limits) \
    FIELD(abi_process_info, used) \
    FIELD(abi_process_info, state) \
    FIELD(abi_process_info, status) \
    FIELD(abi_process_info, capabilities) \
    FIELD(abi_process_info, mappings) \
    NUMBER(ABI_STATUS_FAULT) \
    NUMBER(ABI_STATUS_ABANDONED) \
    NUMBER(ABI_FAULT_ILLEGAL_INSTRUCTION) \
    NUMBER(ABI_FAULT_BREAKPOINT) \
    NUMBER(ABI_FAULT_MISALIGNED) \
    NUMBER(ABI_FAULT_READ) \
    NUMBER(ABI_FAULT_WRITE) \
    NUMBER(ABI_FAULT_EXECUTE) \
    NUMBER(ABI_FAULT_END) \
    NUMBER(ABI_FAULT_RESUME) \
    NUMBER(ABI_DEADLINE_NEVER) \
    NUMBER(ABI_MESSAGE_WORDS) \
    NUMBER(ABI_MESSAGE_MAX_BYTES) \
    NUMBER(ABI_MESSAGE_CAPABILITIES) \
    STRUCT(abi_message_capability) \
    FIELD(abi_message_capability, handle) \
    FIELD(abi_message_capability, rights) \
    FIELD(abi_message_capability, grantable) \
    FIELD(abi_message_capability, reserved) \
    STRUCT(abi_message) \
    FIELD(abi_message, deadline) \
    FIELD(abi_message, bytes) \
    FIELD(abi_message, capability_count) \
    FIELD(abi_message, accept) \
    FIELD(abi_message, reserved) \
    FIELD(abi_message, capabilities) \
    FIELD(abi_message, data) \
    NUMBER(ABI_INFO_CLASS_SHIFT) \
    NUMBER(ABI_INFO_KIND_SHIFT) \
    NUMBER(ABI_MESSAGE_CALL) \
    NUMBER(ABI_MESSAGE_SEND) \
    NUMBER(ABI_MESSAGE_NOTIFICATION) \
    NUMBER(ABI_MESSAGE_FAULT) \
    NUMBER(ABI_BOOT_DEVICES_MAX) \
    STRUCT(abi_boot_device) \
    FIELD(abi_boot_device, physical) \
    FIELD(abi_boot_device, mmio) \
    FIELD(abi_boot_device, irq) \
    STRUCT(abi_boot) \
    FIELD(abi_boot, clock) \
    FIELD(abi_boot, sched_setqos) \
    FIELD(abi_boot, sched_setaffinity) \
    FIELD(abi_boot, sched_setshares) \
    FIELD(abi_boot, stats_read) \
    FIELD(abi_boot, audit_read) \
    FIELD(abi_boot, log) \
    FIELD(abi_boot, power) \
    FIELD(abi_boot, archive) \
    FIELD(abi_boot, archive_bytes) \
    FIELD(abi_boot, device_count) \
    FIELD(abi_boot, ticks_per_second) \
    FIELD(abi_boot, devices) \
    NUMBER(ABI_AUDIT_RECORDS) \
    NUMBER(ABI_AUDIT_OPEN_RECORDS) \
    NUMBER(ABI_AUDIT_PROCESS_RECORDS) \
    NUMBER(ABI_AUDIT_READ_MAX) \
    NUMBER(ABI_AUDIT_CALL_REFUSED) \
    NUMBER(ABI_AUDIT_BUDGET_EXCEEDED) \
    NUMBER(ABI_AUDIT_IPI_CAP) \
    NUMBER(ABI_AUDIT_HART_ONLINE) \
    NUMBER(ABI_AUDIT_MIGRATIONS) \
    NUMBER(ABI_AUDIT_DEVICE_UNOWNED) \
    NUMBER(ABI_AUDIT_QUOTA_EXCEEDED) \
    NUMBER(ABI_AUDIT_KIND_COUNT) \
    STRUCT(abi_audit_record) \
    FIELD(abi_audit_record, sequence) \
    FIELD(abi_audit_record, first) \
    FIELD(abi_audit_record, second) \
    FIELD(abi_audit_record, subject) \
    FIELD(abi_audit_record, count) \
    FIELD(abi_audit_record, kind) \
    FIELD(abi_audit_record, error) \
    FIELD(abi_audit_record, reserved) \
    FIELD(abi_audit_record, process) \
    FIELD(abi_audit_record, reserved_end) \
    NUMBER(ABI_TRACE_RECORDS) \
    NUMBER(ABI_TRACE_READ_MAX) \
    NUMBER(ABI_TRACE_SWITCH) \
    NUMBER(ABI_TRACE_IDLE) \
    NUMBER(ABI_TRACE_WAKE) \
    NUMBER(ABI_TRACE_STEAL) \
    NUMBER(ABI_TRACE_MIGRATE) \
    NUMBER(ABI_TRACE_IPI_SEND) \
    NUMBER(ABI_TRACE_IPI_RECEIVE) \
    NUMBER(ABI_TRACE_SHOOTDOWN) \
    NUMBER(ABI_TRACE_TIMER) \
    NUMBER(ABI_TRACE_IPC_CALL) \
    NUMBER(ABI_TRACE_IPC_REPLY) \
    NUMBER(ABI_TRACE_FAULT) \
    NUMBER(ABI_TRACE_EVENT_COUNT) \
    STRUCT(abi_trace_record) \
    FIELD(abi_trace_record, position) \
    FIELD(abi_trace_record, time) \
    FIELD(abi_trace_record, argument) \
    FIELD(abi_trace_record, task) \
    FIELD(abi_trace_record, detail) \
    FIELD(abi_trace_record, event) \
    FIELD(abi_trace_record, cpu) \
    NUMBER(ABI_SYS_TASK_SELF) \
    NUMBER(ABI_SYS_TASK_YIELD) \
    NUMBER(ABI_SYS_TASK_EXIT) \
    NUMBER(ABI_SYS_TASK_CREATE) \
    NUMBER(ABI_SYS_TASK_PARK) \
    NUMBER(ABI_SYS_TASK_UNPARK) \
    NUMBER(ABI_SYS_CONSOLE_WRITE) \
    NUMBER(ABI_SYS_CONSOLE_READ) \
    NUMBER(ABI_SYS_MACHINE_INFO) \
    NUMBER(ABI_SYS_HART_STATISTICS) \
    NUMBER(ABI_SYS_POWER_OFF) \
    NUMBER(ABI_SYS_CAPABILITY_DERIVE) \
    NUMBER(ABI_SYS_CAPABILITY_CLOSE) \
    NUMBER(ABI_SYS_CAPABILITY_REVOKE) \
    NUMBER(ABI_SYS_CAPABILITY_INFO) \
    NUMBER(ABI_SYS_ENDPOINT_CREATE) \
    NUMBER(ABI_SYS_ENDPOINT_BIND) \
    NUMBER(ABI_SYS_IPC_CALL) \
    NUMBER(ABI_SYS_IPC_REPLY_RECEIVE) \
    NUMBER(ABI_SYS_IPC_RECEIVE) \
    NUMBER(ABI_SYS_IPC_REPLY) \
    NUMBER(ABI_SYS_IPC_SEND) \
    NUMBER(ABI_SYS_IPC_CALL_PAGE) \
    NUMBER(ABI_SYS_IPC_REPLY_RECEIVE_PAGE) \
    NUMBER(ABI_SYS_IPC_RECEIVE_PAGE) \
    NUMBER(ABI_SYS_IPC_REPLY_PAGE) \
    NUMBER(ABI_SYS_IPC_SEND_PAGE) \
    NUMBER(ABI_SYS_REPLY_SAVE) \
    NUMBER(ABI_SYS_REPLY_TO) \
    NUMBER(ABI_SYS_REPLY_TO_PAGE) \
    NUMBER(ABI_SYS_NOTIFICATION_CREATE) \
    NUMBER(ABI_SYS_NOTIFICATION_SIGNAL) \
    NUMBER(ABI_SYS_NOTIFICATION_WAIT) \
    NUMBER(ABI_SYS_IRQ_BIND) \
    NUMBER(ABI_SYS_IRQ_COMPLETE) \
    NUMBER(ABI_SYS_TIMER_CREATE) \
    NUMBER(ABI_SYS_TIMER_SET) \
    NUMBER(ABI_SYS_CLOCK_READ) \
    NUMBER(ABI_SYS_CLOCK_USE) \
    NUMBER(ABI_SYS_VMO_CREATE) \
    NUMBER(ABI_SYS_VMO_SEAL) \
    NUMBER(ABI_SYS_VMO_MAP) \
    NUMBER(ABI_SYS_VMO_UNMAP) \
    NUMBER(ABI_SYS_VMO_PROTECT) \
    NUMBER(ABI_SYS_PROCESS_CREATE) \
    NUMBER(ABI_SYS_PROCESS_GRANT) \
    NUMBER(ABI_SYS_PROCESS_SUPERVISE) \
    NUMBER(ABI_SYS_PROCESS_KILL) \
    NUMBER(ABI_SYS_PROCESS_WATCH) \
    NUMBER(ABI_SYS_PROCESS_INFO) \
    NUMBER(ABI_SYS_TASK_OPEN) \
    NUMBER(ABI_SYS_TASK_KILL) \
    NUMBER(ABI_SYS_TASK_JOIN) \
    NUMBER(ABI_SYS_TASK_SET_CLASS) \
    NUMBER(ABI_SYS_AUDIT_READ) \
    NUMBER(ABI_SYS_TRACE_CONTROL) \
    NUMBER(ABI_SYS_TRACE_READ) \
    NUMBER(ABI_SYS_TASK_SET_SHARES) \
    NUMBER(ABI_SYS_TASK_SET_PLACEMENT) \
    NUMBER(ABI_SYS_TASK_SET_LIMITS) \
    NUMBER(ABI_SYS_TASK_INFO) \
    NUMBER(ABI_SYS_TASK_RESUME) \
    NUMBER(ABI_SYS_COUNT)

// Initializers of struct abi_layout_entry.
#define ABI_LAYOUT_NUMBER_ENTRY(name) {ABI_LAYOUT_NUMBER, #name, name, 0},
#define ABI_LAYOUT_STRUCT_ENTRY(name) {ABI_LAYOUT_STRUCT, #name, sizeof(struct name), _Alignof(struct name)},
#define ABI_LAYOUT_FIELD_ENTRY(name, field) \
    {ABI_LAYOUT_FIELD, #name "." #field, offsetof(struct name, field), sizeof(((struct name *)0)->field)},
// clang-format on

#ifdef __cplusplus
}
#endif
