// SPDX-License-Identifier: Apache-2.0
// Boots the production kernel with the benchmark program in deterministic mode and prints what it measured next to the
// targets. Status: 0, or 1 when a row is missing, malformed or unlisted, a boot failed, or a median is not what the
// baseline says. A missed target is no failure.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testing/bench/elf_sizes.h"
#include "testing/bench/row.h"
#include "testing/bench/table.h"
#include "testing/bench/targets.h"
#include "testing/qemu/alarm.h"
#include "testing/qemu/command.h"
#include "testing/qemu/options.h"
#include "testing/qemu/session.h"

enum report_constants {
    FILE_BYTES_MAX = 1 << 24,
    MEMORY_MIB = 128,
    TIMEOUT_SECONDS = 240,
    // Counts below are of all harts together, so turns are long: most samples lie within one.
    SCHEDULE_SEED = 200,
};

enum { ONLY_MAX = 3 };

// What is booted on them.
enum archive { ARCHIVE_BENCH, ARCHIVE_SCHEDULING, ARCHIVE_SERVICES, ARCHIVE_COUNT };

// The machines that are measured. Of a boot with a qualifier only the rows in `only` count, and carry it.
struct boot {
    uint32_t harts;
    const char *machine;
    const char *qualifier;
    const char *only[ONLY_MAX];
    enum archive archive;
};

static const struct boot BOOTS[] = {
    {.harts = 1},
    {.harts = 4},
    // Interprocessor interrupts by a device of the supervisor's instead of calls to the firmware.
    {.harts = 4,
     .machine = "aclint=on",
     .qualifier = "sswi=1",
     .only = {"notify_cross_hart", "wake_cross_hart", "shootdown"}},
    // The program measures only what is about many harts here.
    {.harts = 8},
    {.harts = 1, .archive = ARCHIVE_SCHEDULING},
    {.harts = 4, .archive = ARCHIVE_SCHEDULING},
    {.harts = 4,
     .machine = "aclint=on",
     .qualifier = "sswi=1",
     .only = {"affinity_round_trip"},
     .archive = ARCHIVE_SCHEDULING},
    {.harts = 1, .archive = ARCHIVE_SERVICES},
    {.harts = 4, .archive = ARCHIVE_SERVICES},
};

struct report {
    const char *qemu;
    const char *firmware;
    const char *kernel;
    const char *initrds[ARCHIVE_COUNT];
    const char *targets_path;
    const char *baseline_path;
    bool json;
    bool make_baseline;
    struct targets targets;
    struct targets baseline;
    struct table table;
    struct command command;
    struct session_result result;
    char file[FILE_BYTES_MAX + 1];
};

static bool fail(const char *what, const char *detail) {
    (void)fprintf(stderr, "report: %s: %s\n", what, detail);
    return false;
}

static bool parse_arguments(int argc, char *argv[], struct report *report) {
    const struct {
        const char *name;
        const char **value;
    } options[] = {
        {"--qemu=", &report->qemu},
        {"--firmware=", &report->firmware},
        {"--kernel=", &report->kernel},
        {"--initrd=", &report->initrds[ARCHIVE_BENCH]},
        {"--scheduling-initrd=", &report->initrds[ARCHIVE_SCHEDULING]},
        {"--services-initrd=", &report->initrds[ARCHIVE_SERVICES]},
        {"--targets=", &report->targets_path},
        {"--baseline=", &report->baseline_path},
    };
    enum { COUNT = sizeof(options) / sizeof(options[0]) };
    for (int i = 1; i < argc; i++) {
        bool known = strcmp(argv[i], "--json") == 0;
        report->json |= known;
        if (strcmp(argv[i], "--make-baseline") == 0) {
            report->make_baseline = true;
            continue;
        }
        for (int option = 0; option < COUNT && !known; option++) {
            size_t length = strlen(options[option].name);
            known = strncmp(argv[i], options[option].name, length) == 0;
            if (known) {
                *options[option].value = argv[i] + length;
            }
        }
        if (!known) {
            return fail("no such option", argv[i]);
        }
    }
    for (int option = 0; option < COUNT; option++) {
        if (*options[option].value == NULL) {
            return fail("missing", options[option].name);
        }
    }
    return true;
}

static bool read_file(const char *path, struct report *report, size_t *bytes) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return fail("cannot open", path);
    }
    *bytes = fread(report->file, 1, FILE_BYTES_MAX, file);
    bool whole = feof(file) != 0 || fgetc(file) == EOF;
    (void)fclose(file);
    report->file[*bytes] = 0;
    return whole || fail("too large", path);
}

static bool read_targets(const char *path, struct report *report, struct targets *targets) {
    size_t bytes = 0;
    char reason[TARGETS_REASON_BYTES];
    if (!read_file(path, report, &bytes)) {
        return false;
    }
    return targets_read(report->file, targets, reason) || fail(path, reason);
}

static bool add_sizes(struct report *report) {
    size_t bytes = 0;
    struct elf_sizes sizes;
    if (!read_file(report->kernel, report, &bytes)) {
        return false;
    }
    if (!elf_sizes_read(report->file, bytes, &sizes)) {
        return fail("not an ELF file with sections", report->kernel);
    }
    return table_add_sizes(&report->table, &sizes) || fail("a row twice", "sizes of the kernel");
}

static bool is_among(const char *name, const char *const list[ONLY_MAX]) {
    for (int i = 0; i < ONLY_MAX; i++) {
        if (list[i] != NULL && strcmp(name, list[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool take_line(const char *line, const struct boot *boot, struct table *table) {
    if (alarm_is_in(line)) {
        return fail("the guest failed", line);
    }
    struct row row;
    switch (row_read(line, &row)) {
        case ROW_NONE:
            return true;
        case ROW_MALFORMED:
            return fail("malformed row", line);
        case ROW_READ:
            break;
    }
    if (row.key.harts != boot->harts) {
        return fail("a row of another machine", line);
    }
    if (boot->qualifier != NULL) {
        if (!is_among(row.key.name, boot->only)) {
            return true;
        }
        (void)snprintf(row.key.qualifier, sizeof(row.key.qualifier), "%s", boot->qualifier);
    }
    return table_add(table, &row) || fail("a row twice, or too many", line);
}

static bool take_rows(struct report *report, const struct boot *boot) {
    const struct transcript *transcript = &report->result.transcript;
    char line[TRANSCRIPT_LINE_BYTES];
    for (size_t offset = 0; offset < transcript->bytes;) {
        (void)transcript_read_line(transcript, offset, line, &offset);
        if (!take_line(line, boot, &report->table)) {
            return false;
        }
    }
    return true;
}

static bool measure(struct report *report, const struct boot *boot) {
    const struct options options = {
        .qemu = report->qemu,
        .firmware = report->firmware,
        .kernel = report->kernel,
        .initrd = report->initrds[boot->archive],
        .machine = boot->machine,
        .harts = boot->harts,
        .memory_mib = MEMORY_MIB,
        .mode = OPTIONS_DETERMINISTIC,
        .seed = SCHEDULE_SEED,
    };
    struct diagnostic diagnostic;
    if (!command_build(&options, &report->command, &diagnostic)) {
        return fail("QEMU's command line", diagnostic.text);
    }
    const struct session_options session = {
        .argv = report->command.arguments,
        .timeout_seconds = TIMEOUT_SECONDS,
    };
    session_run(&session, NULL, &report->result);
    if (report->result.outcome != SESSION_PASSED) {
        return fail("the boot", report->result.reason.text);
    }
    // What the guest said explains an exit status better than its number.
    bool taken = take_rows(report, boot);
    bool ended_well = !report->result.exit.by_signal && report->result.exit.value == 0;
    return taken && (ended_well || fail("the boot", "QEMU's exit status is not 0"));
}

static bool run(int argc, char *argv[], struct report *report) {
    if (!parse_arguments(argc, argv, report) || !read_targets(report->targets_path, report, &report->targets) ||
        !read_targets(report->baseline_path, report, &report->baseline) || !add_sizes(report)) {
        return false;
    }
    for (size_t i = 0; i < sizeof(BOOTS) / sizeof(BOOTS[0]); i++) {
        if (!measure(report, &BOOTS[i])) {
            return false;
        }
    }
    if (report->make_baseline) {
        table_print_baseline(&report->table, &report->targets, stdout);
        return true;
    }
    uint32_t faults = table_print(&report->table, &report->targets, report->json, stdout, stderr);
    return faults + table_compare(&report->table, &report->baseline, stderr) == 0;
}

int main(int argc, char *argv[]) {
    struct report *report = calloc(1, sizeof(*report));
    bool done = report != NULL && run(argc, argv, report);
    free(report);
    return done ? 0 : 1;
}
