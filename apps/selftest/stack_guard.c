// SPDX-License-Identifier: Apache-2.0
// Free pages around what the kernel has placed: whoever grows out of its stack faults there, and spoils nothing of others.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum guard_constants { STACK_PUSH_BYTES = 16 };

enum { READ_WRITE = ABI_RIGHT_READ | ABI_RIGHT_WRITE };

static struct {
    struct partner partner;
    uint32_t neighbour_vmo;
    uint32_t stack_vmo;
    uint64_t neighbour;  // in the partner, the one below the other
    uint64_t stack;
    uint64_t neighbour_here;
    uint32_t task;
} scene;

static bool begin(struct tally *tally) {
    (void)tally_expect(tally, partner_start(&scene.partner, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_create(1, &scene.neighbour_vmo), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_create(1, &scene.stack_vmo), ABI_OK);
    uint32_t process = scene.partner.process;
    (void)tally_expect(tally, nexus_vmo_map(process, scene.neighbour_vmo, 0, 0, 1, READ_WRITE, &scene.neighbour),
                       ABI_OK);
    (void)tally_expect(tally, nexus_vmo_map(process, scene.stack_vmo, 0, 0, 1, READ_WRITE, &scene.stack), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_map(0, scene.neighbour_vmo, 0, 0, 1, READ_WRITE, &scene.neighbour_here),
                       ABI_OK);
    return tally_expect(tally, scene.neighbour < scene.stack, true) && tally->first_wrong == 0;
}

static void overflow(struct tally *tally) {
    struct partner *partner = &scene.partner;
    (void)tally_expect(tally, puppet_do(partner, ORDER_OVERFLOWER, 0, 0, 0), ABI_OK);
    uint64_t entry = partner->report.words[1];
    uint64_t stack_top = scene.stack + ABI_PAGE_BYTES;
    (void)tally_expect(tally,
                       nexus_task_create(partner->process, entry, stack_top, 0, STAGE_HARTS,
                                         nexus_boot()->sched_setaffinity, &scene.task),
                       ABI_OK);
    (void)tally_expect(tally, puppet_hear(partner), PARTNER_FAULTED + ABI_FAULT_WRITE);
    (void)tally_expect(tally, nexus_message_sender(&partner->report), scene.task);
    (void)tally_expect(tally, partner->report.words[2], scene.stack - STACK_PUSH_BYTES);
}

// That task only.
static void end_it(struct tally *tally) {
    struct partner *partner = &scene.partner;
    const struct nexus_message end = {.words = {ABI_FAULT_END}};
    struct abi_process_info info = {0};
    (void)tally_expect(tally, nexus_ipc_reply(&end), ABI_OK);
    (void)tally_expect(tally, puppet_call(partner, ABI_SYS_TASK_JOIN, scene.task, 0, 0, 0), ABI_OK);
    (void)tally_expect(tally, puppet_call(partner, ABI_SYS_TASK_SELF, 0, 0, 0, 0), ABI_OK);
    (void)tally_expect(tally, partner->report.words[1], partner->task);
    (void)tally_expect(tally, nexus_process_info(partner->process, &info), ABI_OK);
    (void)tally_expect(tally, info.state, ABI_PROCESS_ALIVE);
}

static uint32_t count_spoilt(void) {
    const volatile uint64_t *words = (const volatile uint64_t *)scene.neighbour_here;
    uint32_t spoilt = 0;
    for (uint32_t i = 0; i < ABI_PAGE_BYTES / sizeof(*words); i++) {
        spoilt += words[i] != 0 ? 1 : 0;
    }
    return spoilt;
}

void prove_stack_guard(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint32_t spoilt = 0;
    if (begin(&tally)) {
        overflow(&tally);
        end_it(&tally);
        spoilt = count_spoilt();
    }
    emit(MARKER_user_stack_guard, "%s free_pages=%lu spoilt=%u", tally_text(&tally),
         (unsigned long)((scene.stack - scene.neighbour) / ABI_PAGE_BYTES - 1), (unsigned)spoilt);
    partner_end(&scene.partner);
    (void)!nexus_capability_close(scene.neighbour_vmo);
    (void)!nexus_capability_close(scene.stack_vmo);
}
