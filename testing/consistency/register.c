// SPDX-License-Identifier: Apache-2.0
#include "testing/consistency/register.h"

#include <stdlib.h>
#include <string.h>

#include "testing/consistency/array.h"

static const char *const key_texts[KEY_COUNT] = {
    [KEY_GROUP] = "group",         [KEY_REQUIREMENT] = "requirement",
    [KEY_LIMIT] = "limit",         [KEY_LAST] = "last",
    [KEY_CATALOGUE] = "catalogue", [KEY_EMITTER] = "emitter",
    [KEY_PART] = "part",           [KEY_FORWARDER] = "forwarder",
    [KEY_READER] = "reader",       [KEY_STATUS] = "status",
    [KEY_CLASS] = "class",         [KEY_PLACE] = "place",
    [KEY_PROOF] = "proof",         [KEY_REJECT] = "reject",
    [KEY_FAULT] = "fault",         [KEY_SABOTAGE] = "sabotage",
    [KEY_SHARED] = "shared",       [KEY_DEPENDS] = "depends",
    [KEY_MISSING] = "missing",     [KEY_ISSUE] = "issue",
    [KEY_SAYS] = "says",
};

// The records of the entries are set once the entries no longer move.
struct parser {
    struct register_table table;
    struct finding_list *findings;
    uint32_t line;
    bool in_record;
};

const char *register_key_text(enum register_key key) {
    return key_texts[key];
}

static bool find_key(const char *text, size_t length, enum register_key *key) {
    for (uint32_t i = 0; i < KEY_COUNT; i++) {
        if (strlen(key_texts[i]) == length && strncmp(key_texts[i], text, length) == 0) {
            *key = (enum register_key)i;
            return true;
        }
    }
    return false;
}

static void begin_record(struct parser *parser, enum register_key kind) {
    struct register_table *table = &parser->table;
    table->records =
        array_grow(table->records, table->record_count, &table->record_capacity, sizeof(table->records[0]));
    table->records[table->record_count++] = (struct register_record){.kind = kind};
    parser->in_record = true;
}

static void add_entry(struct parser *parser, enum register_key key, const char *value, size_t length) {
    struct register_table *table = &parser->table;
    table->entries = array_grow(table->entries, table->entry_count, &table->entry_capacity, sizeof(table->entries[0]));
    size_t word = strcspn(value, " \n");
    size_t rest = word < length ? word + 1 : word;
    table->entries[table->entry_count++] = (struct register_entry){
        .key = key,
        .line = parser->line,
        .word = text_copy(value, word),
        .rest = text_copy(value + rest, length - rest),
    };
    table->records[table->record_count - 1].count++;
}

// A line that is neither empty nor a comment; its end is not part of it.
static void read_line(struct parser *parser, const char *line, size_t length) {
    static const char SEPARATOR[] = " = ";
    size_t key_length = strcspn(line, " \n");
    size_t value = key_length + strlen(SEPARATOR);
    enum register_key key = KEY_COUNT;
    if (value >= length || strncmp(line + key_length, SEPARATOR, strlen(SEPARATOR)) != 0 || line[value] == ' ' ||
        line[length - 1] == ' ') {
        finding_add(parser->findings, FINDING_SYNTAX, parser->table.path, parser->line, "not \"key = value\"");
    } else if (!find_key(line, key_length, &key)) {
        finding_add(parser->findings, FINDING_SYNTAX, parser->table.path, parser->line, "no such key: %.*s",
                    (int)key_length, line);
    } else if (parser->in_record == (key <= KEY_READER)) {
        finding_add(parser->findings, FINDING_SYNTAX, parser->table.path, parser->line,
                    parser->in_record ? "an empty line is missing before \"%s\"" : "\"%s\" does not begin a record",
                    key_texts[key]);
    } else {
        if (!parser->in_record) {
            begin_record(parser, key);
        }
        add_entry(parser, key, line + value, length - value);
    }
}

struct register_table register_read(const char *path, const char *text, struct finding_list *findings) {
    struct parser parser = {.table = {.path = path}, .findings = findings, .line = 1};
    for (const char *line = text; *line != 0; parser.line++) {
        size_t length = strcspn(line, "\n");
        if (length == 0) {
            parser.in_record = false;
        } else if (line[0] != '#') {
            read_line(&parser, line, length);
        }
        line += length + (line[length] == '\n');
    }
    const struct register_entry *next = parser.table.entries;
    for (size_t i = 0; i < parser.table.record_count; i++) {
        parser.table.records[i].entries = next;
        next += parser.table.records[i].count;
    }
    return parser.table;
}

void register_release(struct register_table *table) {
    for (size_t i = 0; i < table->entry_count; i++) {
        free(table->entries[i].word);
        free(table->entries[i].rest);
    }
    free(table->entries);
    free(table->records);
    *table = (struct register_table){0};
}

const struct register_entry *register_next(const struct register_record *record, enum register_key key,
                                           const struct register_entry *previous) {
    const struct register_entry *end = record->entries + record->count;
    for (const struct register_entry *entry = previous == NULL ? record->entries : previous + 1; entry < end; entry++) {
        if (entry->key == key) {
            return entry;
        }
    }
    return NULL;
}

const struct register_entry *register_find(const struct register_record *record, enum register_key key) {
    return register_next(record, key, NULL);
}

const struct register_record *register_next_record(const struct register_table *table, enum register_key kind,
                                                   const struct register_record *previous) {
    const struct register_record *end = table->records + table->record_count;
    for (const struct register_record *record = previous == NULL ? table->records : previous + 1; record < end;
         record++) {
        if (record->kind == kind) {
            return record;
        }
    }
    return NULL;
}

bool register_is_proven(const struct register_record *record) {
    const struct register_entry *status = register_find(record, KEY_STATUS);
    return status != NULL && strcmp(status->word, "proven") == 0;
}
