// SPDX-License-Identifier: Apache-2.0
#include "apps/hostile/judge.h"

#include "libs/nexus/nexus.h"

const char JUDGE_NAME[] = "hostile";

void judge_await(const char *what, uint32_t notification, uint64_t bits) {
    uint64_t deadline = trial_patience();
    for (uint64_t missing = bits; missing != 0;) {
        uint64_t seen = 0;
        judge_require(what, nexus_notification_wait(notification, deadline, &seen));
        missing &= ~seen;
    }
}

void judge_make_board(uint32_t *vmo, void **memory) {
    uint64_t address = 0;
    judge_require("board", nexus_vmo_create(1, vmo));
    judge_require("mapped board", nexus_vmo_map(0, *vmo, 0, 0, 1, ABI_RIGHT_READ | ABI_RIGHT_WRITE, &address));
    *memory = (void *)address;
}

void judge_drop_board(uint32_t vmo, void *memory) {
    judge_require("unmapped board", nexus_vmo_unmap(0, (uint64_t)memory));
    judge_require("closed board", nexus_capability_close(vmo));
}
