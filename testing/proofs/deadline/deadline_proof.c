// SPDX-License-Identifier: Apache-2.0
// When a deadline fires: never early, and late by less than the window of its class.
#include "libs/deadline/deadline.h"
#include "testing/proofs/proof.h"

// The virt machine's clock. A division by any number is more than the solver can do.
enum { RATE_HZ = 10000000 };

void prove_rounding_is_late_by_less_than_window(void) {
    // 26 s: as many windows as matter, for what a window adds does not depend on how many there were.
    uint64_t deadline_ticks = nondet_uint64();
    SUPPOSE(deadline_ticks >> 28 == 0 || deadline_ticks >= UINT64_MAX - 200000);
    uint32_t class_ = any_below(ABI_CLASS_COUNT);
    bool precise = nondet_bool();
    static const uint32_t window_milliseconds[ABI_CLASS_COUNT] = {8, 4, 1, 0};
    uint64_t window_ticks = window_milliseconds[class_] * (RATE_HZ / 1000);

    uint64_t fires_ticks = deadline_round(deadline_ticks, (enum abi_class)class_, precise, RATE_HZ);

    bool is_exact = precise || window_ticks == 0;
    PROVE(fires_ticks >= deadline_ticks, "never early");
    PROVE(IMPLIES(is_exact, fires_ticks == deadline_ticks), "a precise task's not late either");
    PROVE(IMPLIES(!is_exact, fires_ticks - deadline_ticks < window_ticks), "late by less than the window");
    PROVE(IMPLIES(deadline_ticks == UINT64_MAX, fires_ticks == UINT64_MAX), "never stays never");
    REACHED();
}
