// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>
#include <string.h>

#include "testing/consistency/check.h"

enum { ANY = UINT32_MAX };

static const char REJECT_PREFIX[] = "test_reject_";

// How often a key stands in a record of a kind; a combination that is not listed is refused.
static const struct {
    enum register_key kind;
    enum register_key key;
    uint32_t least;
    uint32_t most;
} counts[] = {
    {KEY_GROUP, KEY_GROUP, 1, 1},
    {KEY_GROUP, KEY_LAST, 1, 1},
    {KEY_LIMIT, KEY_LIMIT, 1, 1},
    {KEY_LIMIT, KEY_PLACE, 1, 1},
    {KEY_LIMIT, KEY_SAYS, 0, ANY},
    {KEY_CATALOGUE, KEY_CATALOGUE, 1, 1},
    {KEY_EMITTER, KEY_EMITTER, 1, 1},
    {KEY_FORWARDER, KEY_FORWARDER, 1, 1},
    {KEY_READER, KEY_READER, 1, 1},
    {KEY_REQUIREMENT, KEY_REQUIREMENT, 1, 1},
    {KEY_REQUIREMENT, KEY_PART, 1, 1},
    {KEY_REQUIREMENT, KEY_STATUS, 1, 1},
    {KEY_REQUIREMENT, KEY_CLASS, 0, 1},
    // More than one place can be written down; it is a FINDING_DUPLICATE.
    {KEY_REQUIREMENT, KEY_PLACE, 0, ANY},
    {KEY_REQUIREMENT, KEY_PROOF, 0, ANY},
    {KEY_REQUIREMENT, KEY_REJECT, 0, ANY},
    {KEY_REQUIREMENT, KEY_FAULT, 0, ANY},
    {KEY_REQUIREMENT, KEY_SABOTAGE, 0, ANY},
    {KEY_REQUIREMENT, KEY_DEPENDS, 0, ANY},
    {KEY_REQUIREMENT, KEY_SHARED, 0, ANY},
    {KEY_REQUIREMENT, KEY_MISSING, 0, 1},
    {KEY_REQUIREMENT, KEY_ISSUE, 0, 1},
};

static void refuse(const struct check *check, const struct register_entry *entry, const char *what) {
    finding_add(check->findings, FINDING_SYNTAX, check->rows->path, entry->line, "%s: %s",
                register_key_text(entry->key), what);
}

static uint32_t count_key(const struct register_record *record, enum register_key key) {
    uint32_t count = 0;
    for (const struct register_entry *entry = register_find(record, key); entry != NULL;
         entry = register_next(record, key, entry)) {
        count++;
    }
    return count;
}

static void check_counts(const struct check *check, const struct register_record *record) {
    for (uint32_t key = 0; key < KEY_COUNT; key++) {
        uint32_t least = 0;
        uint32_t most = 0;
        for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
            if (counts[i].kind == record->kind && counts[i].key == key) {
                least = counts[i].least;
                most = counts[i].most;
            }
        }
        uint32_t count = count_key(record, (enum register_key)key);
        if (count < least || count > most) {
            finding_add(check->findings, FINDING_SYNTAX, check->rows->path, record->entries[0].line,
                        "\"%s\" has %u of \"%s\"", register_key_text(record->kind), count,
                        register_key_text((enum register_key)key));
        }
    }
}

static bool is_one_of(const char *word, const char *const choices[3]) {
    for (size_t i = 0; i < 3; i++) {
        if (choices[i] != NULL && strcmp(word, choices[i]) == 0) {
            return true;
        }
    }
    return false;
}

// Keys whose value is words from a short list; `has_rest` says whether something follows.
static void check_value(const struct check *check, const struct register_record *record,
                        const struct register_entry *entry) {
    static const struct {
        const char *choices[3];
        bool has_rest;
    } values[KEY_COUNT] = {
        [KEY_GROUP] = {{0}, false},
        [KEY_STATUS] = {{"proven", "open"}, false},
        [KEY_CLASS] = {{"boot", "host", "model"}, false},
        [KEY_PROOF] = {{"marker", "test"}, true},
        [KEY_REJECT] = {{"marker", "test", "none"}, true},
        [KEY_SHARED] = {{"marker"}, true},
        [KEY_PLACE] = {{0}, true},
        [KEY_EMITTER] = {{0}, true},
        [KEY_FORWARDER] = {{0}, true},
    };
    if (entry->key == KEY_PART || entry->key == KEY_MISSING || entry->key == KEY_ISSUE || entry->key == KEY_SAYS) {
        return;  // a sentence
    }
    bool has_rest = values[entry->key].has_rest && !(entry->key == KEY_PLACE && record->kind == KEY_LIMIT);
    if ((entry->rest[0] != 0) != has_rest) {
        refuse(check, entry, has_rest ? "two words are expected" : "one word is expected");
    }
    if (entry->key == KEY_REJECT && strcmp(entry->word, "marker") == 0 &&
        strncmp(entry->rest, REJECT_PREFIX, strlen(REJECT_PREFIX)) != 0) {
        refuse(check, entry, "the marker of a reject test begins with test_reject_");
    }
    if (values[entry->key].choices[0] != NULL && !is_one_of(entry->word, values[entry->key].choices)) {
        refuse(check, entry, "not one of the words it can be");
    }
}

// True when the requirement lies in a group of the register: a letter, and a number from 1 to the group's last.
static bool has_group(const struct register_table *rows, const char *requirement) {
    for (const struct register_record *group = register_next_record(rows, KEY_GROUP, NULL); group != NULL;
         group = register_next_record(rows, KEY_GROUP, group)) {
        const struct register_entry *last = register_find(group, KEY_LAST);
        size_t letters = strlen(group->entries[0].word);
        if (last != NULL && strncmp(requirement, group->entries[0].word, letters) == 0) {
            char *end = NULL;
            unsigned long number = strtoul(requirement + letters, &end, 10);
            if (*end == 0 && requirement[letters] >= '1' && requirement[letters] <= '9' &&
                number <= strtoul(last->word, NULL, 10)) {
                return true;
            }
        }
    }
    return false;
}

static void check_requirement(const struct check *check, const struct register_record *row) {
    if (!has_group(check->rows, row->entries[0].word)) {
        refuse(check, &row->entries[0], "not in a group of this register");
    }
    bool proven = register_is_proven(row);
    if (register_find(row, KEY_STATUS) != NULL && count_key(row, KEY_ISSUE) != (proven ? 0 : 1)) {
        refuse(check, &row->entries[0], "an issue belongs to a row that is open, and to no other");
    }
    if (register_find(row, KEY_STATUS) != NULL && count_key(row, KEY_MISSING) != (proven ? 0 : 1)) {
        refuse(check, &row->entries[0], "what is missing belongs to a row that is open, and to no other");
    }
}

void check_shape(const struct check *check) {
    for (size_t i = 0; i < check->rows->record_count; i++) {
        const struct register_record *record = &check->rows->records[i];
        check_counts(check, record);
        for (size_t at = 0; at < record->count; at++) {
            check_value(check, record, &record->entries[at]);
        }
        if (record->kind == KEY_REQUIREMENT) {
            check_requirement(check, record);
        }
    }
}
