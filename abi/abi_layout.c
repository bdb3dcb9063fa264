// SPDX-License-Identifier: Apache-2.0
#include "abi/abi_layout.h"

#include <inttypes.h>
#include <stdio.h>

const struct abi_layout_entry abi_layout_entries[] = {
    ABI_LAYOUT_LIST(ABI_LAYOUT_NUMBER_ENTRY, ABI_LAYOUT_STRUCT_ENTRY, ABI_LAYOUT_FIELD_ENTRY)};

const size_t abi_layout_entry_count = sizeof(abi_layout_entries) / sizeof(abi_layout_entries[0]);

const char abi_layout_head[] =
    "# SPDX-License-Identifier: Apache-2.0\n"
    "# The system interface, version 1. A changed line breaks every program that was built before.\n"
    "# Written by: bazel run //abi:abi_layout_print > abi/testdata/abi_v1.golden\n";

void abi_layout_format(const struct abi_layout_entry *entry, char *line, size_t bytes) {
    switch (entry->kind) {
        case ABI_LAYOUT_NUMBER:
            snprintf(line, bytes, "number %s %" PRIu64 "\n", entry->name, entry->first);
            break;
        case ABI_LAYOUT_STRUCT:
            snprintf(line, bytes, "struct %s size %" PRIu64 " align %" PRIu64 "\n", entry->name, entry->first,
                     entry->second);
            break;
        case ABI_LAYOUT_FIELD:
            snprintf(line, bytes, "field %s offset %" PRIu64 " size %" PRIu64 "\n", entry->name, entry->first,
                     entry->second);
            break;
    }
}
