// SPDX-License-Identifier: Apache-2.0
// The first program: starts those without which nothing can be started, and starts them again when they end. It can give away what they
// need and use none of it. It prints nothing, calls nobody and is called by nobody.
#include "libs/archive/archive.h"
#include "libs/nexus/nexus.h"
#include "services/init/watch.h"

static const char RECIPES_NAME[] = "recipes";

static struct plan plan;
static struct holdings holdings;

int main(void) {
    const struct abi_boot *boot = nexus_boot();
    struct watch_world world = {.plan = &plan, .holdings = &holdings, .archive_bytes = boot->archive_bytes};
    struct archive_file file;
    if (holdings_map_archive(boot, &world.archive) != ABI_OK) {
        return INIT_NO_ARCHIVE;
    }
    if (archive_find(world.archive, world.archive_bytes, RECIPES_NAME, &file) != ARCHIVE_OK ||
        recipe_table_read(file.data, file.bytes, &world.table) != ABI_OK) {
        return INIT_NO_RECIPES;
    }
    if (plan_make(world.table, &plan) != ABI_OK) {
        return INIT_NO_PLAN;
    }
    if (holdings_make(boot, &plan, &holdings) != ABI_OK) {
        return INIT_NO_CAPABILITY;
    }
    return (int)watch_run(&world);
}
