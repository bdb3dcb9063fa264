// SPDX-License-Identifier: Apache-2.0
#include "services/execd/boot_programs.h"

#include "libs/nexus/nexus.h"
#include "libs/service/boot_roster.h"

static const char OWN_NAME[] = "execd";

static const struct boot_roster *roster;
static uint32_t own_number;

enum abi_error boot_programs_init(const struct recipe_table *recipes) {
    uint64_t address = 0;
    enum abi_error error = nexus_vmo_map(0, nexus_start_handle("boot.roster"), 0, 0, 1, ABI_RIGHT_READ, &address);
    roster = (const struct boot_roster *)address;
    own_number = recipe_find(recipes, OWN_NAME);
    return error;
}

void boot_programs_tell(uint32_t number, uint32_t lent, struct execd_status_answer *answer) {
    const struct boot_roster_entry *entry = &roster->entries[number - 1];
    // Pairs with init's release, so also below.
    uint32_t process = atomic_load_explicit(&entry->process, memory_order_acquire);
    struct abi_process_info info;
    // 0 is the caller itself, of which init gives nothing.
    if ((process != 0 || number == own_number) && nexus_process_info(process, &info) == ABI_OK) {
        uint32_t others = number == own_number ? lent : 0;
        // One that has just ended may not be known to have.
        answer->pages = info.used.pages > others ? info.used.pages - others : 0;
    }
    answer->restarts = atomic_load_explicit(&entry->restarts, memory_order_acquire);
    if (answer->restarts != 0) {
        answer->reason = EXECD_REASON_EXIT;
        answer->detail = atomic_load_explicit(&entry->status, memory_order_acquire);
    }
}
