// SPDX-License-Identifier: Apache-2.0
#include "apps/selftest/partner/shoot.h"

#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/partner/orders.h"

enum shoot_constants { YIELDS_MAX = 100000 };

// In a bounded number of yields; the count of what was unmapped shows it if the other one never came.
static void wait_for_round(_Atomic uint64_t *board, enum shooter shooter, uint64_t round) {
    for (uint32_t i = 0; i < YIELDS_MAX && atomic_load_explicit(&board[shooter], memory_order_acquire) < round; i++) {
        nexus_task_yield();
    }
}

// The second one says that it begins, and begins; the first one, which has waited for that, begins while the other one is at it.
void shoot(const uint64_t *order, uint64_t *report) {
    uint32_t process = (uint32_t)order[1];
    uint32_t vmo = (uint32_t)order[2];
    _Atomic uint64_t *board = (_Atomic uint64_t *)order[4];
    enum shooter self = (enum shooter)order[5];
    for (uint64_t round = 1; round <= SHOOTING_ROUNDS && report[0] == ABI_OK; round++) {
        uint64_t mapped = 0;
        report[0] = nexus_vmo_map(process, vmo, 0, 0, order[3], ABI_RIGHT_READ, &mapped);
        if (self == SHOOTER_SECOND) {
            wait_for_round(board, SHOOTER_FIRST, round);
        }
        atomic_store_explicit(&board[self], round, memory_order_release);
        if (self == SHOOTER_FIRST) {
            wait_for_round(board, SHOOTER_SECOND, round);
        }
        report[0] = report[0] == ABI_OK ? nexus_vmo_unmap(process, mapped) : report[0];
        report[1] += report[0] == ABI_OK ? 1 : 0;
    }
}
