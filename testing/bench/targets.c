// SPDX-License-Identifier: Apache-2.0
#include "testing/bench/targets.h"

#include <stdio.h>
#include <string.h>

enum {
    LINE_BYTES = 512,
    NUMBER_BYTES = 32,
    FIELDS = 5,
    PERCENT_MAX = 1000,
};

static bool is_absent(const char *field) {
    return strcmp(field, "-") == 0;
}

// Where a field may be absent, "-" stands for that.
static bool read_optional(const char *field, bool *present, uint64_t *number) {
    *present = !is_absent(field);
    return !*present || row_read_number(field, number);
}

// A number, "+5%", or "-".
static bool read_bound(char *field, struct target *target) {
    size_t length = strlen(field);
    target->is_relative = field[0] == '+' && field[length - 1] == '%';
    if (target->is_relative) {
        field[length - 1] = 0;
        target->has_bound = true;
        return row_read_number(field + 1, &target->bound) && target->bound <= PERCENT_MAX;
    }
    return read_optional(field, &target->has_bound, &target->bound);
}

static bool read_target(const char *line, struct target *target) {
    char harts[NUMBER_BYTES];
    char bound[NUMBER_BYTES];
    char surplus[2];
    _Static_assert(ROW_TEXT_BYTES == 48, "the widths in the format below");
    int fields = sscanf(line, "%47s %31s %47s %31s %47s %1s", target->key.name, harts, target->key.qualifier, bound,
                        target->unit, surplus);
    uint64_t hart_count = 0;
    bool has_harts = false;
    if (fields != FIELDS || !read_optional(harts, &has_harts, &hart_count) || hart_count > UINT32_MAX ||
        (has_harts && hart_count == 0) || !read_bound(bound, target)) {
        return false;
    }
    target->key.harts = (uint32_t)hart_count;
    if (is_absent(target->key.qualifier)) {
        target->key.qualifier[0] = 0;
    }
    return true;
}

static bool is_listed(const struct targets *targets, const struct row_key *key) {
    for (uint32_t i = 0; i < targets->count; i++) {
        if (row_key_equal(&targets->list[i].key, key)) {
            return true;
        }
    }
    return false;
}

static bool has_reference(const struct target *target, const struct targets *before) {
    return !target->is_relative ||
           (before->count != 0 && strcmp(before->list[before->count - 1].unit, target->unit) == 0);
}

static bool add_line(const char *line, struct targets *targets) {
    if (line[0] == 0 || line[0] == '#') {
        return true;
    }
    struct target target = {0};
    if (targets->count == TARGETS_MAX || !read_target(line, &target) || is_listed(targets, &target.key) ||
        !has_reference(&target, targets)) {
        return false;
    }
    targets->list[targets->count++] = target;
    return true;
}

bool targets_read(const char *text, struct targets *targets, char reason[TARGETS_REASON_BYTES]) {
    targets->count = 0;
    unsigned number = 1;
    for (const char *at = text; *at != 0; number++) {
        size_t length = strcspn(at, "\n");
        char line[LINE_BYTES];
        (void)snprintf(line, sizeof(line), "%.*s", (int)length, at);
        if (length >= sizeof(line) || !add_line(line, targets)) {
            (void)snprintf(reason, TARGETS_REASON_BYTES,
                           "line %u is malformed, a second one for its row, or relative to none", number);
            return false;
        }
        at += length + (at[length] == '\n' ? 1 : 0);
    }
    return true;
}
