// SPDX-License-Identifier: Apache-2.0
#include "testing/bench/table.h"

#include <inttypes.h>
#include <string.h>

static const struct row *find(const struct table *table, const struct row_key *key) {
    for (uint32_t i = 0; i < table->count; i++) {
        if (row_key_equal(&table->rows[i].key, key)) {
            return &table->rows[i];
        }
    }
    return NULL;
}

bool table_add(struct table *table, const struct row *row) {
    if (table->count == TARGETS_MAX || find(table, &row->key) != NULL) {
        return false;
    }
    table->rows[table->count++] = *row;
    return true;
}

bool table_add_sizes(struct table *table, const struct elf_sizes *sizes) {
    const struct {
        const char *name;
        uint64_t bytes;
    } parts[] = {
        {"kernel_text", sizes->text_bytes},
        {"kernel_rodata", sizes->rodata_bytes},
        {"kernel_text_rodata", sizes->text_bytes + sizes->rodata_bytes},
        {"kernel_data", sizes->data_bytes},
        {"kernel_bss", sizes->bss_bytes},
    };
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        struct row row = {.minimum = parts[i].bytes, .median = parts[i].bytes, .maximum = parts[i].bytes};
        (void)snprintf(row.key.name, sizeof(row.key.name), "%s", parts[i].name);
        (void)snprintf(row.unit, sizeof(row.unit), "bytes");
        if (!table_add(table, &row)) {
            return false;
        }
    }
    return true;
}

static const char *verdict(const struct row *row, const struct target *target) {
    if (!target->has_bound) {
        return "no target";
    }
    return row->median <= target->bound ? "met" : "missed";
}

static void print_json(const struct row *row, const struct target *target, FILE *output) {
    (void)fprintf(output, "{\"row\": \"%s\"", row->key.name);
    const char *value = strchr(row->key.qualifier, '=');
    if (value != NULL) {
        (void)fprintf(output, ", \"%.*s\": %s", (int)(value - row->key.qualifier), row->key.qualifier, value + 1);
    }
    if (row->key.harts != 0) {
        (void)fprintf(output, ", \"harts\": %" PRIu32, row->key.harts);
    }
    (void)fprintf(output, ", \"min\": %" PRIu64 ", \"median\": %" PRIu64 ", \"max\": %" PRIu64 ", \"unit\": \"%s\"",
                  row->minimum, row->median, row->maximum, row->unit);
    if (target->has_bound) {
        (void)fprintf(output, ", \"target\": %" PRIu64 ", \"verdict\": \"%s\"", target->bound, verdict(row, target));
    }
    (void)fprintf(output, "}\n");
}

static void print_line(const struct row *row, const struct target *target, FILE *output) {
    char harts[16] = "-";
    char bound[24] = "-";
    char name[2 * ROW_TEXT_BYTES];
    if (row->key.harts != 0) {
        (void)snprintf(harts, sizeof(harts), "%" PRIu32, row->key.harts);
    }
    if (target->has_bound) {
        (void)snprintf(bound, sizeof(bound), "%" PRIu64, target->bound);
    }
    (void)snprintf(name, sizeof(name), "%s %s", row->key.name, row->key.qualifier);
    (void)fprintf(output, "%-28s %5s %10" PRIu64 " %10" PRIu64 " %10" PRIu64 "  %-12s %10s  %s\n", name, harts,
                  row->minimum, row->median, row->maximum, row->unit, bound, verdict(row, target));
}

// The target with a bound that a median can be compared with.
static struct target resolve(const struct table *table, const struct targets *targets, uint32_t index) {
    enum { ALL_PERCENT = 100 };
    struct target target = targets->list[index];
    if (target.is_relative) {
        const struct row *reference = find(table, &targets->list[index - 1].key);
        target.has_bound = reference != NULL;  // that it was not measured is told in its own line
        target.bound = reference == NULL ? 0 : reference->median + reference->median * target.bound / ALL_PERCENT;
    }
    return target;
}

static uint32_t print_target(const struct table *table, const struct target *target, bool json, FILE *output,
                             FILE *errors) {
    const struct row *row = find(table, &target->key);
    if (row == NULL) {
        (void)fprintf(errors, "not measured: %s %s harts=%" PRIu32 "\n", target->key.name, target->key.qualifier,
                      target->key.harts);
        return 1;
    }
    if (strcmp(row->unit, target->unit) != 0) {
        (void)fprintf(errors, "measured in %s, the target is in %s: %s\n", row->unit, target->unit, target->key.name);
        return 1;
    }
    if (json) {
        print_json(row, target, output);
    } else {
        print_line(row, target, output);
    }
    return 0;
}

static const struct target *find_target(const struct targets *targets, const struct row_key *key) {
    for (uint32_t i = 0; i < targets->count; i++) {
        if (row_key_equal(&targets->list[i].key, key)) {
            return &targets->list[i];
        }
    }
    return NULL;
}

uint32_t table_print(const struct table *table, const struct targets *targets, bool json, FILE *output, FILE *errors) {
    if (!json) {
        (void)fprintf(output, "%-28s %5s %10s %10s %10s  %-12s %10s  %s\n", "row", "harts", "min", "median", "max",
                      "unit", "target", "verdict");
    }
    uint32_t faults = 0;
    for (uint32_t i = 0; i < targets->count; i++) {
        struct target target = resolve(table, targets, i);
        faults += print_target(table, &target, json, output, errors);
    }
    for (uint32_t i = 0; i < table->count; i++) {
        if (find_target(targets, &table->rows[i].key) == NULL) {
            (void)fprintf(errors, "no line in the targets: %s %s harts=%" PRIu32 "\n", table->rows[i].key.name,
                          table->rows[i].key.qualifier, table->rows[i].key.harts);
            faults++;
        }
    }
    return faults;
}

static uint32_t fault(const char *what, const struct row_key *key, FILE *errors) {
    (void)fprintf(errors, "%s: %s %s harts=%" PRIu32 "\n", what, key->name, key->qualifier, key->harts);
    return 1;
}

static bool has_changed(uint64_t before, uint64_t after) {
    enum { ALL_PERCENT = 100 };
    uint64_t difference = after > before ? after - before : before - after;
    return (__uint128_t)difference * ALL_PERCENT > (__uint128_t)before * TABLE_CHANGE_PERCENT_MAX;
}

static uint32_t compare_row(const struct row *row, const struct target *before, FILE *errors) {
    if (before == NULL || !before->has_bound || before->is_relative || strcmp(row->unit, before->unit) != 0) {
        return fault("not in the baseline in this unit", &row->key, errors);
    }
    if (!has_changed(before->bound, row->median)) {
        return 0;
    }
    (void)fprintf(errors, "%" PRIu64 " %s in the baseline, %" PRIu64 " now: ", before->bound, row->unit, row->median);
    return fault(row->median > before->bound ? "worse" : "better", &row->key, errors);
}

uint32_t table_compare(const struct table *table, const struct targets *baseline, FILE *errors) {
    uint32_t faults = 0;
    for (uint32_t i = 0; i < table->count; i++) {
        faults += compare_row(&table->rows[i], find_target(baseline, &table->rows[i].key), errors);
    }
    for (uint32_t i = 0; i < baseline->count; i++) {
        if (find(table, &baseline->list[i].key) == NULL) {
            faults += fault("in the baseline, not measured", &baseline->list[i].key, errors);
        }
    }
    return faults;
}

void table_print_baseline(const struct table *table, const struct targets *targets, FILE *output) {
    (void)fprintf(
        output,
        "# SPDX-License-Identifier: Apache-2.0\n"
        "# The medians as they are, by `bazel run //testing/bench:report -- --make-baseline`; columns as in targets.txt.\n#\n");
    for (uint32_t i = 0; i < targets->count; i++) {
        const struct row *row = find(table, &targets->list[i].key);
        if (row == NULL) {
            continue;
        }
        char harts[16] = "-";
        if (row->key.harts != 0) {
            (void)snprintf(harts, sizeof(harts), "%" PRIu32, row->key.harts);
        }
        (void)fprintf(output, "%-24s %5s  %-9s %10" PRIu64 "  %s\n", row->key.name, harts,
                      row->key.qualifier[0] == 0 ? "-" : row->key.qualifier, row->median, row->unit);
    }
}
