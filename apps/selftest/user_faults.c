// SPDX-License-Identifier: Apache-2.0
// What a user program can do wrong: its supervisor is told what and where, and decides whether it goes on.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum { READ_WRITE = ABI_RIGHT_READ | ABI_RIGHT_WRITE };

static const uint64_t KERNEL_MEMORY = UINT64_C(0xffffffc080000000);
static const uint64_t KERNEL_TEXT = UINT64_C(0xffffffff80200000);
static const uint64_t NO_ADDRESS = UINT64_C(1) << 50;  // outside what the hardware can translate

static struct {
    struct partner faulter;
    struct partner bystander;
    uint32_t vmo;
    uint64_t page;  // in the faulter: one page, none behind it
    uint64_t landing;
} scene;

// Faults so, is told about so, and goes on behind it.
static void expect_fault(enum partner_order order, uint64_t address, enum abi_fault fault, struct tally *tally) {
    (void)tally_expect(tally, puppet_do(&scene.faulter, order, address, 0, 0), PARTNER_FAULTED + fault);
    const struct nexus_message *told = &scene.faulter.report;
    (void)tally_expect(tally, told->words[2], address);
    (void)tally_expect(tally, told->words[3] != 0, true);
    (void)tally_expect(tally, nexus_message_sender(told), scene.faulter.task);
    if (fault == ABI_FAULT_EXECUTE) {
        (void)tally_expect(tally, told->words[1], address);
    }
    (void)tally_expect(tally, puppet_mend(&scene.faulter, fault == ABI_FAULT_EXECUTE ? scene.landing : 0), ABI_OK);
}

static void fault_and_go_on(struct tally *tally) {
    uint64_t behind = scene.page + ABI_PAGE_BYTES;
    expect_fault(ORDER_ILLEGAL, 0, ABI_FAULT_ILLEGAL_INSTRUCTION, tally);
    expect_fault(ORDER_BREAKPOINT, 0, ABI_FAULT_BREAKPOINT, tally);
    expect_fault(ORDER_MISALIGNED, scene.page + 1, ABI_FAULT_MISALIGNED, tally);
    expect_fault(ORDER_READ, behind, ABI_FAULT_READ, tally);
    expect_fault(ORDER_WRITE, behind, ABI_FAULT_WRITE, tally);
    expect_fault(ORDER_EXECUTE, behind, ABI_FAULT_EXECUTE, tally);
    expect_fault(ORDER_WRITE, scene.landing & ~UINT64_C(7), ABI_FAULT_WRITE, tally);
    expect_fault(ORDER_EXECUTE, scene.page, ABI_FAULT_EXECUTE, tally);
    expect_fault(ORDER_READ, KERNEL_MEMORY, ABI_FAULT_READ, tally);
    expect_fault(ORDER_WRITE, KERNEL_MEMORY, ABI_FAULT_WRITE, tally);
    expect_fault(ORDER_EXECUTE, KERNEL_TEXT, ABI_FAULT_EXECUTE, tally);
    expect_fault(ORDER_READ, NO_ADDRESS, ABI_FAULT_READ, tally);
}

static bool begin(struct tally *tally) {
    (void)tally_expect(tally, partner_start(&scene.bystander, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK);
    (void)tally_expect(tally, partner_start(&scene.faulter, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_create(1, &scene.vmo), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_map(scene.faulter.process, scene.vmo, 0, 0, 1, READ_WRITE, &scene.page),
                       ABI_OK);
    (void)tally_expect(tally, puppet_do(&scene.faulter, ORDER_LANDING, 0, 0, 0), ABI_OK);
    scene.landing = scene.faulter.report.words[1];
    return tally->first_wrong == 0;
}

// The supervisor says so, or does not answer.
static void fault_and_end(struct tally *tally) {
    struct abi_process_info info = {0};
    const struct nexus_message end = {.words = {ABI_FAULT_END}};
    (void)tally_expect(tally, puppet_do(&scene.faulter, ORDER_READ, 0, 0, 0), PARTNER_FAULTED + ABI_FAULT_READ);
    (void)tally_expect(tally, nexus_ipc_reply(&end), ABI_OK);
    partner_wait_end(&scene.faulter, &info);
    (void)tally_expect(tally, info.state, ABI_PROCESS_DEAD);
    (void)tally_expect(tally, info.status, ABI_STATUS_FAULT);
    (void)tally_expect(tally, info.used.pages + info.used.tasks + info.capabilities, 0);
    struct partner dropped;
    struct nexus_message message;
    (void)tally_expect(tally, partner_start(&dropped, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK);
    (void)tally_expect(tally, puppet_do(&dropped, ORDER_WRITE, 0, 0, 0), PARTNER_FAULTED + ABI_FAULT_WRITE);
    page_fresh()->deadline = 0;
    (void)tally_expect(tally, nexus_ipc_receive_page(dropped.reports, &message), ABI_EAGAIN);
    partner_wait_end(&dropped, &info);
    (void)tally_expect(tally, info.status, ABI_STATUS_FAULT);
    partner_forget(&dropped);
}

void prove_user_faults(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    if (begin(&tally)) {
        fault_and_go_on(&tally);
        fault_and_end(&tally);
        (void)tally_expect(&tally, puppet_call(&scene.bystander, ABI_SYS_TASK_SELF, 0, 0, 0, 0), ABI_OK);
        (void)tally_expect(&tally, scene.bystander.report.words[1], scene.bystander.task);
    }
    emit(MARKER_user_fault_contained, "%s", tally_text(&tally));
    partner_forget(&scene.faulter);
    partner_end(&scene.bystander);
    (void)!nexus_capability_close(scene.vmo);
}
