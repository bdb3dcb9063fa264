// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "testing/markers/marker.h"
#include "testing/markers/predicate.h"

static const char NONE[] = "none";

static bool refuse(struct diagnostic *diagnostic, const struct marker *marker, const char *what, const char *value) {
    diagnostic_set(diagnostic, "marker table, %s: %s: %s", marker->id, what, value);
    return false;
}

static bool is_source(const struct marker *marker) {
    if (marker_is_panic(marker)) {
        return strcmp(marker->source, "PANIC") == 0;
    }
    return strcmp(marker->source, "KSELFTEST") == 0 || strcmp(marker->source, "SELFTEST") == 0;
}

static bool has_same_line(const struct marker *one, const struct marker *other) {
    return strcmp(one->source, other->source) == 0 && strcmp(one->text, other->text) == 0;
}

// What no earlier row may have as well.
static bool check_unique(const struct marker_table *table, uint32_t row, struct diagnostic *diagnostic) {
    const struct marker *marker = &table->markers[row];
    for (uint32_t i = 0; i < row; i++) {
        const struct marker *earlier = &table->markers[i];
        if (strcmp(earlier->id, marker->id) == 0) {
            return refuse(diagnostic, marker, "an earlier row has the id", marker->id);
        }
        if (!marker_is_panic(marker) && has_same_line(earlier, marker)) {
            return refuse(diagnostic, marker, "an earlier row has the text", marker->text);
        }
        if (marker_is_panic(earlier) && strcmp(earlier->boot, marker->boot) == 0) {
            return refuse(diagnostic, marker, "an earlier row has ended the boot", marker->boot);
        }
    }
    return true;
}

static bool check_after(const struct marker_table *table, uint32_t row, struct diagnostic *diagnostic) {
    const struct marker *marker = &table->markers[row];
    if (strcmp(marker->after, NONE) == 0) {
        return true;
    }
    for (uint32_t i = 0; i < row; i++) {
        const struct marker *earlier = &table->markers[i];
        if (strcmp(earlier->id, marker->after) == 0) {
            return strcmp(earlier->boot, marker->boot) == 0 ||
                   refuse(diagnostic, marker, "it is after a marker of another boot", marker->after);
        }
    }
    return refuse(diagnostic, marker, "no earlier row has the id that it is after", marker->after);
}

static bool check_text(const struct marker *marker, struct diagnostic *diagnostic) {
    size_t bytes = strlen(marker->source) + strlen(marker->text) + sizeof(":  ok");
    if (marker->text[0] == 0 || bytes > MARKER_LINE_BYTES) {
        return refuse(diagnostic, marker, "no text, or too much", marker->text);
    }
    // A step that fails says so in the place of a text.
    if (strncmp(marker->text, "FAIL", strlen("FAIL")) == 0) {
        return refuse(diagnostic, marker, "the text reads like a failure", marker->text);
    }
    return true;
}

static bool check_row(const struct marker_table *table, uint32_t row, struct diagnostic *diagnostic) {
    const struct marker *marker = &table->markers[row];
    if (!is_source(marker)) {
        return refuse(diagnostic, marker, "no such source", marker->source);
    }
    if (marker->least_harts == 0) {
        return refuse(diagnostic, marker, "no machine has so few harts", "0");
    }
    if (!marker_fault_is_declared(marker->fault) || strcmp(marker->fault, NONE) == 0) {
        return refuse(diagnostic, marker, "no switch extinguishes it", marker->fault);
    }
    struct predicate predicate;
    struct diagnostic why = {""};
    if (!marker_is_panic(marker) && !predicate_parse(marker->predicate, &predicate, &why)) {
        return refuse(diagnostic, marker, why.text, marker->predicate);
    }
    return check_text(marker, diagnostic) && check_unique(table, row, diagnostic) &&
           check_after(table, row, diagnostic);
}

bool marker_table_check(const struct marker_table *table, struct diagnostic *diagnostic) {
    if (table->count > MARKER_TABLE_MAX) {
        diagnostic_set(diagnostic, "marker table: more than %d rows", MARKER_TABLE_MAX);
        return false;
    }
    for (uint32_t row = 0; row < table->count; row++) {
        if (!check_row(table, row, diagnostic)) {
            return false;
        }
    }
    return true;
}
