// SPDX-License-Identifier: Apache-2.0
// Prints what abi/testdata/abi_v1.golden must say.
#include <stdio.h>

#include "abi/abi_layout.h"

int main(void) {
    fputs(abi_layout_head, stdout);
    for (size_t i = 0; i < abi_layout_entry_count; i++) {
        char line[ABI_LAYOUT_LINE_BYTES];
        abi_layout_format(&abi_layout_entries[i], line, sizeof(line));
        fputs(line, stdout);
    }
    return ferror(stdout) || fflush(stdout) != 0;
}
