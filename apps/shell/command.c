// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/command.h"

#include <stddef.h>
#include <string.h>

// False: there are too many.
static bool split(const char *line, struct command_words *words) {
    size_t length = strnlen(line, LINE_TEXT_MAX);
    memcpy(words->text, line, length);
    words->text[length] = 0;
    words->count = 0;
    for (char *at = words->text; *at != 0;) {
        if (*at == ' ') {
            *at++ = 0;
            continue;
        }
        if (words->count == COMMAND_WORDS_MAX) {
            return false;
        }
        words->words[words->count++] = at;
        at += strcspn(at, " ");
    }
    return true;
}

static uint32_t words_in(const char *name) {
    uint32_t count = 1;
    for (; *name != 0; name++) {
        count += *name == ' ' ? 1 : 0;
    }
    return count;
}

// Whether the name's words are the first ones there.
static bool begins(const char *const *words, uint32_t count, const char *name) {
    for (uint32_t i = 0; i < count; i++) {
        size_t length = strcspn(name, " ");
        if (strlen(words[i]) != length || memcmp(words[i], name, length) != 0) {
            return false;
        }
        name += length;
        if (*name == 0) {
            return true;
        }
        name++;
    }
    return false;
}

static const struct command *longest(const struct command_table *table, const struct command_words *words) {
    const struct command *found = NULL;
    for (uint32_t i = 0; i < table->count; i++) {
        const struct command *command = &table->commands[i];
        bool is_longer = found == NULL || words_in(command->name) > words_in(found->name);
        if (is_longer && begins(words->words, words->count, command->name)) {
            found = command;
        }
    }
    return found;
}

enum command_meaning command_read(const struct command_table *table, const char *line, struct command_words *words,
                                  struct command_call *call) {
    if (!split(line, words)) {
        return COMMAND_TOO_LONG;
    }
    if (words->count == 0) {
        return COMMAND_NOTHING;
    }
    const struct command *command = longest(table, words);
    if (command == NULL) {
        return COMMAND_UNKNOWN;
    }
    uint32_t used = words_in(command->name);
    *call = (struct command_call){.command = command, .arguments = words->words + used, .count = words->count - used};
    bool is_used_well = call->count >= command->least && call->count <= command->most;
    return is_used_well ? COMMAND_FOUND : COMMAND_MISUSED;
}

const struct command *command_named(const struct command_table *table, const char *const *words, uint32_t count) {
    for (uint32_t i = 0; i < table->count; i++) {
        const char *name = table->commands[i].name;
        if (words_in(name) == count && begins(words, count, name)) {
            return &table->commands[i];
        }
    }
    return NULL;
}

static uint32_t least_of(uint32_t one, uint32_t other) {
    return one < other ? one : other;
}

// How many letters have to be added, taken away or changed to make one of the other (Levenshtein).
static uint32_t distance(const char *one, const char *other) {
    uint32_t row[COMMAND_NAME_MAX + 1];
    uint32_t length = (uint32_t)strlen(other);
    for (uint32_t i = 0; i <= length; i++) {
        row[i] = i;
    }
    for (uint32_t line = 1; *one != 0; one++, line++) {
        uint32_t diagonal = row[0];
        row[0] = line;
        for (uint32_t i = 1; i <= length; i++) {
            uint32_t changed = diagonal + (*one == other[i - 1] ? 0 : 1);
            diagonal = row[i];
            row[i] = least_of(changed, least_of(row[i], row[i - 1]) + 1);
        }
    }
    return row[length];
}

// The first words with a blank between them, as in a name.
static void join(const struct command_words *words, uint32_t count, char joined[LINE_TEXT_MAX + 1]) {
    size_t length = 0;
    for (uint32_t i = 0; i < count && i < words->count; i++) {
        size_t more = strlen(words->words[i]);
        if (i != 0) {
            joined[length++] = ' ';
        }
        memcpy(joined + length, words->words[i], more);
        length += more;
    }
    joined[length] = 0;
}

const struct command *command_nearest(const struct command_table *table, const struct command_words *words) {
    const struct command *nearest = NULL;
    uint32_t least = COMMAND_NEAR_LETTERS + 1;
    for (uint32_t i = 0; i < table->count; i++) {
        const char *name = table->commands[i].name;
        char joined[LINE_TEXT_MAX + 1];
        join(words, words_in(name), joined);
        uint32_t letters = strlen(name) > COMMAND_NAME_MAX ? least : distance(joined, name);
        // Something of the name has to be right.
        if (letters < least && letters + 1 < strlen(name)) {
            least = letters;
            nearest = &table->commands[i];
        }
    }
    return nearest;
}

bool command_number(const char *word, uint64_t least, uint64_t most, uint64_t *value) {
    uint64_t number = 0;
    if (*word == 0) {
        return false;
    }
    for (; *word != 0; word++) {
        if (*word < '0' || *word > '9') {
            return false;
        }
        uint64_t digit = (uint64_t)(*word - '0');
        if (number > most / 10 || digit > most - number * 10) {
            return false;
        }
        number = number * 10 + digit;
    }
    if (number < least) {
        return false;
    }
    *value = number;
    return true;
}
