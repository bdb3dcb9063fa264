// SPDX-License-Identifier: Apache-2.0
// Numbers that are none of those that a call takes, beside the last ones that are.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum values_constants {
    ARGUMENTS = 5,
    READER = 0,  // of the crew
};

static const uint64_t KERNEL_TEXT = UINT64_C(0xffffffff80200000);
static const uint64_t USER_SPACE_END = UINT64_C(0x3ffffff000);

struct attempt {
    uint64_t number;
    uint64_t arguments[ARGUMENTS];
    enum abi_error expected;
};

static struct {
    struct partner partner;
    uint32_t notification;
    struct abi_process_limits limits;
    struct abi_hart_statistics statistics;
    uint8_t bytes[ABI_CONSOLE_READ_MAX_BYTES];
    struct abi_audit_record audit[ABI_AUDIT_READ_MAX];
} scene;

static bool try_attempts(const struct attempt *attempts, uint32_t count, struct tally *tally) {
    for (uint32_t i = 0; i < count; i++) {
        const struct attempt *attempt = &attempts[i];
        const uint64_t *arguments = attempt->arguments;
        uint64_t error =
            nexus_call_six(attempt->number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], 0)
                .error;
        if (!tally_expect(tally, error, attempt->expected)) {
            return false;
        }
    }
    return true;
}

// Where a task may begin, and with which stack. What is let through begins in the partner, and faults there.
static bool try_tasks(struct tally *tally) {
    const uint64_t process = scene.partner.process;
    const uint64_t entry = ABI_PAGE_BYTES;
    const uint64_t stack = 2 * ABI_PAGE_BYTES;
    const struct attempt attempts[] = {
        {ABI_SYS_TASK_CREATE, {process, KERNEL_TEXT, stack}, ABI_EINVAL},
        {ABI_SYS_TASK_CREATE, {process, USER_SPACE_END, stack}, ABI_EINVAL},
        {ABI_SYS_TASK_CREATE, {process, 0, stack}, ABI_EINVAL},
        {ABI_SYS_TASK_CREATE, {process, entry + 1, stack}, ABI_EINVAL},
        {ABI_SYS_TASK_CREATE, {process, entry, stack + 8}, ABI_EINVAL},
        {ABI_SYS_TASK_CREATE, {process, entry, 0}, ABI_EINVAL},
        {ABI_SYS_TASK_CREATE, {process, entry, USER_SPACE_END + 16}, ABI_EINVAL},
        {ABI_SYS_TASK_CREATE, {process, entry, KERNEL_TEXT}, ABI_EINVAL},
        {ABI_SYS_TASK_CREATE, {process, USER_SPACE_END - 2, USER_SPACE_END}, ABI_OK},
        {ABI_SYS_TASK_OPEN, {process, 0}, ABI_EINVAL},
        {ABI_SYS_TASK_OPEN, {process, UINT64_C(1) << 32 | scene.partner.task}, ABI_EINVAL},
        {ABI_SYS_TASK_JOIN, {nexus_task_self()}, ABI_EINVAL},
        {ABI_SYS_TASK_JOIN, {UINT64_C(1) << 32 | nexus_task_self()}, ABI_OK},
        {ABI_SYS_TASK_UNPARK, {UINT64_C(1) << 32 | nexus_task_self()}, ABI_EBADF},
    };
    return try_attempts(attempts, sizeof(attempts) / sizeof(attempts[0]), tally);
}

static bool try_memory(struct tally *tally) {
    const struct attempt attempts[] = {
        {ABI_SYS_VMO_CREATE, {0, 0}, ABI_EINVAL},
        {ABI_SYS_VMO_CREATE, {0, ABI_VMO_PAGES_MAX + 1}, ABI_EINVAL},
        {ABI_SYS_VMO_CREATE, {0, UINT64_C(1) << 32 | 1}, ABI_EINVAL},
        {ABI_SYS_VMO_CREATE, {0, UINT64_MAX}, ABI_EINVAL},
    };
    if (!try_attempts(attempts, sizeof(attempts) / sizeof(attempts[0]), tally)) {
        return false;
    }
    uint32_t vmo = 0;
    (void)tally_expect(tally, nexus_vmo_create(ABI_VMO_PAGES_MAX, &vmo), ABI_OK);
    return tally_expect(tally, nexus_capability_close(vmo), ABI_OK);
}

static void try_the_rest(uint32_t harts, struct tally *tally) {
    const struct abi_boot *boot = nexus_boot();
    scene.limits = (struct abi_process_limits){.reserved = 1};
    const struct attempt attempts[] = {
        {ABI_SYS_HART_STATISTICS, {boot->stats_read, harts - 1, (uint64_t)&scene.statistics}, ABI_OK},
        {ABI_SYS_HART_STATISTICS, {boot->stats_read, harts, (uint64_t)&scene.statistics}, ABI_EINVAL},
        {ABI_SYS_HART_STATISTICS, {boot->stats_read, UINT64_C(1) << 32, (uint64_t)&scene.statistics}, ABI_EINVAL},
        {ABI_SYS_CONSOLE_WRITE, {boot->log, (uint64_t)scene.bytes, ABI_CONSOLE_WRITE_MAX_BYTES + 1}, ABI_EINVAL},
        {ABI_SYS_CONSOLE_WRITE, {boot->log, (uint64_t)scene.bytes, UINT64_MAX}, ABI_EINVAL},
        {ABI_SYS_CONSOLE_WRITE, {boot->log, (uint64_t)scene.bytes, 0}, ABI_OK},
        {ABI_SYS_CONSOLE_READ, {boot->log, (uint64_t)scene.bytes, 0}, ABI_EINVAL},
        {ABI_SYS_CONSOLE_READ, {boot->log, (uint64_t)scene.bytes, ABI_CONSOLE_READ_MAX_BYTES + 1}, ABI_EINVAL},
        {ABI_SYS_POWER_OFF, {boot->power, 256}, ABI_EINVAL},
        {ABI_SYS_POWER_OFF, {boot->power, UINT64_C(1) << 32}, ABI_EINVAL},
        {ABI_SYS_PROCESS_CREATE, {(uint64_t)&scene.limits}, ABI_EINVAL},
        {ABI_SYS_PROCESS_GRANT, {0, scene.notification, 0, 0}, ABI_EINVAL},
        {ABI_SYS_PROCESS_WATCH, {scene.partner.process, scene.notification, 0}, ABI_EINVAL},
        {ABI_SYS_PROCESS_KILL, {scene.partner.process, UINT64_C(1) << 32}, ABI_EINVAL},
        {ABI_SYS_PROCESS_KILL, {scene.partner.process, UINT64_MAX}, ABI_EINVAL},
        {ABI_SYS_TIMER_CREATE, {scene.notification, 0}, ABI_EINVAL},
        {ABI_SYS_VMO_UNMAP, {0, ABI_PAGE_BYTES + 1}, ABI_EINVAL},
        {ABI_SYS_VMO_PROTECT, {0, ABI_PAGE_BYTES, ABI_RIGHT_WRITE}, ABI_EINVAL},
    };
    (void)try_attempts(attempts, sizeof(attempts) / sizeof(attempts[0]), tally);
}

static void wait_for_input(void *argument) {
    size_t count = 0;
    (void)!nexus_console_read(nexus_boot()->log, argument, 1, &count);
}

// As many records as are read at a time and one more; a hart that there is and one that there is not; on, off, and neither.
static void try_records(uint32_t harts, struct tally *tally) {
    const uint64_t audit = nexus_boot()->audit_read;
    const uint64_t stats = nexus_boot()->stats_read;
    const uint64_t out = (uint64_t)scene.bytes;
    const uint64_t written = (uint64_t)scene.audit;
    _Static_assert(sizeof(scene.bytes) >= ABI_TRACE_READ_MAX * sizeof(struct abi_trace_record), "they fit");
    const struct attempt attempts[] = {
        {ABI_SYS_AUDIT_READ, {audit, 0, written, 0}, ABI_EINVAL},
        {ABI_SYS_AUDIT_READ, {audit, 0, written, ABI_AUDIT_READ_MAX + 1}, ABI_EINVAL},
        {ABI_SYS_AUDIT_READ, {audit, 0, written, UINT64_C(1) << 32 | 1}, ABI_EINVAL},
        {ABI_SYS_AUDIT_READ, {audit, 0, written, ABI_AUDIT_READ_MAX}, ABI_OK},
        {ABI_SYS_AUDIT_READ, {audit, UINT64_MAX, written, 1}, ABI_OK},
        {ABI_SYS_TRACE_CONTROL, {stats, 2}, ABI_EINVAL},
        {ABI_SYS_TRACE_CONTROL, {stats, UINT64_C(1) << 32}, ABI_EINVAL},
        {ABI_SYS_TRACE_CONTROL, {stats, 0}, ABI_OK},
        {ABI_SYS_TRACE_READ, {stats, harts, 0, out, 1}, ABI_EINVAL},
        {ABI_SYS_TRACE_READ, {stats, UINT64_C(1) << 32, 0, out, 1}, ABI_EINVAL},
        {ABI_SYS_TRACE_READ, {stats, harts - 1, 0, out, 0}, ABI_EINVAL},
        {ABI_SYS_TRACE_READ, {stats, harts - 1, 0, out, ABI_TRACE_READ_MAX + 1}, ABI_EINVAL},
        {ABI_SYS_TRACE_READ, {stats, harts - 1, 0, out, ABI_TRACE_READ_MAX}, ABI_OK},
        {ABI_SYS_TRACE_READ, {stats, harts - 1, UINT64_MAX, out, 1}, ABI_OK},
    };
    (void)try_attempts(attempts, sizeof(attempts) / sizeof(attempts[0]), tally);
}

// One task waits for input, and no other one at the same time.
static void try_second_reader(struct tally *tally) {
    static char byte;
    char other = 0;
    size_t count = 0;
    (void)tally_expect(tally, crew_start(READER, wait_for_input, &byte, STAGE_HARTS), true);
    crew_settle();
    (void)tally_expect(tally, nexus_console_read(nexus_boot()->log, &other, 1, &count), ABI_EBUSY);
    crew_kill(READER);
}

// A task that has ended is not scheduled any more.
static void try_ended_task(struct tally *tally) {
    uint32_t task = 0;
    (void)tally_expect(tally, nexus_task_open(scene.partner.process, scene.partner.task, &task), ABI_OK);
    (void)tally_expect(tally, nexus_process_kill(scene.partner.process, 0), ABI_OK);
    partner_wait_end(&scene.partner, NULL);
    (void)tally_expect(tally, nexus_task_set_class(task, ABI_CLASS_IDLE, nexus_boot()->sched_setqos), ABI_EINVAL);
    const struct abi_task_limits limits = {1, ABI_CONTROL_WINDOW_DEFAULT, 0, 1};
    struct abi_task_info info;
    (void)tally_expect(tally, nexus_task_set_shares(task, 1, nexus_boot()->sched_setshares), ABI_EINVAL);
    (void)tally_expect(
        tally, nexus_task_set_placement(task, ABI_PLACEMENT_HARTS, STAGE_HARTS, nexus_boot()->sched_setaffinity),
        ABI_EINVAL);
    (void)tally_expect(tally, nexus_task_set_limits(task, &limits, nexus_boot()->sched_setqos), ABI_EINVAL);
    (void)tally_expect(tally, nexus_task_info(task, nexus_boot()->stats_read, &info), ABI_EINVAL);
    (void)tally_expect(tally, nexus_task_resume(task), ABI_EINVAL);
    (void)tally_expect(tally, nexus_task_kill(task), ABI_OK);
    (void)!nexus_capability_close(task);
}

void prove_bad_values(uint32_t harts) {
    struct tally tally = {0};
    (void)tally_expect(&tally, nexus_notification_create(&scene.notification), ABI_OK);
    if (tally_expect(&tally, partner_start(&scene.partner, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK) &&
        try_tasks(&tally) && try_memory(&tally)) {
        try_the_rest(harts, &tally);
        try_records(harts, &tally);
        try_second_reader(&tally);
        try_ended_task(&tally);
    }
    emit(MARKER_test_reject_bad_value, "%s", tally_text(&tally));
    partner_end(&scene.partner);
    (void)!nexus_capability_close(scene.notification);
}
