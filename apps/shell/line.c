// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/line.h"

#include <string.h>

static const char CLEAR_SCREEN[] = "\x1b[H\x1b[2J";

void line_start(struct line_editor *editor, const char *prompt, const struct line_words *words) {
    memset(editor, 0, sizeof(*editor));
    editor->prompt = prompt;
    editor->words = *words;
}

void line_begin(struct line_editor *editor, struct line_echo *echo) {
    line_text_clear(&editor->text);
    editor->back = 0;
    editor->was_tab = false;
    echo->count = 0;
    line_text_show(&editor->text, editor->prompt, echo);
}

void line_show(const struct line_editor *editor, struct line_echo *echo) {
    echo->count = 0;
    line_text_show(&editor->text, editor->prompt, echo);
}

static void ring(struct line_echo *echo) {
    line_echo_text(echo, "\a");
}

static void take_character(struct line_text *text, char byte, struct line_echo *echo) {
    if (!line_text_insert(text, &byte, 1, echo)) {
        ring(echo);
    }
}

static void show_history(struct line_editor *editor, uint32_t back, struct line_echo *echo) {
    const char *line = back == 0 ? editor->new_line : line_history_back(&editor->history, back);
    if (line == NULL) {
        ring(echo);
        return;
    }
    if (editor->back == 0) {
        strcpy(editor->new_line, editor->text.bytes);
    }
    editor->back = back;
    line_text_replace(&editor->text, line, echo);
}

static void go_down(struct line_editor *editor, struct line_echo *echo) {
    if (editor->back == 0) {
        ring(echo);
    } else {
        show_history(editor, editor->back - 1, echo);
    }
}

// From the cursor back over blanks, and over the word before those.
static uint32_t word_start(const struct line_text *text) {
    uint32_t from = text->cursor;
    while (from != 0 && text->bytes[from - 1] == ' ') {
        from--;
    }
    while (from != 0 && text->bytes[from - 1] != ' ') {
        from--;
    }
    return from;
}

static void complete(struct line_editor *editor, struct line_echo *echo) {
    struct line_completion completion;
    line_complete(&editor->words, &editor->text, &completion);
    uint32_t length = (uint32_t)strlen(completion.rest);
    if (editor->was_tab && completion.matches > 1 && length == 0) {
        line_complete_list(&editor->words, &editor->text, &completion, echo);
        line_text_show(&editor->text, editor->prompt, echo);
    } else if (length == 0 || !line_text_insert(&editor->text, completion.rest, length, echo)) {
        ring(echo);
    }
}

static void clear_screen(const struct line_editor *editor, struct line_echo *echo) {
    line_echo_text(echo, CLEAR_SCREEN);
    line_text_show(&editor->text, editor->prompt, echo);
}

static void move(struct line_text *text, enum line_key key, struct line_echo *echo) {
    uint32_t position = text->cursor;
    if (key == LINE_KEY_HOME) {
        position = 0;
    } else if (key == LINE_KEY_END) {
        position = text->length;
    } else if (key == LINE_KEY_LEFT && position != 0) {
        position--;
    } else if (key == LINE_KEY_RIGHT && position != text->length) {
        position++;
    }
    line_text_move(text, position, echo);
}

static void erase(struct line_text *text, enum line_key key, struct line_echo *echo) {
    uint32_t from = text->cursor;
    uint32_t to = text->cursor;
    if (key == LINE_KEY_BACKSPACE) {
        from -= from != 0 ? 1 : 0;
    } else if (key == LINE_KEY_DELETE) {
        to += to != text->length ? 1 : 0;
    } else if (key == LINE_KEY_ERASE_BEFORE) {
        from = 0;
    } else if (key == LINE_KEY_ERASE_BEHIND) {
        to = text->length;
    } else {
        from = word_start(text);
    }
    line_text_erase(text, from, to, echo);
}

static void edit(struct line_editor *editor, enum line_key key, char byte, struct line_echo *echo) {
    switch (key) {
        case LINE_KEY_PART:
            break;
        case LINE_KEY_CHARACTER:
            take_character(&editor->text, byte, echo);
            break;
        case LINE_KEY_TAB:
            complete(editor, echo);
            break;
        case LINE_KEY_UP:
            show_history(editor, editor->back + 1, echo);
            break;
        case LINE_KEY_DOWN:
            go_down(editor, echo);
            break;
        case LINE_KEY_LEFT:
        case LINE_KEY_RIGHT:
        case LINE_KEY_HOME:
        case LINE_KEY_END:
            move(&editor->text, key, echo);
            break;
        case LINE_KEY_BACKSPACE:
        case LINE_KEY_DELETE:
        case LINE_KEY_ERASE_BEFORE:
        case LINE_KEY_ERASE_BEHIND:
        case LINE_KEY_ERASE_WORD:
            erase(&editor->text, key, echo);
            break;
        case LINE_KEY_CLEAR:
            clear_screen(editor, echo);
            break;
        default:
            ring(echo);
    }
}

enum line_event line_take(struct line_editor *editor, char byte, struct line_echo *echo) {
    echo->count = 0;
    enum line_key key = line_keys_take(&editor->keys, byte);
    if (key == LINE_KEY_ENTER) {
        line_history_add(&editor->history, editor->text.bytes);
        line_echo_text(echo, "\n");
        return LINE_FINISHED;
    }
    if (key == LINE_KEY_CANCEL) {
        line_text_clear(&editor->text);
        line_echo_text(echo, "^C\n");
        return LINE_CANCELLED;
    }
    edit(editor, key, byte, echo);
    editor->was_tab = key == LINE_KEY_TAB;
    return LINE_NOTHING;
}
