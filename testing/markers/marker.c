// SPDX-License-Identifier: Apache-2.0
#include "testing/markers/marker.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "testing/faults/fault_table.h"
#include "testing/markers/marker_table.h"

#define MARKER_ROW(id_, source_, text_, least_harts_, boot_, after_, invariant_, fault_, predicate_) \
    {.id = #id_,                                                                                     \
     .source = #source_,                                                                             \
     .text = text_,                                                                                  \
     .least_harts = least_harts_,                                                                    \
     .boot = #boot_,                                                                                 \
     .after = #after_,                                                                               \
     .invariant = #invariant_,                                                                       \
     .fault = #fault_,                                                                               \
     .predicate = predicate_},

#define PANIC_ROW(id_, text_, least_harts_, boot_, invariant_, fault_) \
    {.id = #id_,                                                       \
     .source = "PANIC",                                                \
     .text = text_,                                                    \
     .least_harts = least_harts_,                                      \
     .boot = #boot_,                                                   \
     .after = "none",                                                  \
     .invariant = #invariant_,                                         \
     .fault = #fault_},

#define FAULT_NAME(id_, breaks_) #id_,

static const struct marker MARKERS[] = {MARKER_TABLE(MARKER_ROW, PANIC_ROW)};

static const char *const FAULTS[] = {FAULT_TABLE(FAULT_NAME)};

struct marker_table marker_table_declared(void) {
    return (struct marker_table){.count = sizeof(MARKERS) / sizeof(MARKERS[0]), .markers = MARKERS};
}

bool marker_fault_is_declared(const char *fault) {
    for (size_t i = 0; i < sizeof(FAULTS) / sizeof(FAULTS[0]); i++) {
        if (strcmp(FAULTS[i], fault) == 0) {
            return true;
        }
    }
    return false;
}

bool marker_is_panic(const struct marker *marker) {
    return marker->predicate == NULL;
}

const struct marker *marker_find_line(const struct marker_table *table, const char *line) {
    for (uint32_t i = 0; i < table->count; i++) {
        const struct marker *marker = &table->markers[i];
        char expected[MARKER_LINE_BYTES];
        (void)snprintf(expected, sizeof(expected), "%s: %s ok", marker->source, marker->text);
        if (!marker_is_panic(marker) && strcmp(line, expected) == 0) {
            return marker;
        }
    }
    return NULL;
}
