// SPDX-License-Identifier: Apache-2.0
#include "libs/nexus/start_record.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

static_assert(sizeof(struct start_record) % 16 == 0, "sp lies right below it");

enum abi_error start_record_add(struct start_record *record, const char *name, uint32_t handle) {
    size_t length = strnlen(name, START_RECORD_NAME_MAX + 1);
    if (length == 0 || length > START_RECORD_NAME_MAX || handle == 0 || start_record_find(record, name) != 0) {
        return ABI_EINVAL;
    }
    if (record->capability_count == START_RECORD_CAPABILITIES_MAX) {
        return ABI_ENOSPC;
    }
    struct start_record_capability *capability = &record->capabilities[record->capability_count++];
    *capability = (struct start_record_capability){.handle = handle};
    memcpy(capability->name, name, length);
    return ABI_OK;
}

uint32_t start_record_find(const struct start_record *record, const char *name) {
    for (uint64_t i = 0; i < record->capability_count; i++) {
        if (strcmp(record->capabilities[i].name, name) == 0) {
            return record->capabilities[i].handle;
        }
    }
    return 0;
}

void start_record_from_boot(struct start_record *record, const struct abi_boot *boot) {
    const struct {
        const char *name;
        uint32_t handle;
    } all[] = {
        {"clock", boot->clock},
        {"sched_setqos", boot->sched_setqos},
        {"sched_setaffinity", boot->sched_setaffinity},
        {"sched_setshares", boot->sched_setshares},
        {"stats_read", boot->stats_read},
        {"audit_read", boot->audit_read},
        {"log", boot->log},
        {"power", boot->power},
        {"archive", boot->archive},
    };
    static_assert(sizeof(all) / sizeof(all[0]) <= START_RECORD_CAPABILITIES_MAX, "they fit");
    memset(record, 0, sizeof(*record));
    record->ticks_per_second = boot->ticks_per_second;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        // The one thing that can be wrong is a handle of 0, and that is what is left out.
        (void)!start_record_add(record, all[i].name, all[i].handle);
    }
}
