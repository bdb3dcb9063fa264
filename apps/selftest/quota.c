// SPDX-License-Identifier: Apache-2.0
// A process that takes what it may have, and then one more.
#include <stddef.h>
#include <string.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/refusals.h"
#include "apps/selftest/tally.h"

enum quota_constants {
    OBJECTS = 3,  // of each kind
    TASKS = 3,    // with its first one
    PAGES = 128,
    VMOS = 26,  // with those of its program; as many as hold all pages
    PAGES_AT_ONCE = 8,
    REFUSED_OBJECTS = 5,  // a kind of object each, and a task
    REFUSED_CHILDREN = REFUSED_OBJECTS + 3,
    REFUSED_ALL = REFUSED_CHILDREN + 5,  // four for memory of its own, one for a message page
    PAGES_LEFT_MAX = PAGES_AT_ONCE + 1,  // too few for as many again and the page that lists them
};

enum { READ_WRITE = ABI_RIGHT_READ | ABI_RIGHT_WRITE };

static const uint64_t FAR_AWAY = UINT64_C(0x2000000000);

static struct {
    struct partner taker;
    uint32_t board;
    uint64_t board_there;
    struct abi_process_limits *child;  // on the board: what a grandchild is to have
    uint64_t idler_entry;
    uint32_t idler;  // id of one that only waits
} scene;

static bool begin(struct tally *tally) {
    const struct abi_process_limits limits = {.pages = PAGES,
                                              .processes = 2,
                                              .tasks = TASKS,
                                              .endpoints = OBJECTS,
                                              .notifications = OBJECTS,
                                              .timers = OBJECTS,
                                              .vmos = VMOS};
    uint64_t board = 0;
    (void)tally_expect(tally, partner_start_limited(&scene.taker, PARTNER_PUPPET, 0, STAGE_HARTS, &limits), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_create(1, &scene.board), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_map(0, scene.board, 0, 0, 1, READ_WRITE, &board), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_map(scene.taker.process, scene.board, 0, 0, 1, READ_WRITE, &scene.board_there),
                       ABI_OK);
    scene.child = (struct abi_process_limits *)board;
    return tally->first_wrong == 0;
}

static struct abi_process_limits used(void) {
    struct abi_process_info info;
    memset(&info, 0, sizeof(info));
    (void)!nexus_process_info(scene.taker.process, &info);
    return info.used;
}

// As many as there may be, one more, and one again when another one is gone.
static void exhaust(uint64_t number, uint64_t first, uint64_t second, uint32_t count, struct tally *tally) {
    for (uint32_t i = 0; i < count; i++) {
        (void)tally_expect(tally, puppet_call(&scene.taker, number, first, second, 0, 0), ABI_OK);
    }
    uint64_t last = scene.taker.report.words[1];
    (void)tally_expect(tally, puppet_call(&scene.taker, number, first, second, 0, 0), ABI_ENOSPC);
    (void)tally_expect(tally, puppet_call(&scene.taker, ABI_SYS_CAPABILITY_CLOSE, last, 0, 0, 0), ABI_OK);
    (void)tally_expect(tally, puppet_call(&scene.taker, number, first, second, 0, 0), ABI_OK);
}

// And gives them back: their pages are for the step after the next.
static void exhaust_vmos(struct tally *tally) {
    uint64_t handles[VMOS];
    uint32_t count = 0;
    uint64_t error = ABI_OK;
    while (used().vmos < VMOS && count < VMOS && error == ABI_OK) {
        error = puppet_call(&scene.taker, ABI_SYS_VMO_CREATE, 0, 1, 0, 0);
        handles[count] = scene.taker.report.words[1];
        count += error == ABI_OK ? 1 : 0;
    }
    (void)tally_expect(tally, error, ABI_OK);
    (void)tally_expect(tally, puppet_call(&scene.taker, ABI_SYS_VMO_CREATE, 0, 1, 0, 0), ABI_ENOSPC);
    (void)tally_expect(tally, used().vmos, VMOS);
    while (count > 0) {
        (void)!puppet_call(&scene.taker, ABI_SYS_CAPABILITY_CLOSE, handles[--count], 0, 0, 0);
    }
}

static void exhaust_objects(struct tally *tally) {
    exhaust(ABI_SYS_ENDPOINT_CREATE, 0, 0, OBJECTS, tally);
    exhaust(ABI_SYS_NOTIFICATION_CREATE, 0, 0, OBJECTS, tally);
    uint64_t notification = scene.taker.report.words[1];
    exhaust(ABI_SYS_TIMER_CREATE, notification, 1, OBJECTS, tally);
    struct abi_process_limits now = used();
    (void)tally_expect(tally, now.endpoints, OBJECTS);
    (void)tally_expect(tally, now.notifications, OBJECTS);
    (void)tally_expect(tally, now.timers, OBJECTS);
}

static void exhaust_tasks(struct tally *tally) {
    (void)tally_expect(tally, puppet_do(&scene.taker, ORDER_IDLER, 0, 0, 0), ABI_OK);
    uint64_t entry = scene.taker.report.words[1];
    uint64_t stack_top = scene.board_there + ABI_PAGE_BYTES;
    uint32_t id = 0;
    scene.idler_entry = entry;
    for (uint32_t i = 1; i < TASKS; i++) {
        (void)tally_expect(tally,
                           nexus_task_create(scene.taker.process, entry, stack_top, 0, STAGE_HARTS,
                                             nexus_boot()->sched_setaffinity, &scene.idler),
                           ABI_OK);
    }
    (void)tally_expect(
        tally,
        nexus_task_create(scene.taker.process, entry, stack_top, 0, STAGE_HARTS, nexus_boot()->sched_setaffinity, &id),
        ABI_ENOSPC);
    (void)tally_expect(tally, used().tasks, TASKS);
}

// A child takes from what its parent has left, and gives it back.
static void exhaust_processes(struct tally *tally) {
    *scene.child = (struct abi_process_limits){.endpoints = 1};
    (void)tally_expect(tally, puppet_call(&scene.taker, ABI_SYS_PROCESS_CREATE, scene.board_there, 0, 0, 0),
                       ABI_ENOSPC);
    *scene.child = (struct abi_process_limits){.pages = PAGES};
    (void)tally_expect(tally, puppet_call(&scene.taker, ABI_SYS_PROCESS_CREATE, scene.board_there, 0, 0, 0),
                       ABI_ENOMEM);
    *scene.child = (struct abi_process_limits){.pages = 4};
    exhaust(ABI_SYS_PROCESS_CREATE, scene.board_there, 0, 2, tally);
    (void)tally_expect(tally, used().processes, 2);
}

// A little at a time: what is left at the end is less than that.
static void exhaust_pages(struct tally *tally) {
    uint64_t error = ABI_OK;
    for (uint32_t i = 0; i < VMOS && error == ABI_OK; i++) {
        error = puppet_call(&scene.taker, ABI_SYS_VMO_CREATE, 0, PAGES_AT_ONCE, 0, 0);
    }
    (void)tally_expect(tally, error, ABI_ENOMEM);
    uint32_t pages = used().pages;
    (void)tally_expect(tally, pages <= PAGES && pages + PAGES_LEFT_MAX >= PAGES, true);
    (void)tally_expect(tally, puppet_call(&scene.taker, ABI_SYS_VMO_CREATE, 0, PAGES, 0, 0), ABI_ENOMEM);
    (void)tally_expect(tally, used().pages, pages);
    // To the last one: then there is none for page tables either.
    do {
        error = puppet_call(&scene.taker, ABI_SYS_VMO_CREATE, 0, 1, 0, 0);
    } while (error == ABI_OK);
    (void)tally_expect(tally, error, ABI_ENOMEM);
    (void)tally_expect(tally, used().pages, PAGES);
    uint64_t mapped = 0;
    (void)tally_expect(tally, nexus_vmo_map(scene.taker.process, scene.board, FAR_AWAY, 0, 1, ABI_RIGHT_READ, &mapped),
                       ABI_ENOMEM);
    (void)tally_expect(tally, used().pages, PAGES);
}

// A task is paid for, and its message page is not.
static void start_without_page(struct tally *tally) {
    uint32_t task = 0;
    (void)tally_expect(tally, nexus_task_open(scene.taker.process, scene.idler, &task), ABI_OK);
    (void)tally_expect(tally, nexus_task_kill(task), ABI_OK);
    (void)tally_expect(tally, puppet_call(&scene.taker, ABI_SYS_TASK_JOIN, scene.idler, 0, 0, 0), ABI_OK);
    (void)tally_expect(tally, nexus_capability_close(task), ABI_OK);
    (void)tally_expect(tally, puppet_call(&scene.taker, ABI_SYS_VMO_CREATE, 0, 1, 0, 0), ABI_OK);
    (void)tally_expect(tally, used().pages, PAGES);
    (void)tally_expect(tally,
                       nexus_task_create(scene.taker.process, scene.idler_entry, scene.board_there + ABI_PAGE_BYTES, 0,
                                         STAGE_HARTS, nexus_boot()->sched_setaffinity, &task),
                       ABI_ENOMEM);
    (void)tally_expect(tally, used().tasks, TASKS - 1);
    (void)tally_expect(tally, used().pages, PAGES);
}

// All refusals of the taker are written down, and what the last one was about.
static void expect_record(uint32_t times, uint64_t limit, uint32_t resource, struct tally *tally) {
    struct abi_audit_record last = {0};
    (void)tally_expect(tally, refusals_of(scene.taker.task, ABI_AUDIT_QUOTA_EXCEEDED, &last), times);
    (void)tally_expect(tally, last.first, limit);
    (void)tally_expect(tally, last.second * sizeof(uint32_t), resource);
}

static struct abi_process_info look(void) {
    struct abi_process_info info;
    memset(&info, 0, sizeof(info));
    (void)!nexus_process_info(0, &info);
    return info;
}

void prove_quota(uint32_t harts) {
    (void)harts;
    struct tally objects = {0};
    struct tally limits = {0};
    struct tally pages = {0};
    struct tally audit = {0};
    struct abi_process_info before = look();
    if (begin(&objects)) {
        exhaust_vmos(&objects);
        exhaust_objects(&objects);
        exhaust_tasks(&objects);
        expect_record(REFUSED_OBJECTS, TASKS, offsetof(struct abi_process_limits, tasks), &audit);
        emit(MARKER_test_reject_object_quota, "%s", tally_text(&objects));
        exhaust_processes(&limits);
        expect_record(REFUSED_CHILDREN, 2, offsetof(struct abi_process_limits, processes), &audit);
        emit(MARKER_test_reject_child_limits, "%s", tally_text(&limits));
        exhaust_pages(&pages);
        start_without_page(&pages);
        expect_record(REFUSED_ALL, PAGES, offsetof(struct abi_process_limits, pages), &audit);
    }
    partner_end(&scene.taker);
    (void)!nexus_capability_close(scene.board);
    struct abi_process_info after = look();
    emit(MARKER_test_reject_quota, "%s same_use=%u", tally_text(&pages),
         memcmp(&before, &after, sizeof(before)) == 0 ? 1U : 0U);
    emit(MARKER_quota_audited, "%s", tally_text(&audit));
}
