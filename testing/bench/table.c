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
        (void)fprintf(output, ", \"target\": %" PRIu64, target->bound);
    }
    (void)fprintf(output, "}\n");
}

static const char *verdict(const struct row *row, const struct target *target) {
    if (!target->has_bound) {
        return "no target";
    }
    return row->median <= target->bound ? "met" : "missed";
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

static bool is_target(const struct targets *targets, const struct row_key *key) {
    for (uint32_t i = 0; i < targets->count; i++) {
        if (row_key_equal(&targets->list[i].key, key)) {
            return true;
        }
    }
    return false;
}

uint32_t table_print(const struct table *table, const struct targets *targets, bool json, FILE *output, FILE *errors) {
    if (!json) {
        (void)fprintf(output, "%-28s %5s %10s %10s %10s  %-12s %10s  %s\n", "row", "harts", "min", "median", "max",
                      "unit", "target", "verdict");
    }
    uint32_t faults = 0;
    for (uint32_t i = 0; i < targets->count; i++) {
        faults += print_target(table, &targets->list[i], json, output, errors);
    }
    for (uint32_t i = 0; i < table->count; i++) {
        if (!is_target(targets, &table->rows[i].key)) {
            (void)fprintf(errors, "no line in the targets: %s %s harts=%" PRIu32 "\n", table->rows[i].key.name,
                          table->rows[i].key.qualifier, table->rows[i].key.harts);
            faults++;
        }
    }
    return faults;
}
