// SPDX-License-Identifier: Apache-2.0
// Calls that read what the kernel wrote down: the audit, and the traces of the harts.
#include "kernel/arch/cpu.h"
#include "kernel/arch/user.h"
#include "kernel/audit/audit.h"
#include "kernel/object/handle.h"
#include "kernel/percpu/percpu.h"
#include "kernel/selftest/fault.h"
#include "kernel/syscall/syscall.h"
#include "kernel/task/task.h"
#include "kernel/trace/trace.h"

// The handle, then the values, then the right.
static enum abi_error authorize(uint64_t authority, enum abi_object_kind kind, bool is_valid) {
    struct handle handle;
    enum abi_error error = handle_find(cpu_current()->current->process, authority, kind, &handle);
    if (error == ABI_OK && !is_valid) {
        error = ABI_EINVAL;
    }
    bool is_refusable = error == ABI_OK && !fault_is(FAULT_observed_by_anybody);
    return is_refusable ? handle_check(&handle, ABI_RIGHT_USE) : error;
}

static struct system_call_result hand_out(uint64_t out, const void *records, uint64_t record_bytes, uint32_t count) {
    enum abi_error error = user_copy_out(out, records, count * record_bytes);
    return call_result(error, error == ABI_OK ? count : 0);
}

struct system_call_result system_call_audit_read(uint64_t audit, uint64_t first_sequence, uint64_t out,
                                                 uint64_t count) {
    bool is_valid = count != 0 && count <= ABI_AUDIT_READ_MAX;
    enum abi_error error = authorize(audit, ABI_OBJECT_AUDIT_READ, is_valid);
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    struct abi_audit_record records[ABI_AUDIT_READ_MAX];
    return hand_out(out, records, sizeof(records[0]), audit_read(first_sequence, records, (uint32_t)count));
}

struct system_call_result system_call_trace_control(uint64_t stats, uint64_t on) {
    enum abi_error error = authorize(stats, ABI_OBJECT_STATS_READ, on <= 1);
    if (error == ABI_OK) {
        trace_set(on != 0);
    }
    return call_result(error, 0);
}

struct system_call_result system_call_trace_read(uint64_t stats, uint64_t cpu, uint64_t position, uint64_t out,
                                                 uint64_t count) {
    bool is_valid = cpu < percpu_count() && count != 0 && count <= ABI_TRACE_READ_MAX;
    enum abi_error error = authorize(stats, ABI_OBJECT_STATS_READ, is_valid);
    if (error != ABI_OK) {
        return call_result(error, 0);
    }
    struct abi_trace_record records[ABI_TRACE_READ_MAX];
    const struct trace_ring *ring = &percpu_get((struct cpu_id){(uint32_t)cpu})->trace;
    return hand_out(out, records, sizeof(records[0]), trace_ring_read(ring, position, records, (uint32_t)count));
}
