// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/line_text.h"

#include <string.h>

void line_echo_add(struct line_echo *echo, const char *bytes, uint32_t count) {
    uint32_t room = LINE_ECHO_MAX - echo->count;
    uint32_t taken = count < room ? count : room;
    memcpy(echo->bytes + echo->count, bytes, taken);
    echo->count += taken;
}

void line_echo_text(struct line_echo *echo, const char *text) {
    line_echo_add(echo, text, (uint32_t)strlen(text));
}

void line_echo_repeat(struct line_echo *echo, char byte, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        line_echo_add(echo, &byte, 1);
    }
}

void line_text_clear(struct line_text *text) {
    text->length = 0;
    text->cursor = 0;
    text->bytes[0] = 0;
}

// Every terminal moves left for a backspace; to the right it goes by what stands there.
void line_text_move(struct line_text *text, uint32_t position, struct line_echo *echo) {
    if (position <= text->cursor) {
        line_echo_repeat(echo, '\b', text->cursor - position);
    } else {
        line_echo_add(echo, text->bytes + text->cursor, position - text->cursor);
    }
    text->cursor = position;
}

bool line_text_insert(struct line_text *text, const char *bytes, uint32_t count, struct line_echo *echo) {
    if (count > LINE_TEXT_MAX - text->length) {
        return false;
    }
    uint32_t behind = text->length - text->cursor;
    char *place = text->bytes + text->cursor;
    memmove(place + count, place, behind + 1);
    memcpy(place, bytes, count);
    text->length += count;
    text->cursor += count;
    line_echo_add(echo, place, count + behind);
    line_echo_repeat(echo, '\b', behind);
    return true;
}

void line_text_erase(struct line_text *text, uint32_t from, uint32_t to, struct line_echo *echo) {
    uint32_t count = to - from;
    uint32_t behind = text->length - to;
    line_text_move(text, from, echo);
    memmove(text->bytes + from, text->bytes + to, behind + 1);
    text->length -= count;
    line_echo_add(echo, text->bytes + from, behind);
    line_echo_repeat(echo, ' ', count);
    line_echo_repeat(echo, '\b', behind + count);
}

void line_text_replace(struct line_text *text, const char *line, struct line_echo *echo) {
    line_text_erase(text, 0, text->length, echo);
    (void)line_text_insert(text, line, (uint32_t)strlen(line), echo);
}

void line_text_show(const struct line_text *text, const char *prompt, struct line_echo *echo) {
    line_echo_text(echo, prompt);
    line_echo_add(echo, text->bytes, text->length);
    line_echo_repeat(echo, '\b', text->length - text->cursor);
}
