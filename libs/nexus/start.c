// SPDX-License-Identifier: Apache-2.0
#include "libs/nexus/start.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "libs/nexus/begin.h"

// Written before main, read only from then on.
static struct abi_boot boot;
static struct start_record record_of_boot;
static const struct start_record *own_record;

static_assert(sizeof(boot) <= ABI_MESSAGE_MAX_BYTES, "the first program's message page holds it");

void nexus_start_keep(const struct start_record *record, const struct abi_message *page) {
    if (record == NULL) {
        memcpy(&boot, page->data, sizeof(boot));
        start_record_from_boot(&record_of_boot, &boot);
    }
    own_record = record == NULL ? &record_of_boot : record;
}

const struct abi_boot *nexus_boot(void) {
    return own_record == &record_of_boot ? &boot : NULL;
}

const struct start_record *nexus_start_record(void) {
    return own_record;
}

uint32_t nexus_start_handle(const char *name) {
    return start_record_find(own_record, name);
}

uint64_t nexus_start_argument(uint32_t index) {
    return index < START_RECORD_ARGUMENTS ? own_record->arguments[index] : 0;
}

uint64_t nexus_ticks_per_second(void) {
    return own_record->ticks_per_second;
}
