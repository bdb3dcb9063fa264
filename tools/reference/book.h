// SPDX-License-Identifier: Apache-2.0
// All that the page is written from: the headers of the system interface and the calls they describe.
#pragma once

#include "tools/reference/call.h"

#ifdef __cplusplus
extern "C" {
#endif

enum book_header {
    BOOK_SYSCALL,
    BOOK_ERROR,
    BOOK_OBJECT,
    BOOK_LIMITS,
    BOOK_MESSAGE,
    BOOK_PROCESS,
    BOOK_BOOT,
    BOOK_MACHINE,
    BOOK_AUDIT,
    BOOK_TRACE,
    BOOK_HEADER_COUNT
};

// Path of each in the source tree.
extern const char *const book_paths[BOOK_HEADER_COUNT];

struct book {
    struct header headers[BOOK_HEADER_COUNT];
    struct call_list calls;
};

// Owns: the texts are kept, not copied; the book must stay where it is.
bool book_read(struct book *book, const char *const texts[BOOK_HEADER_COUNT], struct refusal *refusal);

#ifdef __cplusplus
}
#endif
