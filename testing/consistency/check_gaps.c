// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testing/consistency/check.h"

enum { REQUIREMENT_BYTES = 16 };

static bool has_row(const struct register_table *rows, const char *requirement) {
    for (const struct register_record *row = register_next_record(rows, KEY_REQUIREMENT, NULL); row != NULL;
         row = register_next_record(rows, KEY_REQUIREMENT, row)) {
        if (strcmp(row->entries[0].word, requirement) == 0) {
            return true;
        }
    }
    return false;
}

static void check_group(const struct check *check, const struct register_record *group) {
    const struct register_entry *last = register_find(group, KEY_LAST);
    unsigned long count = last == NULL ? 0 : strtoul(last->word, NULL, 10);
    if (count == 0 || count > 99) {
        finding_add(check->findings, FINDING_SYNTAX, check->rows->path, group->entries[0].line,
                    "a group has from 1 to 99 requirements");
        return;
    }
    for (unsigned long number = 1; number <= count; number++) {
        char requirement[REQUIREMENT_BYTES];
        (void)snprintf(requirement, sizeof(requirement), "%.8s%lu", group->entries[0].word, number);
        if (!has_row(check->rows, requirement)) {
            finding_add(check->findings, FINDING_GAP, check->rows->path, group->entries[0].line, "%s has no row",
                        requirement);
        }
    }
}

// What a proven row cannot do without.
static void check_row(const struct check *check, const struct register_record *row) {
    static const struct {
        enum register_key key;
        const char *what;
    } needs[] = {
        {KEY_CLASS, "a class"},
        {KEY_PLACE, "a place that enforces it"},
        {KEY_PROOF, "a positive proof"},
        {KEY_REJECT, "a reject test (or \"none\" and the reason)"},
    };
    for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
        if (register_find(row, needs[i].key) == NULL) {
            finding_add(check->findings, FINDING_GAP, check->rows->path, row->entries[0].line,
                        "%s is said to be proven and has not %s", row->entries[0].word, needs[i].what);
        }
    }
}

void check_gaps(const struct check *check) {
    for (const struct register_record *group = register_next_record(check->rows, KEY_GROUP, NULL); group != NULL;
         group = register_next_record(check->rows, KEY_GROUP, group)) {
        check_group(check, group);
    }
    for (const struct register_record *row = register_next_record(check->rows, KEY_REQUIREMENT, NULL); row != NULL;
         row = register_next_record(check->rows, KEY_REQUIREMENT, row)) {
        if (register_is_proven(row)) {
            check_row(check, row);
        }
    }
}
