// SPDX-License-Identifier: Apache-2.0
#include "testing/consistency/finding.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "testing/consistency/array.h"

const char *finding_kind_text(enum finding_kind kind) {
    static const char *const texts[FINDING_KIND_COUNT] = {
        [FINDING_SYNTAX] = "syntax",
        [FINDING_GAP] = "gap",
        [FINDING_ORPHAN] = "orphan",
        [FINDING_DUPLICATE] = "duplicate",
        [FINDING_DRIFT] = "drift",
        [FINDING_DEAD_PROOF] = "dead proof",
        [FINDING_UNFALSIFIABLE] = "unfalsifiable",
        [FINDING_STRAY_MARKER] = "stray marker",
    };
    return texts[kind];
}

void finding_add(struct finding_list *list, enum finding_kind kind, const char *path, uint32_t line, const char *format,
                 ...) {
    list->items = array_grow(list->items, list->count, &list->capacity, sizeof(list->items[0]));
    struct finding *finding = &list->items[list->count++];
    finding->kind = kind;
    finding->path = path;
    finding->line = line;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(finding->text, sizeof(finding->text), format, arguments);
    va_end(arguments);
}

static int compare_findings(const void *left, const void *right) {
    const struct finding *a = left;
    const struct finding *b = right;
    int order = strcmp(a->path, b->path);
    if (order == 0 && a->line != b->line) {
        order = a->line < b->line ? -1 : 1;
    }
    return order == 0 ? strcmp(a->text, b->text) : order;
}

void finding_print_all(struct finding_list *list, FILE *stream) {
    if (list->count != 0) {
        qsort(list->items, list->count, sizeof(list->items[0]), compare_findings);
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct finding *finding = &list->items[i];
        (void)fprintf(stream, "%s:%u: %s: %s\n", finding->path, finding->line, finding_kind_text(finding->kind),
                      finding->text);
    }
}

void finding_list_release(struct finding_list *list) {
    free(list->items);
    *list = (struct finding_list){0};
}
