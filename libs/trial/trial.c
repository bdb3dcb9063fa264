// SPDX-License-Identifier: Apache-2.0
#include "libs/trial/trial.h"

#include <inttypes.h>
#include <stdio.h>

#include "libs/archive/archive.h"
#include "libs/nexus/nexus.h"
#include "libs/trial/settings.h"

enum trial_sizes { ROOM_PAGES = 512 };

enum trial_statuses {
    STATUS_PASSED = 0,
    STATUS_FAILED = 1,
};

// Written by trial_begin, read only from then on.
static const void *archive;
static struct abi_machine_info machine;

// The kernel keeps the page tables of a space until the space is gone. A first mapping that is larger than all later ones
// together makes those that they will need, so that afterwards the same things take the same pages.
static enum abi_error make_room(void) {
    uint32_t vmo = 0;
    uint64_t address = 0;
    enum abi_error error = nexus_vmo_create(ROOM_PAGES, &vmo);
    if (error != ABI_OK) {
        return error;
    }
    error = nexus_vmo_map(0, vmo, 0, 0, ROOM_PAGES, ABI_RIGHT_READ | ABI_RIGHT_WRITE, &address);
    enum abi_error close_error = nexus_capability_close(vmo);
    return error == ABI_OK ? close_error : error;
}

enum abi_error trial_begin(void) {
    const struct abi_boot *boot = nexus_boot();
    enum abi_error error = nexus_clock_use(boot->clock);
    if (error == ABI_OK) {
        error = nexus_machine_info(boot->stats_read, &machine);
    }
    if (error == ABI_OK) {
        error = loader_map_archive(boot->archive, boot->archive_bytes, &archive);
    }
    if (error == ABI_OK) {
        error = make_room();
    }
    return error;
}

uint64_t trial_ticks(uint64_t microseconds) {
    return machine.timebase_hz / TRIAL_MICROSECONDS * microseconds;
}

uint64_t trial_deadline(uint64_t microseconds) {
    return nexus_clock_read() + trial_ticks(microseconds);
}

uint64_t trial_patience(void) {
    return trial_deadline((uint64_t)TRIAL_PATIENCE_SECONDS * TRIAL_MICROSECONDS);
}

static enum abi_error find_file(const char *name, struct archive_file *file) {
    return archive_find(archive, nexus_boot()->archive_bytes, name, file) == ARCHIVE_OK ? ABI_OK : ABI_EINVAL;
}

enum abi_error trial_setting(const char *name, uint64_t *value) {
    struct archive_file file;
    enum abi_error error = find_file("settings", &file);
    return error == ABI_OK ? settings_find((const char *)file.data, file.bytes, name, value) : error;
}

uint64_t trial_clock_seed(void) {
    return nexus_clock_read() ^ machine.entry_instructions << 32;
}

uint32_t trial_harts(void) {
    return machine.harts;
}

enum abi_error trial_find_program(const char *name, struct loader_program *program) {
    struct archive_file file;
    enum abi_error error = find_file(name, &file);
    if (error == ABI_OK) {
        program->file = file.data;
        program->bytes = file.bytes;
    }
    return error;
}

enum abi_error trial_take_stock(struct holdings *holdings) {
    struct abi_machine_info now;
    enum abi_error error = nexus_machine_info(nexus_boot()->stats_read, &now);
    if (error == ABI_OK) {
        error = nexus_process_info(0, &holdings->process);
    }
    if (error == ABI_OK) {
        holdings->free_bytes = now.memory_free_bytes;
    }
    return error;
}

void trial_fail(const char *name, const char *what, uint64_t a, uint64_t b) {
    // On a line of its own, whatever somebody left there.
    printf("\n%s: FAIL %s: %" PRIu64 ", %" PRIu64 "\n", name, what, a, b);
    (void)!nexus_power_off(nexus_boot()->power, STATUS_FAILED);
    // Nobody is left who could be told.
    nexus_process_exit(STATUS_FAILED);
}

void trial_require(const char *name, const char *what, enum abi_error error) {
    if (error != ABI_OK) {
        trial_fail(name, what, error, 0);
    }
}

void trial_pass(void) {
    (void)!nexus_power_off(nexus_boot()->power, STATUS_PASSED);
    nexus_process_exit(STATUS_FAILED);
}
