// SPDX-License-Identifier: Apache-2.0
// Every call that takes a pointer, with pointers to what the caller may not read or write.
#include <string.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum pointer_constants {
    TAIL_BYTES = 4,  // of a page, before one that is not there
    ADDRESSES_MAX = 12,
};

enum { READ_WRITE = ABI_RIGHT_READ | ABI_RIGHT_WRITE };

static const uint64_t KERNEL_TEXT = UINT64_C(0xffffffff80200000);
static const uint64_t KERNEL_MEMORY = UINT64_C(0xffffffc080200000);
static const uint64_t USER_SPACE_END = UINT64_C(0x3ffffff000);
static const uint64_t NO_ADDRESS = UINT64_C(1) << 50;

struct addresses {
    uint64_t values[ADDRESSES_MAX];
    uint32_t count;
};

static void add(struct addresses *addresses, uint64_t value) {
    addresses->values[addresses->count++] = value;
}

// What cannot be read, and what cannot be written either.
static void add_unreadable(struct addresses *addresses, uint64_t page) {
    add(addresses, KERNEL_TEXT);
    add(addresses, KERNEL_MEMORY);
    add(addresses, 0);
    add(addresses, page + ABI_PAGE_BYTES);
    add(addresses, page + ABI_PAGE_BYTES - TAIL_BYTES);
    add(addresses, USER_SPACE_END - TAIL_BYTES);
    add(addresses, USER_SPACE_END);
    add(addresses, NO_ADDRESS);
    add(addresses, UINT64_MAX - TAIL_BYTES);
}

static uint64_t create_process(uint64_t address) {
    return nexus_call(ABI_SYS_PROCESS_CREATE, address, 0, 0, 0).error;
}
static uint64_t write_log(uint64_t address) {
    enum { LONGER_THAN_TAIL = 16 };
    return nexus_call(ABI_SYS_CONSOLE_WRITE, nexus_boot()->log, address, LONGER_THAN_TAIL, 0).error;
}
static uint64_t set_limits(uint64_t address) {
    return nexus_call(ABI_SYS_TASK_SET_LIMITS, 0, address, nexus_boot()->sched_setqos, 0).error;
}
static uint64_t read_task(uint64_t address) {
    return nexus_call(ABI_SYS_TASK_INFO, 0, 0, address, 0).error;
}
static uint64_t read_machine(uint64_t address) {
    return nexus_call(ABI_SYS_MACHINE_INFO, nexus_boot()->stats_read, address, 0, 0).error;
}
static uint64_t read_hart(uint64_t address) {
    return nexus_call(ABI_SYS_HART_STATISTICS, nexus_boot()->stats_read, 0, address, 0).error;
}
static uint64_t read_capability(uint64_t address) {
    return nexus_call(ABI_SYS_CAPABILITY_INFO, nexus_boot()->log, address, 0, 0).error;
}
static uint64_t read_process(uint64_t address) {
    return nexus_call(ABI_SYS_PROCESS_INFO, 0, address, 0, 0).error;
}

static uint64_t read_audit(uint64_t address) {
    return nexus_call(ABI_SYS_AUDIT_READ, nexus_boot()->audit_read, 0, address, 1).error;
}
static uint64_t read_trace(uint64_t address) {
    return nexus_call_six(ABI_SYS_TRACE_READ, nexus_boot()->stats_read, STAGE_HART, 0, address, 1, 0).error;
}

// So that there is something to read: this hart is about to forget something.
static enum abi_error trace_unmap(uint64_t mapping) {
    enum abi_error error = nexus_trace_control(nexus_boot()->stats_read, true);
    if (error == ABI_OK) {
        error = nexus_vmo_unmap(0, mapping);
    }
    return error == ABI_OK ? nexus_trace_control(nexus_boot()->stats_read, false) : error;
}

static uint64_t (*const readers[])(uint64_t) = {create_process, write_log, set_limits};
static uint64_t (*const writers[])(uint64_t) = {read_machine, read_hart,  read_capability, read_process,
                                                read_audit,   read_trace, read_task};

// Stops at the first one that is let through: it may have harmed the kernel already.
static bool try_all(uint64_t (*const *calls)(uint64_t), uint32_t count, const struct addresses *addresses,
                    struct tally *tally) {
    for (uint32_t i = 0; i < addresses->count; i++) {
        for (uint32_t j = 0; j < count; j++) {
            if (!tally_expect(tally, calls[j](addresses->values[i]), ABI_EFAULT)) {
                return false;
            }
        }
    }
    return true;
}

void prove_bad_pointers(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint32_t vmo = 0;
    uint64_t page = 0;
    uint64_t constant = 0;
    (void)tally_expect(&tally, nexus_vmo_create(1, &vmo), ABI_OK);
    (void)tally_expect(&tally, nexus_vmo_map(0, vmo, 0, 0, 1, READ_WRITE, &page), ABI_OK);
    (void)tally_expect(&tally, nexus_vmo_map(0, vmo, 0, 0, 1, ABI_RIGHT_READ, &constant), ABI_OK);
    uint64_t traced = 0;
    (void)tally_expect(&tally, nexus_vmo_map(0, vmo, 0, 0, 1, ABI_RIGHT_READ, &traced), ABI_OK);
    (void)tally_expect(&tally, trace_unmap(traced), ABI_OK);
    struct abi_process_info before;
    struct abi_process_info after;
    memset(&before, 0, sizeof(before));
    memset(&after, 0, sizeof(after));
    (void)tally_expect(&tally, nexus_process_info(0, &before), ABI_OK);
    struct addresses addresses = {.count = 0};
    add_unreadable(&addresses, page);
    bool is_refused = try_all(readers, sizeof(readers) / sizeof(readers[0]), &addresses, &tally);
    add(&addresses, constant);
    add(&addresses, (uint64_t)&prove_bad_pointers & ~UINT64_C(7));
    if (is_refused) {
        (void)try_all(writers, sizeof(writers) / sizeof(writers[0]), &addresses, &tally);
    }
    (void)tally_expect(&tally, nexus_process_info(0, &after), ABI_OK);
    emit(MARKER_test_reject_bad_pointer, "%s same_use=%u", tally_text(&tally),
         memcmp(&before, &after, sizeof(before)) == 0 ? 1U : 0U);
    (void)!nexus_capability_close(vmo);
}
