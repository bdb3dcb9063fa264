// SPDX-License-Identifier: Apache-2.0
#include "testing/markers/panic_report.h"

#include <stddef.h>
#include <string.h>

#include "testing/markers/proof_line.h"

static const char HEAD[] = "PANIC: ";
static const char CPU[] = " (cpu";

static bool matches(const char *pattern, const char *text, const char *end) {
    if (*pattern == 0) {
        return text == end;
    }
    if (*pattern == '*') {
        return matches(pattern + 1, text, end) || (text < end && matches(pattern, text + 1, end));
    }
    return text < end && *text == *pattern && matches(pattern + 1, text + 1, end);
}

// Where the last " (cpu" of the line stands; null when there is none.
static const char *find_cpu(const char *line) {
    const char *found = NULL;
    for (const char *at = strstr(line, CPU); at != NULL; at = strstr(at + 1, CPU)) {
        found = at;
    }
    return found;
}

bool panic_report_begins(const char *text, const char *line, uint32_t harts) {
    const char *cpu = find_cpu(line);
    if (strncmp(line, HEAD, strlen(HEAD)) != 0 || cpu == NULL) {
        return false;
    }
    const char *number = cpu + strlen(CPU);
    uint64_t value = 0;
    if (!proof_line_read_number(&number, &value) || value >= harts || strcmp(number, ")") != 0) {
        return false;
    }
    return matches(text, line + strlen(HEAD), cpu);
}

bool panic_report_ends(const char *line) {
    return strcmp(line, "PANIC: end of report") == 0;
}
