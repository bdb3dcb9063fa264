// SPDX-License-Identifier: Apache-2.0
// Each call with a handle that has every right, and is of another kind; and with values that are no handles.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum { ARGUMENTS = 6 };

struct attempt {
    uint64_t number;
    uint32_t position;  // of the handle among the arguments
    uint64_t arguments[ARGUMENTS];
};

// What stands for an argument that is known at run time only.
enum stand_in {
    ENDPOINT = 1000,
    NOTIFICATION,
    VMO,
    BUFFER,
};

// The handle of each goes through all kinds but that of the call. Those at the top only read.
static const struct attempt attempts[] = {
    {ABI_SYS_MACHINE_INFO, 0, {0, BUFFER}},
    {ABI_SYS_HART_STATISTICS, 0, {0, 0, BUFFER}},
    {ABI_SYS_TRACE_CONTROL, 0, {0, 0}},
    {ABI_SYS_TRACE_READ, 0, {0, 0, 0, BUFFER, 1}},
    {ABI_SYS_AUDIT_READ, 0, {0, 0, BUFFER, 1}},
    {ABI_SYS_CONSOLE_WRITE, 0, {0, BUFFER, 0}},
    {ABI_SYS_CONSOLE_READ, 0, {0, BUFFER, 1}},
    {ABI_SYS_POWER_OFF, 0, {0, 0}},
    {ABI_SYS_ENDPOINT_BIND, 0, {0, NOTIFICATION}},
    {ABI_SYS_ENDPOINT_BIND, 1, {ENDPOINT, 0}},
    {ABI_SYS_IPC_CALL, 0, {0}},
    {ABI_SYS_IPC_RECEIVE, 0, {0}},
    {ABI_SYS_IPC_REPLY_RECEIVE, 0, {0}},
    {ABI_SYS_IPC_SEND, 0, {0}},
    {ABI_SYS_IPC_CALL_PAGE, 0, {0}},
    {ABI_SYS_IPC_RECEIVE_PAGE, 0, {0}},
    {ABI_SYS_IPC_REPLY_RECEIVE_PAGE, 0, {0}},
    {ABI_SYS_IPC_SEND_PAGE, 0, {0}},
    {ABI_SYS_REPLY_TO, 0, {0}},
    {ABI_SYS_REPLY_TO_PAGE, 0, {0}},
    {ABI_SYS_NOTIFICATION_SIGNAL, 0, {0, 1}},
    {ABI_SYS_NOTIFICATION_WAIT, 0, {0, 0}},
    {ABI_SYS_IRQ_BIND, 0, {0, NOTIFICATION, 1}},
    {ABI_SYS_IRQ_COMPLETE, 0, {0}},
    {ABI_SYS_TIMER_CREATE, 0, {0, 1}},
    {ABI_SYS_TIMER_SET, 0, {0, ABI_DEADLINE_NEVER}},
    {ABI_SYS_VMO_SEAL, 0, {0}},
    {ABI_SYS_VMO_MAP, 0, {0, VMO, 0, 0, 1, ABI_RIGHT_READ}},
    {ABI_SYS_VMO_MAP, 1, {0, 0, 0, 0, 1, ABI_RIGHT_READ}},
    {ABI_SYS_VMO_UNMAP, 0, {0, ABI_PAGE_BYTES}},
    {ABI_SYS_VMO_PROTECT, 0, {0, ABI_PAGE_BYTES, ABI_RIGHT_READ}},
    {ABI_SYS_PROCESS_GRANT, 0, {0, NOTIFICATION, 0, 0}},
    {ABI_SYS_PROCESS_SUPERVISE, 0, {0, ENDPOINT}},
    {ABI_SYS_PROCESS_KILL, 0, {0, 0}},
    {ABI_SYS_PROCESS_WATCH, 0, {0, NOTIFICATION, 1}},
    {ABI_SYS_PROCESS_INFO, 0, {0, BUFFER}},
    {ABI_SYS_TASK_OPEN, 0, {0, 1}},
    {ABI_SYS_TASK_KILL, 0, {0}},
    {ABI_SYS_TASK_SET_CLASS, 0, {0, ABI_CLASS_NORMAL, 0}},
    {ABI_SYS_TASK_SET_SHARES, 0, {0, 1, 0}},
    {ABI_SYS_TASK_SET_PLACEMENT, 0, {0, ABI_PLACEMENT_ANY, 0, 0}},
    {ABI_SYS_TASK_SET_LIMITS, 0, {0, BUFFER, 0}},
    {ABI_SYS_TASK_INFO, 0, {0, 0, BUFFER}},
    {ABI_SYS_TASK_RESUME, 0, {0}},
    {ABI_SYS_TASK_CREATE, 0, {0, ABI_PAGE_BYTES, 2 * ABI_PAGE_BYTES, 0, 0, 0}},
    // Kinds that "any kind" does not include, and no handle at all.
    {ABI_SYS_CAPABILITY_CLOSE, 0, {0}},
    {ABI_SYS_CAPABILITY_REVOKE, 0, {0}},
    {ABI_SYS_CAPABILITY_DERIVE, 0, {0, 0, 0, 0}},
    {ABI_SYS_CAPABILITY_INFO, 0, {0, BUFFER}},
};

// Calls that take any kind begin here.
enum { KIND_ATTEMPTS = sizeof(attempts) / sizeof(attempts[0]) - 4 };

static struct {
    uint32_t endpoint;
    uint32_t notification;
    uint32_t timer;
    uint32_t vmo;
    _Alignas(8) uint8_t buffer[ABI_MESSAGE_MAX_BYTES];
} scene;

static uint64_t stand_in(uint64_t argument) {
    switch (argument) {
        case ENDPOINT:
            return scene.endpoint;
        case NOTIFICATION:
            return scene.notification;
        case VMO:
            return scene.vmo;
        case BUFFER:
            return (uint64_t)scene.buffer;
        default:
            return argument;
    }
}

static uint64_t try_handle(const struct attempt *attempt, uint64_t handle) {
    uint64_t arguments[ARGUMENTS];
    for (uint32_t i = 0; i < ARGUMENTS; i++) {
        arguments[i] = i == attempt->position ? handle : stand_in(attempt->arguments[i]);
    }
    page_fresh()->deadline = 0;
    uint64_t error = nexus_call_six(attempt->number, arguments[0], arguments[1], arguments[2], arguments[3],
                                    arguments[4], arguments[5])
                         .error;
    page_fresh();
    return error;
}

// A kind that no attempt of the table is about but the last ones: the authority over shares.
static bool try_kinds(struct tally *tally) {
    for (uint32_t i = 0; i < KIND_ATTEMPTS; i++) {
        if (!tally_expect(tally, try_handle(&attempts[i], nexus_boot()->sched_setshares), ABI_EBADF)) {
            return false;
        }
    }
    return true;
}

// Another object instead of an authority.
static void try_objects(struct tally *tally) {
    const uint32_t objects[] = {scene.endpoint, scene.timer, scene.vmo};
    for (uint32_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
        struct attempt signal = {ABI_SYS_NOTIFICATION_SIGNAL, 0, {0, 1}};
        struct attempt open = {ABI_SYS_TASK_OPEN, 0, {0, 1}};
        (void)tally_expect(tally, try_handle(&signal, objects[i]), ABI_EBADF);
        (void)tally_expect(tally, try_handle(&open, objects[i]), ABI_EBADF);
    }
}

static void try_values(struct tally *tally) {
    const uint64_t values[] = {UINT64_MAX, UINT64_C(1) << 32 | scene.endpoint, ABI_CAPABILITIES_MAX - 1, INT64_MAX};
    for (uint32_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++) {
        for (uint32_t j = 0; j < sizeof(values) / sizeof(values[0]); j++) {
            (void)tally_expect(tally, try_handle(&attempts[i], values[j]), ABI_EBADF);
        }
    }
}

void prove_wrong_kind(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    (void)tally_expect(&tally, nexus_endpoint_create(&scene.endpoint), ABI_OK);
    (void)tally_expect(&tally, nexus_notification_create(&scene.notification), ABI_OK);
    (void)tally_expect(&tally, nexus_timer_create(scene.notification, 1, &scene.timer), ABI_OK);
    (void)tally_expect(&tally, nexus_vmo_create(1, &scene.vmo), ABI_OK);
    if (try_kinds(&tally)) {
        try_objects(&tally);
        try_values(&tally);
    }
    emit(MARKER_test_reject_wrong_kind, "%s", tally_text(&tally));
    (void)!nexus_capability_close(scene.timer);
    (void)!nexus_capability_close(scene.endpoint);
    (void)!nexus_capability_close(scene.notification);
    (void)!nexus_capability_close(scene.vmo);
}
