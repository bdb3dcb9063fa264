// SPDX-License-Identifier: Apache-2.0
// Each call without the right it takes, and no other one missing.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum { CALLER = 0 };  // of the crew

typedef uint64_t attempt(uint32_t handle);

static struct {
    uint32_t endpoint;
    uint32_t notification;
    uint32_t timer;
    uint32_t vmo;
    struct partner partner;
    uint32_t task;
} scene;

// With a child that may do everything but that.
static uint64_t without(uint32_t handle, uint32_t right, attempt *attempt) {
    uint32_t child = 0;
    enum abi_error error = nexus_capability_derive(handle, ABI_RIGHT_ALL & ~right, 0, 0, &child);
    if (error != ABI_OK) {
        return PARTNER_DID_NOT_START;
    }
    uint64_t outcome = attempt(child);
    (void)!nexus_capability_close(child);
    return outcome;
}

static struct nexus_message message;

static uint64_t call(uint32_t handle) {
    return nexus_ipc_call(handle, &message);
}
static uint64_t send(uint32_t handle) {
    return nexus_ipc_send(handle, &message);
}
static uint64_t receive(uint32_t handle) {
    page_fresh()->deadline = 0;
    return nexus_ipc_receive_page(handle, &message);
}
static uint64_t reply_receive(uint32_t handle) {
    page_fresh()->deadline = 0;
    return nexus_ipc_reply_receive_page(handle, &message);
}
static uint64_t set_badge(uint32_t handle) {
    uint32_t child = 0;
    return nexus_capability_derive(handle, 0, 0, 1, &child);
}
static uint64_t bind_endpoint(uint32_t handle) {
    return nexus_endpoint_bind(handle, scene.notification);
}
static uint64_t bind_notification(uint32_t handle) {
    return nexus_endpoint_bind(scene.endpoint, handle);
}
static uint64_t supervise(uint32_t handle) {
    return nexus_process_supervise(scene.partner.process, handle);
}
static uint64_t signal(uint32_t handle) {
    return nexus_notification_signal(handle, 1);
}
static uint64_t wait(uint32_t handle) {
    uint64_t bits = 0;
    return nexus_notification_wait(handle, 0, &bits);
}
static uint64_t make_timer(uint32_t handle) {
    uint32_t timer = 0;
    return nexus_timer_create(handle, 1, &timer);
}
static uint64_t set_timer(uint32_t handle) {
    return nexus_timer_set(handle, ABI_DEADLINE_NEVER);
}

static void try_messages(struct tally *tally) {
    (void)tally_expect(tally, without(scene.notification, ABI_RIGHT_SEND, signal), ABI_EPERM);
    (void)tally_expect(tally, without(scene.notification, ABI_RIGHT_RECEIVE, wait), ABI_EPERM);
    if (tally->first_wrong != 0) {
        return;
    }
    (void)tally_expect(tally, without(scene.endpoint, ABI_RIGHT_SEND, call), ABI_EPERM);
    (void)tally_expect(tally, without(scene.endpoint, ABI_RIGHT_SEND, send), ABI_EPERM);
    (void)tally_expect(tally, without(scene.endpoint, ABI_RIGHT_RECEIVE, receive), ABI_EPERM);
    (void)tally_expect(tally, without(scene.endpoint, ABI_RIGHT_MANAGE, set_badge), ABI_EPERM);
    (void)tally_expect(tally, without(scene.endpoint, ABI_RIGHT_MANAGE, bind_endpoint), ABI_EPERM);
    (void)tally_expect(tally, without(scene.endpoint, ABI_RIGHT_RECEIVE, bind_endpoint), ABI_EPERM);
    (void)tally_expect(tally, without(scene.notification, ABI_RIGHT_RECEIVE, bind_notification), ABI_EPERM);
    (void)tally_expect(tally, without(scene.endpoint, ABI_RIGHT_SEND, supervise), ABI_EPERM);
    (void)tally_expect(tally, without(scene.notification, ABI_RIGHT_SEND, make_timer), ABI_EPERM);
    (void)tally_expect(tally, without(scene.timer, ABI_RIGHT_USE, set_timer), ABI_EPERM);
}

static void call_once(void *argument) {
    struct nexus_message call = {.words = {0}};
    *(enum abi_error *)argument = nexus_ipc_call(scene.endpoint, &call);
}

// Who may not receive does not answer either: the call is there to be answered still.
static void try_answer(struct tally *tally) {
    enum abi_error called = ABI_EIO;
    (void)tally_expect(tally, crew_start(CALLER, call_once, &called, STAGE_HARTS), true);
    (void)tally_expect(tally, nexus_ipc_receive(scene.endpoint, &message), ABI_OK);
    (void)tally_expect(tally, without(scene.endpoint, ABI_RIGHT_RECEIVE, reply_receive), ABI_EPERM);
    (void)tally_expect(tally, nexus_ipc_reply(&message), ABI_OK);
    crew_join(CALLER);
    (void)tally_expect(tally, called, ABI_OK);
}

static uint64_t map_with(uint32_t handle, uint32_t rights) {
    uint64_t address = 0;
    return nexus_vmo_map(0, handle, 0, 0, 1, rights, &address);
}
static uint64_t map_read(uint32_t handle) {
    return map_with(handle, ABI_RIGHT_READ);
}
static uint64_t map_write(uint32_t handle) {
    return map_with(handle, ABI_RIGHT_READ | ABI_RIGHT_WRITE);
}
static uint64_t map_execute(uint32_t handle) {
    return map_with(handle, ABI_RIGHT_READ | ABI_RIGHT_EXECUTE);
}
static uint64_t seal(uint32_t handle) {
    return nexus_vmo_seal(handle);
}
static uint64_t map_there(uint32_t handle) {
    uint64_t address = 0;
    return nexus_vmo_map(handle, scene.vmo, 0, 0, 1, ABI_RIGHT_READ, &address);
}
static uint64_t create_there(uint32_t handle) {
    uint32_t vmo = 0;
    return nexus_vmo_create_for(handle, 1, &vmo);
}
static uint64_t unmap_there(uint32_t handle) {
    return nexus_vmo_unmap(handle, ABI_PAGE_BYTES);
}
static uint64_t protect_there(uint32_t handle) {
    return nexus_vmo_protect(handle, ABI_PAGE_BYTES, ABI_RIGHT_READ);
}
// What may be mapped here may not be mapped there: none of these children is grantable.
static uint64_t map_ungrantable(uint32_t handle) {
    uint64_t address = 0;
    return nexus_vmo_map(scene.partner.process, handle, 0, 0, 1, ABI_RIGHT_READ, &address);
}
// A mapping gets no right that the capability lacks that it was made through.
static uint64_t protect_beyond(uint32_t handle) {
    uint64_t address = 0;
    uint64_t error = nexus_vmo_map(0, handle, 0, 0, 1, ABI_RIGHT_READ, &address);
    return error == ABI_OK ? (uint64_t)nexus_vmo_protect(0, address, ABI_RIGHT_READ | ABI_RIGHT_WRITE) : error;
}
static void try_memory(struct tally *tally) {
    static attempt *const managing[] = {create_there, unmap_there, protect_there};
    for (uint32_t i = 0; i < sizeof(managing) / sizeof(managing[0]); i++) {
        (void)tally_expect(tally, without(scene.partner.process, ABI_RIGHT_MANAGE, managing[i]), ABI_EPERM);
    }
    (void)tally_expect(tally, without(scene.vmo, 0, map_ungrantable), ABI_EPERM);
    (void)tally_expect(tally, without(scene.vmo, ABI_RIGHT_WRITE, protect_beyond), ABI_EPERM);
    (void)tally_expect(tally, without(scene.vmo, ABI_RIGHT_READ, map_read), ABI_EPERM);
    (void)tally_expect(tally, without(scene.vmo, ABI_RIGHT_WRITE, map_write), ABI_EPERM);
    (void)tally_expect(tally, without(scene.vmo, ABI_RIGHT_EXECUTE, map_execute), ABI_EPERM);
    (void)tally_expect(tally, without(scene.vmo, ABI_RIGHT_MANAGE, seal), ABI_EPERM);
    (void)tally_expect(tally, without(scene.partner.process, ABI_RIGHT_MANAGE, map_there), ABI_EPERM);
}

static uint64_t create_task(uint32_t handle) {
    uint32_t id = 0;
    return nexus_task_create(handle, ABI_PAGE_BYTES, 2 * ABI_PAGE_BYTES, 0, 0, 0, &id);
}
static uint64_t grant_to(uint32_t handle) {
    uint32_t there = 0;
    return nexus_process_grant(handle, scene.notification, 0, 0, &there);
}
static uint64_t kill_process(uint32_t handle) {
    return nexus_process_kill(handle, 0);
}
static uint64_t watch(uint32_t handle) {
    return nexus_process_watch(handle, scene.notification, 1);
}
static uint64_t watch_with(uint32_t handle) {
    return nexus_process_watch(scene.partner.process, handle, 1);
}
static uint64_t read_process(uint32_t handle) {
    struct abi_process_info info;
    return nexus_process_info(handle, &info);
}
static uint64_t supervise_process(uint32_t handle) {
    return nexus_process_supervise(handle, scene.endpoint);
}
static uint64_t open_task(uint32_t handle) {
    uint32_t task = 0;
    return nexus_task_open(handle, scene.partner.task, &task);
}
static uint64_t kill_task(uint32_t handle) {
    return nexus_task_kill(handle);
}
static uint64_t set_class(uint32_t handle) {
    return nexus_task_set_class(handle, ABI_CLASS_NORMAL, nexus_boot()->sched_setqos);
}

static uint64_t set_shares(uint32_t handle) {
    return nexus_task_set_shares(handle, 1, nexus_boot()->sched_setshares);
}
static uint64_t set_placement(uint32_t handle) {
    return nexus_task_set_placement(handle, ABI_PLACEMENT_HARTS, STAGE_HARTS, nexus_boot()->sched_setaffinity);
}
static uint64_t set_limits(uint32_t handle) {
    const struct abi_task_limits limits = {1, ABI_CONTROL_WINDOW_DEFAULT, 0, 1};
    return nexus_task_set_limits(handle, &limits, nexus_boot()->sched_setqos);
}
static uint64_t resume(uint32_t handle) {
    return nexus_task_resume(handle);
}

static void try_processes(struct tally *tally) {
    static attempt *const managing[] = {create_task, grant_to, kill_process, watch, supervise_process, open_task};
    for (uint32_t i = 0; i < sizeof(managing) / sizeof(managing[0]); i++) {
        (void)tally_expect(tally, without(scene.partner.process, ABI_RIGHT_MANAGE, managing[i]), ABI_EPERM);
    }
    (void)tally_expect(tally, without(scene.partner.process, ABI_RIGHT_READ, read_process), ABI_EPERM);
    (void)tally_expect(tally, without(scene.notification, ABI_RIGHT_SEND, watch_with), ABI_EPERM);
    static attempt *const managing_tasks[] = {kill_task, set_class, set_shares, set_placement, set_limits, resume};
    for (uint32_t i = 0; i < sizeof(managing_tasks) / sizeof(managing_tasks[0]); i++) {
        (void)tally_expect(tally, without(scene.task, ABI_RIGHT_MANAGE, managing_tasks[i]), ABI_EPERM);
    }
}

static uint64_t read_machine(uint32_t handle) {
    struct abi_machine_info info;
    return nexus_machine_info(handle, &info);
}
static uint64_t read_hart(uint32_t handle) {
    struct abi_hart_statistics statistics;
    return nexus_hart_statistics(handle, 0, &statistics);
}
static uint64_t write_log(uint32_t handle) {
    return nexus_console_write(handle, "", 0);
}
static uint64_t read_log(uint32_t handle) {
    char byte = 0;
    size_t count = 0;
    return nexus_console_read(handle, &byte, 1, &count);
}
static uint64_t stop_machine(uint32_t handle) {
    return nexus_power_off(handle, 0);
}

static uint64_t read_audit(uint32_t handle) {
    struct abi_audit_record record;
    uint32_t count = 0;
    return nexus_audit_read(handle, 0, &record, 1, &count);
}
static uint64_t control_trace(uint32_t handle) {
    return nexus_trace_control(handle, false);
}
static uint64_t read_trace(uint32_t handle) {
    struct abi_trace_record record;
    uint32_t count = 0;
    return nexus_trace_read(handle, 0, 0, &record, 1, &count);
}

static void try_authorities(struct tally *tally) {
    const struct abi_boot *boot = nexus_boot();
    (void)tally_expect(tally, without(boot->stats_read, ABI_RIGHT_USE, read_machine), ABI_EPERM);
    (void)tally_expect(tally, without(boot->stats_read, ABI_RIGHT_USE, read_hart), ABI_EPERM);
    (void)tally_expect(tally, without(boot->stats_read, ABI_RIGHT_USE, control_trace), ABI_EPERM);
    (void)tally_expect(tally, without(boot->stats_read, ABI_RIGHT_USE, read_trace), ABI_EPERM);
    (void)tally_expect(tally, without(boot->audit_read, ABI_RIGHT_USE, read_audit), ABI_EPERM);
    (void)tally_expect(tally, without(boot->log, ABI_RIGHT_SEND, write_log), ABI_EPERM);
    (void)tally_expect(tally, without(boot->log, ABI_RIGHT_RECEIVE, read_log), ABI_EPERM);
    (void)tally_expect(tally, without(boot->power, ABI_RIGHT_USE, stop_machine), ABI_EPERM);
}

static bool begin(struct tally *tally) {
    (void)tally_expect(tally, nexus_endpoint_create(&scene.endpoint), ABI_OK);
    (void)tally_expect(tally, nexus_notification_create(&scene.notification), ABI_OK);
    (void)tally_expect(tally, nexus_timer_create(scene.notification, 1, &scene.timer), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_create(1, &scene.vmo), ABI_OK);
    (void)tally_expect(tally, partner_start(&scene.partner, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK);
    return tally_expect(tally, nexus_task_open(scene.partner.process, scene.partner.task, &scene.task), ABI_OK);
}

void prove_missing_right(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    if (begin(&tally)) {
        // The first two do no harm where nothing refuses them, and that is enough to know.
        try_messages(&tally);
        if (tally.first_wrong == 0) {
            try_answer(&tally);
            try_memory(&tally);
            try_processes(&tally);
            try_authorities(&tally);
        }
    }
    emit(MARKER_test_reject_missing_right, "%s", tally_text(&tally));
    const uint32_t handles[] = {scene.timer, scene.endpoint, scene.notification, scene.vmo, scene.task};
    for (uint32_t i = 0; i < sizeof(handles) / sizeof(handles[0]); i++) {
        (void)!nexus_capability_close(handles[i]);
    }
    partner_end(&scene.partner);
}
