// SPDX-License-Identifier: Apache-2.0
// Processes that come and go leave nothing behind.
#include <string.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"

enum return_constants {
    ROUNDS = 20,
    FIRST_STATUS = 3,
};

struct holdings {
    uint64_t free_bytes;
    struct abi_process_info own;
};

static struct holdings look(void) {
    struct holdings holdings;
    memset(&holdings, 0, sizeof(holdings));
    struct abi_machine_info info = {0};
    (void)!nexus_machine_info(nexus_boot()->stats_read, &info);
    (void)!nexus_process_info(0, &holdings.own);
    holdings.free_bytes = info.memory_free_bytes;
    return holdings;
}

// Whether it ended with that status, and with nothing left.
static uint32_t come_and_go(uint64_t status, uint64_t harts) {
    struct partner partner;
    if (partner_start(&partner, PARTNER_EXIT, status, harts) != ABI_OK) {
        return 0;
    }
    struct abi_process_info info = {0};
    partner_wait_end(&partner, &info);
    partner_forget(&partner);
    static const struct abi_process_limits nothing;
    bool is_empty = memcmp(&info.used, &nothing, sizeof(nothing)) == 0 && info.capabilities == 0 && info.mappings == 0;
    return info.state == ABI_PROCESS_DEAD && info.status == status && is_empty ? 1 : 0;
}

static bool is_same_use(const struct holdings *one, const struct holdings *other) {
    return memcmp(&one->own, &other->own, sizeof(one->own)) == 0;
}

void prove_process_return(uint32_t harts) {
    // The first one may have had the kernel make page tables of this process that stay.
    uint32_t ended = come_and_go(FIRST_STATUS, STAGE_HARTS);
    struct holdings before = look();
    for (uint32_t i = 1; i < ROUNDS; i++) {
        ended += come_and_go(FIRST_STATUS + i, UINT64_C(1) << i % harts);
    }
    struct holdings after = look();
    emit(MARKER_process_return, "ended=%u free_before=%lu free_after=%lu same_use=%u", (unsigned)ended,
         (unsigned long)before.free_bytes, (unsigned long)after.free_bytes, is_same_use(&before, &after) ? 1U : 0U);
}
