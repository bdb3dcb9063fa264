// SPDX-License-Identifier: Apache-2.0
#include "apps/selftest/services/on_demand.h"

#include <inttypes.h>
#include <stdio.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/services/world.h"
#include "kernel/selftest/marker_call.h"
#include "testing/markers/predicate.h"

enum on_demand_sizes { ITEMS_BYTES = MARKER_CALL_MAX_BYTES + 2 };

// Of the start record: the number that a person, or the shell, gives to "run".
enum on_demand_argument {
    NUMBER_ARGUMENT = 2,
    ON_DEMAND = 1,
};

struct row {
    const char *id;
    const char *predicate;
};

static const struct row rows[] = {
#define MARKER_ROW(id, source, text, least_harts, boot, after, invariant, fault, predicate) \
    [MARKER_##id] = {#id, predicate},
#define PANIC_MARKER_ROW(id, text, least_harts, boot, invariant, fault)
    MARKER_TABLE(MARKER_ROW, PANIC_MARKER_ROW)
#undef MARKER_ROW
#undef PANIC_MARKER_ROW
};

static uint32_t harts;
static uint32_t seen;
static uint32_t held;

// A predicate may be asked only of evidence that has all of its names.
static bool has_names(const struct predicate *predicate, const struct proof_line *proof,
                      struct diagnostic *diagnostic) {
    for (uint32_t i = 0; i < predicate->name_count; i++) {
        if (proof_line_find(proof, predicate->names[i]) == NULL) {
            diagnostic_set(diagnostic, "there is no %s", predicate->names[i]);
            return false;
        }
    }
    return true;
}

static void judge(enum marker marker, const char *evidence) {
    static struct diagnostic diagnostic;
    static struct predicate predicate;
    static struct proof_line proof;
    char items[ITEMS_BYTES];
    seen++;
    (void)snprintf(items, sizeof(items), " %s", evidence);
    bool holds = predicate_parse(rows[marker].predicate, &predicate, &diagnostic) &&
                 proof_line_parse_items(items, &proof, &diagnostic) && has_names(&predicate, &proof, &diagnostic) &&
                 predicate_holds(&predicate, &proof, harts, &diagnostic);
    held += holds ? 1 : 0;
    if (!holds) {
        printf("selftest: %s does not hold: %s\n", rows[marker].id, diagnostic.text);
    }
}

bool on_demand_begin(void) {
    struct abi_machine_info info;
    if (nexus_start_argument(NUMBER_ARGUMENT) != ON_DEMAND) {
        return false;
    }
    if (nexus_machine_info(world.stats_read, &info) != ABI_OK) {
        world_fail("the machine tells nothing", 0);
    }
    harts = info.harts;
    emit_watcher = judge;
    return true;
}

int on_demand_end(void) {
    printf("selftest: %" PRIu32 " of %" PRIu32 " proofs hold\n", held, seen);
    return held == seen ? 0 : 1;
}
