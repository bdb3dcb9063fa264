// SPDX-License-Identifier: Apache-2.0
// Which keys the bytes of a terminal mean. Pure.
// Source: ECMA-48, 5.4 (control sequences); the sequences of VT100, VT220 and xterm.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum line_key {
    LINE_KEY_PART = 0,  // of a sequence that is not complete yet
    LINE_KEY_UNKNOWN,
    LINE_KEY_CHARACTER,  // printable ASCII: the byte itself
    LINE_KEY_ENTER,
    LINE_KEY_CANCEL,  // Ctrl-C
    LINE_KEY_TAB,
    LINE_KEY_UP,
    LINE_KEY_DOWN,
    LINE_KEY_LEFT,
    LINE_KEY_RIGHT,
    LINE_KEY_HOME,  // and Ctrl-A
    LINE_KEY_END,   // and Ctrl-E
    LINE_KEY_BACKSPACE,
    LINE_KEY_DELETE,        // what is under the cursor
    LINE_KEY_ERASE_BEFORE,  // Ctrl-U
    LINE_KEY_ERASE_BEHIND,  // Ctrl-K
    LINE_KEY_ERASE_WORD,    // Ctrl-W
    LINE_KEY_CLEAR,         // Ctrl-L
};

enum line_keys_limits {
    LINE_SEQUENCE_MAX = 8
};  // bytes of a sequence behind its escape byte; what follows is text again

// Begins all zero.
struct line_keys {
    char sequence[LINE_SEQUENCE_MAX + 1];  // what has come of it, with a NUL
    uint32_t bytes;                        // of it, and 1 for the escape byte; 0: none has begun
};

// Takes one byte. A control byte ends a sequence that is not complete, and counts.
enum line_key line_keys_take(struct line_keys *keys, char byte);

#ifdef __cplusplus
}
#endif
