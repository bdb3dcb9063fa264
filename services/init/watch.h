// SPDX-License-Identifier: Apache-2.0
// The programs that init has started: starts them, learns of their end, and starts them again.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "services/init/holdings.h"
#include "services/init/plan.h"
#include "services/init/status.h"

struct watch_world {
    const struct recipe_table *table;
    const struct plan *plan;
    const struct holdings *holdings;
    const void *archive;
    size_t archive_bytes;
};

// Starts all programs of the plan, and those that end again, as their recipes say. Returns why it cannot go on.
enum init_status watch_run(const struct watch_world *world);
