// SPDX-License-Identifier: Apache-2.0
// The page docs/syscalls.md.
#pragma once

#include <stdio.h>

#include "tools/reference/book.h"

#ifdef __cplusplus
extern "C" {
#endif

// Writes Markdown. Errors of the stream are left for the caller to ask for.
void page_write(FILE *out, const struct book *book);

#ifdef __cplusplus
}
#endif
