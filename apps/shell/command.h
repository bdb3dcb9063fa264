// SPDX-License-Identifier: Apache-2.0
// Commands: which one a line means, and whether it can be understood. Pure.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "apps/shell/line_text.h"

#ifdef __cplusplus
extern "C" {
#endif

enum command_limits {
    COMMAND_WORDS_MAX = 12,
    COMMAND_NAME_MAX = 16,     // longest name
    COMMAND_NEAR_LETTERS = 2,  // so many wrong ones, and a command is still meant
};

struct command;

// One use of a command.
struct command_call {
    const struct command *command;
    const char *const *arguments;
    uint32_t count;
};

struct command {
    const char *name;       // words with a blank between them
    const char *arguments;  // as a person reads them; "" for none
    const char *summary;    // a line of help
    const char *details;    // lines that help NAME adds, each with its end
    uint8_t least;          // arguments
    uint8_t most;
    void (*run)(const struct command_call *call);
};

struct command_table {
    const struct command *commands;
    uint32_t count;
};

// A line in words. It stays where it is: the words point into it.
struct command_words {
    char text[LINE_TEXT_MAX + 1];
    const char *words[COMMAND_WORDS_MAX];
    uint32_t count;
};

enum command_meaning {
    COMMAND_NOTHING,   // there is no word
    COMMAND_FOUND,     // call is it
    COMMAND_MISUSED,   // call is it, but it takes fewer arguments, or more
    COMMAND_UNKNOWN,   // no command begins so
    COMMAND_TOO_LONG,  // there are more words than any command takes
};

// Words are what lies between blanks. Of the names that the line begins with, the longest one counts.
enum command_meaning command_read(const struct command_table *table, const char *line, struct command_words *words,
                                  struct command_call *call);

// The command that may have been meant; NULL: none is near.
const struct command *command_nearest(const struct command_table *table, const struct command_words *words);

// The command of just that name; NULL: there is none.
const struct command *command_named(const struct command_table *table, const char *const *words, uint32_t count);

// A decimal number from `least` to `most`. False: it is none; *value is untouched.
bool command_number(const char *word, uint64_t least, uint64_t most, uint64_t *value);

#ifdef __cplusplus
}
#endif
