// SPDX-License-Identifier: Apache-2.0
// Ending tasks wherever they are; and not those of others.
#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum victim {
    PARKED,
    RECEIVING,
    IN_A_CALL,  // that nobody receives
    READY,      // on this hart, while this task runs
    RUNNING,    // on the last hart
    VICTIMS,
};

enum kill_constants { STATUS = 9 };

static struct {
    uint32_t endpoint;
    uint32_t silent;  // endpoint that nobody receives from
    uint32_t started;
    // Each is written by one victim (release), and read by the one that ends it (acquire).
    _Atomic uint64_t steps[VICTIMS];
} scene;

static void count_step(enum victim victim) {
    atomic_fetch_add_explicit(&scene.steps[victim], 1, memory_order_release);
}

static void be_parked(void *argument) {
    (void)argument;
    nexus_task_park();
    count_step(PARKED);
}

static void be_receiving(void *argument) {
    (void)argument;
    struct nexus_message message;
    (void)!nexus_ipc_receive(scene.endpoint, &message);
    count_step(RECEIVING);
}

static void be_in_a_call(void *argument) {
    (void)argument;
    struct nexus_message message = {.words = {0}};
    (void)!nexus_ipc_call(scene.silent, &message);
    count_step(IN_A_CALL);
}

// Never gives up its hart by itself.
static void be_busy(void *argument) {
    enum victim victim = (enum victim)(uintptr_t)argument;
    (void)!nexus_notification_signal(scene.started, UINT64_C(1) << victim);
    for (;;) {
        count_step(victim);
    }
}

static void wait_until_busy(void) {
    uint64_t bits = 0;
    (void)!nexus_notification_wait(scene.started, ABI_DEADLINE_NEVER, &bits);
}

static void begin(uint32_t harts, struct tally *tally) {
    (void)tally_expect(tally, nexus_endpoint_create(&scene.endpoint), ABI_OK);
    (void)tally_expect(tally, nexus_endpoint_create(&scene.silent), ABI_OK);
    (void)tally_expect(tally, nexus_notification_create(&scene.started), ABI_OK);
    (void)tally_expect(tally, crew_start(PARKED, be_parked, NULL, STAGE_HARTS), true);
    (void)tally_expect(tally, crew_start(RECEIVING, be_receiving, NULL, STAGE_HARTS), true);
    (void)tally_expect(tally, crew_start(IN_A_CALL, be_in_a_call, NULL, STAGE_HARTS), true);
    crew_settle();
    (void)tally_expect(tally, crew_start(RUNNING, be_busy, (void *)RUNNING, UINT64_C(1) << (harts - 1)), true);
    wait_until_busy();
    (void)tally_expect(tally, crew_start(READY, be_busy, (void *)READY, STAGE_HARTS), true);
    wait_until_busy();
}

// Steps that the victim does after it was ended.
static uint64_t end_victim(enum victim victim, struct tally *tally) {
    uint32_t task = 0;
    (void)tally_expect(tally, nexus_task_open(0, crew_id(victim), &task), ABI_OK);
    (void)tally_expect(tally, nexus_task_kill(task), ABI_OK);
    uint64_t steps = atomic_load_explicit(&scene.steps[victim], memory_order_acquire);
    (void)tally_expect(tally, nexus_task_kill(task), ABI_OK);
    nexus_task_yield();
    uint64_t more = atomic_load_explicit(&scene.steps[victim], memory_order_acquire) - steps;
    (void)!nexus_capability_close(task);
    return more;
}

static void end_process(struct tally *tally) {
    struct partner partner;
    (void)tally_expect(tally, partner_start(&partner, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK);
    crew_settle();
    (void)tally_expect(tally, nexus_process_kill(partner.process, UINT64_MAX), ABI_EINVAL);
    (void)tally_expect(tally, nexus_process_kill(partner.process, STATUS), ABI_OK);
    struct abi_process_info info = {0};
    partner_wait_end(&partner, &info);
    (void)tally_expect(tally, info.status, STATUS);
    uint32_t id = 0;
    (void)tally_expect(tally, nexus_task_create(partner.process, ABI_PAGE_BYTES, 2 * ABI_PAGE_BYTES, 0, 0, 0, &id),
                       ABI_EPIPE);
    partner_forget(&partner);
}

void prove_kill(uint32_t harts) {
    struct tally tally = {0};
    uint64_t more = 0;
    begin(harts, &tally);
    // The busy ones first: they would have the hart whenever this task waits.
    for (uint32_t victim = VICTIMS; victim-- > 0;) {
        more += end_victim((enum victim)victim, &tally);
    }
    if (more == 0) {
        for (uint32_t victim = 0; victim < VICTIMS; victim++) {
            crew_join(victim);
            (void)tally_expect(&tally, nexus_task_unpark(crew_id(victim)), ABI_EBADF);
        }
        end_process(&tally);
    }
    emit(MARKER_kill_at_once, "%s more=%lu", tally_text(&tally), (unsigned long)more);
    (void)!nexus_capability_close(scene.endpoint);
    (void)!nexus_capability_close(scene.silent);
    (void)!nexus_capability_close(scene.started);
}

// Another process, by the id alone, and with a capability to itself only.
void prove_foreign_kill(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    struct partner partner;
    uint32_t task = 0;
    (void)tally_expect(&tally, nexus_notification_create(&scene.started), ABI_OK);
    (void)tally_expect(&tally, crew_start(PARKED, be_parked, NULL, STAGE_HARTS), true);
    crew_settle();
    uint32_t id = crew_id(PARKED);
    uint64_t before = atomic_load_explicit(&scene.steps[PARKED], memory_order_acquire);
    if (tally_expect(&tally, partner_start(&partner, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK)) {
        (void)tally_expect(&tally, nexus_task_open(partner.process, id, &task), ABI_EINVAL);
        (void)tally_expect(&tally, puppet_call(&partner, ABI_SYS_TASK_OPEN, 0, id, 0, 0), ABI_EINVAL);
        (void)tally_expect(&tally, puppet_call(&partner, ABI_SYS_TASK_UNPARK, id, 0, 0, 0), ABI_EBADF);
        (void)tally_expect(&tally, puppet_call(&partner, ABI_SYS_TASK_JOIN, id, 0, 0, 0), ABI_OK);
        (void)tally_expect(&tally, puppet_call(&partner, ABI_SYS_TASK_KILL, id, 0, 0, 0), ABI_EBADF);
        (void)tally_expect(&tally, puppet_call(&partner, ABI_SYS_PROCESS_KILL, id, 0, 0, 0), ABI_EBADF);
        crew_settle();
        (void)tally_expect(&tally, atomic_load_explicit(&scene.steps[PARKED], memory_order_acquire), before);
        (void)tally_expect(&tally, nexus_task_unpark(id), ABI_OK);
        crew_join(PARKED);
        (void)tally_expect(&tally, atomic_load_explicit(&scene.steps[PARKED], memory_order_acquire), before + 1);
    }
    emit(MARKER_test_reject_kill_without_capability, "%s", tally_text(&tally));
    partner_end(&partner);
    (void)!nexus_capability_close(scene.started);
}
