// SPDX-License-Identifier: Apache-2.0
#include "tools/reference/book.h"

const char *const book_paths[BOOK_HEADER_COUNT] = {
    [BOOK_SYSCALL] = "abi/syscall.h", [BOOK_ERROR] = "abi/error.h",     [BOOK_OBJECT] = "abi/object.h",
    [BOOK_LIMITS] = "abi/limits.h",   [BOOK_MESSAGE] = "abi/message.h", [BOOK_PROCESS] = "abi/process.h",
    [BOOK_BOOT] = "abi/boot.h",       [BOOK_MACHINE] = "abi/machine.h", [BOOK_AUDIT] = "abi/audit.h",
    [BOOK_TRACE] = "abi/trace.h",
};

bool book_read(struct book *book, const char *const texts[BOOK_HEADER_COUNT], struct refusal *refusal) {
    for (uint32_t i = 0; i < BOOK_HEADER_COUNT; i++) {
        if (!header_parse(&book->headers[i], book_paths[i], texts[i], refusal)) {
            return false;
        }
    }
    return call_read_all(&book->calls, &book->headers[BOOK_SYSCALL], &book->headers[BOOK_ERROR],
                         &book->headers[BOOK_OBJECT], refusal);
}
