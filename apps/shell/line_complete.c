// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/line_complete.h"

#include <stdbool.h>
#include <string.h>

enum line_list_layout {
    GAP_COLUMNS = 2,
    // What may follow the list: the end of it, prompt, text and the way back to the cursor.
    RESERVED_BYTES = 8 + LINE_PROMPT_MAX + 2 * LINE_TEXT_MAX,
};

static bool begins_with(const char *word, const char *stem, uint32_t length) {
    return strncmp(word, stem, length) == 0;
}

static uint32_t count_matches(const struct line_words *words, const char *stem, uint32_t length) {
    uint32_t matches = 0;
    for (uint32_t i = 0; i < words->count; i++) {
        matches += begins_with(words->words[i], stem, length) ? 1 : 0;
    }
    return matches;
}

// How much the words that begin with the stem have in common, and one of them.
static uint32_t common_length(const struct line_words *words, const char *stem, uint32_t length, const char **first) {
    uint32_t common = 0;
    *first = NULL;
    for (uint32_t i = 0; i < words->count; i++) {
        const char *word = words->words[i];
        if (!begins_with(word, stem, length)) {
            continue;
        }
        if (*first == NULL) {
            *first = word;
            common = (uint32_t)strlen(word);
        }
        while (!begins_with(word, *first, common)) {
            common--;
        }
    }
    return common;
}

static uint32_t blanks_of(const struct line_text *text) {
    uint32_t blanks = 0;
    while (blanks < text->cursor && text->bytes[blanks] == ' ') {
        blanks++;
    }
    return blanks;
}

static void find_context(const struct line_contexts *contexts, const struct line_text *text,
                         struct line_completion *completion) {
    uint32_t blanks = blanks_of(text);
    for (uint32_t i = 0; i < contexts->count; i++) {
        const struct line_context *context = &contexts->contexts[i];
        uint32_t length = (uint32_t)strlen(context->before);
        bool is_longer = completion->words == NULL || blanks + length > completion->start;
        if (is_longer && length <= text->cursor - blanks &&
            begins_with(text->bytes + blanks, context->before, length)) {
            completion->words = &context->words;
            completion->start = blanks + length;
        }
    }
}

void line_complete(const struct line_contexts *contexts, const struct line_text *text,
                   struct line_completion *completion) {
    memset(completion, 0, sizeof(*completion));
    find_context(contexts, text, completion);
    if (completion->words == NULL) {
        return;
    }
    const char *stem = text->bytes + completion->start;
    uint32_t length = text->cursor - completion->start;
    const char *first = NULL;
    uint32_t common = common_length(completion->words, stem, length, &first);
    completion->matches = count_matches(completion->words, stem, length);
    if (completion->matches == 0) {
        return;
    }
    uint32_t rest = common - length < LINE_TEXT_MAX ? common - length : LINE_TEXT_MAX;
    memcpy(completion->rest, first + length, rest);
    if (completion->matches == 1) {
        completion->rest[rest] = ' ';
    }
}

void line_complete_list(const struct line_text *text, const struct line_completion *completion,
                        struct line_echo *echo) {
    const struct line_words *words = completion->words;
    uint32_t column = 0;
    line_echo_text(echo, "\n");
    for (uint32_t i = 0; i < words->count; i++) {
        const char *word = words->words[i];
        if (!begins_with(word, text->bytes + completion->start, text->cursor - completion->start)) {
            continue;
        }
        uint32_t length = (uint32_t)strlen(word);
        if (echo->count + GAP_COLUMNS + length + RESERVED_BYTES > LINE_ECHO_MAX || length >= LINE_COLUMNS) {
            line_echo_text(echo, column == 0 ? "..." : "\n...");
            break;
        }
        bool fits = column == 0 || column + GAP_COLUMNS + length < LINE_COLUMNS;
        line_echo_text(echo, column == 0 ? "" : fits ? "  " : "\n");
        column = column != 0 && fits ? column + GAP_COLUMNS + length : length;
        line_echo_text(echo, word);
    }
    line_echo_text(echo, "\n");
}
