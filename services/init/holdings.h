// SPDX-License-Identifier: Apache-2.0
// What init holds of authorities, of endpoints, and of the roster and the terminal, which it makes: capabilities without rights, which it can give to programs and not use.
#pragma once

#include <stdint.h>

#include "abi/boot.h"
#include "abi/error.h"
#include "services/init/plan.h"

struct holdings {
    uint32_t handles[PLAN_HOLDINGS_MAX];  // of plan->holdings[n]
};

// Makes those objects and all holdings of the plan, then gives up everything that it could use: what the kernel gave it, and what it made.
// The archive's mapping stays (map_archive).
ABI_MUST_USE enum abi_error holdings_make(const struct abi_boot *boot, const struct plan *plan,
                                          struct holdings *holdings);

// Maps the archive through a capability that can do nothing else, and stays.
ABI_MUST_USE enum abi_error holdings_map_archive(const struct abi_boot *boot, const void **archive);
