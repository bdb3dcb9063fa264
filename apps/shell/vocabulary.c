// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/vocabulary.h"

#include <string.h>

#include "libs/archive/archive.h"
#include "libs/nexus/nexus.h"
#include "libs/recipe/recipe.h"
#include "apps/shell/files.h"
#include "apps/shell/programs.h"
#include "apps/shell/table.h"

enum vocabulary_limits { FILES_MAX = RECIPES_MAX + 3 };  // programs, init, and the two tables

#define WORDS(list) {(list), sizeof(list) / sizeof((list)[0])}

static const char *const CLASSES[] = {"idle", "normal", "interactive", "perfburst"};
static const char *const PLACEMENTS[] = {"any", "performance", "efficiency"};
static const char *const TRACES[] = {"on", "off", "dump"};
static const char *const AUDITS[] = {"senders"};

static char names[RECIPES_MAX][EXECD_NAME_BYTES];
static const char *apps[RECIPES_MAX];   // that can be run
static const char *ended[RECIPES_MAX];  // that can be ended
static const char *files[FILES_MAX];

enum vocabulary_places { COMMANDS, HELP, RUN, KILL, CAT, FIXED };

static struct line_context contexts[] = {
    [COMMANDS] = {"", {NULL, 0}},     [HELP] = {"help ", {NULL, 0}}, [RUN] = {"run ", {apps, 0}},
    [KILL] = {"kill ", {ended, 0}},   [CAT] = {"cat ", {files, 0}},  [FIXED] = {"qos ", WORDS(CLASSES)},
    {"affinity ", WORDS(PLACEMENTS)}, {"trace ", WORDS(TRACES)},     {"audit ", WORDS(AUDITS)},
};

const struct line_contexts *vocabulary(void) {
    static const struct line_contexts all = {contexts, sizeof(contexts) / sizeof(contexts[0])};
    contexts[COMMANDS].words = *table_words();
    contexts[HELP].words = *table_words();
    return &all;
}

static void learn_programs(void) {
    uint32_t execd = nexus_start_handle("execd");
    uint32_t recipes = 0;
    if (execd == 0 || contexts[KILL].words.count != 0 || programs_count(execd, &recipes) != ABI_OK) {
        return;
    }
    uint32_t app_count = 0;
    uint32_t ended_count = 0;
    for (uint32_t recipe = 1; recipe <= recipes && recipe <= RECIPES_MAX; recipe++) {
        struct execd_status_answer program;
        if (programs_read(execd, recipe, &program) != ABI_OK) {
            return;
        }
        memcpy(names[recipe - 1], program.name, sizeof(names[0]));
        if (program.kind == RECIPE_APP) {
            apps[app_count++] = names[recipe - 1];
        }
        if (program.kind != RECIPE_BOOT) {
            ended[ended_count++] = names[recipe - 1];
        }
    }
    contexts[RUN].words.count = app_count;
    contexts[KILL].words.count = ended_count;
}

static void learn_files(void) {
    const void *archive = NULL;
    size_t bytes = 0;
    struct archive_entry entry;
    uint32_t *count = &contexts[CAT].words.count;
    if (*count != 0 || files_map(&archive, &bytes) != ABI_OK) {
        return;
    }
    while (*count < FILES_MAX && archive_entry_at(archive, bytes, *count, &entry) == ARCHIVE_OK) {
        files[(*count)++] = entry.name;
    }
}

void vocabulary_learn(void) {
    learn_programs();
    learn_files();
}
