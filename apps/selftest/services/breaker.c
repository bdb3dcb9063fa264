// SPDX-License-Identifier: Apache-2.0
// Ends services in the middle of their work, a hundred times, in an order that the nonce of the run decides, while clients ask them. With
// execd it ends itself, and goes on where it was when it is started again. Boot "services_restarts".
#include <assert.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "libs/nexus/nexus.h"
#include "libs/trial/dice.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/services/inventory.h"
#include "apps/selftest/services/world.h"
#include "kernel/selftest/marker_call.h"
#include "services/consoled/protocol.h"

enum breaker_constants {
    ENDS_OF_ANY = 70,     // and then execd's once more, if it was not the last one
    ENDS_OF_OTHERS = 30,  // in one life
    CLIENT_STACK_BYTES = 4096,
    CLIENT_BURST = 4,
    RETURN_TRIES = 4,  // each as long as ASK_PATIENCE_MILLISECONDS at most
};

enum service {
    EXECD = 0,  // the breaker ends with it
    AUDITD = 1,
    POLICYD = 2,
    CONSOLED = 3,
    TIMED = 4,
    SERVICES = 5,
};

// What outlives all services.
enum note {
    NOTE_LIVES = 0,
    NOTE_ENDED = 1,     // of all services, after the first inventory
    NOTE_RETURNED = 2,  // of the others
    NOTE_ANSWERED = 3,
    NOTE_DICE = 4,
    NOTE_ROLLED = 5,  // ends of execd among NOTE_ENDED
    NOTE_BEGUN = 6,   // of consoled, as it said itself
    NOTE_ENDS = 7,    // of each service
    NOTE_INVENTORY = NOTE_ENDS + SERVICES,
    NOTE_COUNT = NOTE_INVENTORY + INVENTORY_KINDS + 1
};

static_assert((uint32_t)NOTE_COUNT <= (uint32_t)MARKER_CALL_NOTES, "all of it is noted");

static uint32_t endpoints[SERVICES];  // written before the clients start

// What clients see: added to by them (relaxed), read when they have ended.
static _Atomic uint32_t answered;
static _Atomic bool is_over;  // set by the breaker (release), read by clients (acquire)

static uint64_t note(uint32_t index, uint64_t number) {
    return nexus_call(MARKER_CALL_NUMBER, MARKER_CALL_NOTE, index, number, 0).value;
}

static uint64_t noted(uint32_t index) {
    uint64_t number = note(index, 0);
    (void)note(index, number);
    return number;
}

static void note_more(uint32_t index, uint64_t more) {
    (void)note(index, noted(index) + more);
}

static void note_inventory(const struct inventory *inventory) {
    for (uint32_t kind = 0; kind < INVENTORY_KINDS; kind++) {
        (void)note(NOTE_INVENTORY + kind, inventory->counts[kind]);
    }
    (void)note(NOTE_INVENTORY + INVENTORY_KINDS, inventory->free_pages);
}

static struct inventory noted_inventory(void) {
    struct inventory inventory = {.free_pages = noted(NOTE_INVENTORY + INVENTORY_KINDS)};
    for (uint32_t kind = 0; kind < INVENTORY_KINDS; kind++) {
        inventory.counts[kind] = noted(NOTE_INVENTORY + kind);
    }
    return inventory;
}

static uint32_t roll(uint32_t limit) {
    struct dice dice = {.state = noted(NOTE_DICE)};
    if (dice.state == 0) {
        dice = dice_make(nexus_call(MARKER_CALL_NUMBER, MARKER_CALL_NONCE, 0, 0, 0).value, 0);
    }
    uint32_t rolled = (uint32_t)dice_below(&dice, limit);
    (void)note(NOTE_DICE, dice.state);
    return rolled;
}

// No request, so every service answers it alike.
static enum abi_error ask_nonsense(uint32_t endpoint) {
    const struct wire_header nonsense = {.bytes = sizeof(nonsense)};
    struct ask_answer answer;
    return world_ask(endpoint, &nonsense, sizeof(nonsense), &answer);
}

static void be_client(void *argument) {
    uint32_t endpoint = endpoints[(uintptr_t)argument];
    uint32_t nothing = 0;
    uint64_t bits = 0;
    if (nexus_notification_create(&nothing) != ABI_OK) {
        world_fail("no notification", 0);
    }
    while (!atomic_load_explicit(&is_over, memory_order_acquire)) {
        for (uint32_t i = 0; i < CLIENT_BURST; i++) {
            if (ask_nonsense(endpoint) == ABI_EINVAL) {
                atomic_fetch_add_explicit(&answered, 1, memory_order_relaxed);
            }
        }
        // Others have to run as well: an emulator that gives harts turns gives none behind one that is busy.
        (void)!nexus_notification_wait(nothing, ask_deadline(1), &bits);
    }
    (void)!nexus_capability_close(nothing);
}

_Alignas(16) static uint8_t stacks[SERVICES][CLIENT_STACK_BYTES];
static uint32_t clients[SERVICES];

static void start_clients(void) {
    for (uint32_t i = 0; i < SERVICES; i++) {
        const struct nexus_thread_start start = {.entry = be_client,
                                                 .argument = (void *)(uintptr_t)i,
                                                 .stack = stacks[i],
                                                 .stack_bytes = CLIENT_STACK_BYTES};
        if (nexus_thread_create(&start, &clients[i]) != ABI_OK) {
            world_fail("no client", i);
        }
    }
}

static void end_clients(void) {
    atomic_store_explicit(&is_over, true, memory_order_release);
    for (uint32_t i = 0; i < SERVICES; i++) {
        (void)!nexus_task_join(clients[i]);
    }
}

static bool comes_back(uint32_t endpoint) {
    for (uint32_t i = 0; i < RETURN_TRIES; i++) {
        if (ask_nonsense(endpoint) == ABI_EINVAL) {
            return true;
        }
    }
    return false;
}

// Whether a consoled has said since the last time that it began: each does that before it answers anybody.
static bool has_begun(void) {
    uint64_t bits = 0;
    return nexus_notification_wait(nexus_start_handle("terminal"), 0, &bits) == ABI_OK && (bits & CONSOLED_BEGUN) != 0;
}

// Does not return if it is execd.
static bool end(enum service service) {
    note_more(NOTE_ENDS + service, 1);
    if (service == EXECD) {
        note_more(NOTE_ANSWERED, atomic_load_explicit(&answered, memory_order_relaxed));
        // Each execd asks for all that its programs have, and what policyd may have written down in a window is not for many of them: what cannot
        // be written down is not allowed (EAGAIN), and the breaker would not be started any more.
        world_pause();
        world_end_execd();
    }
    uint64_t error = nexus_call(MARKER_CALL_NUMBER, MARKER_CALL_KILL_SERVER, endpoints[service], 0, 0).error;
    if (error != ABI_OK && error != ABI_EPIPE) {
        world_fail("a server cannot be ended", error);
    }
    bool is_back = comes_back(endpoints[service]);
    if (service == CONSOLED && has_begun()) {
        note_more(NOTE_BEGUN, 1);
    }
    return is_back;
}

// So many, counted from the first inventory on, any of `any` services from that one on.
static void end_until(uint64_t ends, enum service first, uint32_t any) {
    while (noted(NOTE_ENDED) < ends) {
        uint32_t service = first + roll(any);
        note_more(NOTE_ENDED, 1);
        note_more(NOTE_ROLLED, service == EXECD ? 1 : 0);
        if (end((enum service)service)) {
            note_more(NOTE_RETURNED, 1);
        }
    }
}

// Each service has ended once before anything is counted, so that all of them are what was started again.
static void end_each_other(void) {
    for (uint32_t service = AUDITD; service < SERVICES; service++) {
        if (!end((enum service)service)) {
            world_fail("a service does not come back", service);
        }
    }
}

static uint32_t fewest_ends(void) {
    uint64_t fewest = UINT32_MAX;
    for (uint32_t service = 0; service < SERVICES; service++) {
        uint64_t ends = noted(NOTE_ENDS + service);
        fewest = ends < fewest ? ends : fewest;
    }
    return (uint32_t)fewest;
}

// Of how many of the others execd tells what memory they use, and that they were started again: init starts all of them but one.
static uint32_t count_told(void) {
    static const char *const names[] = {"auditd", "policyd", "consoled", "timed"};
    uint32_t told = 0;
    for (uint32_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct execd_status_answer status;
        told += world_status(world_recipe(names[i]), &status) && status.pages != 0 && status.restarts != 0 ? 1 : 0;
    }
    return told;
}

// The life that is not ended: what execd did not take with it is compared as well.
static void tell(void) {
    struct inventory first = noted_inventory();
    struct inventory here = inventory_take();
    end_each_other();
    struct inventory before = inventory_take();
    start_clients();
    end_until(ENDS_OF_ANY + ENDS_OF_OTHERS, AUDITD, SERVICES - AUDITD);
    end_clients();
    note_more(NOTE_ANSWERED, atomic_load_explicit(&answered, memory_order_relaxed));
    struct inventory after = inventory_take();
    emit(
        MARKER_services_restarted,
        "ends=%u again=%u execd=%u restarts=%u fewest=%u untold=%u answered=%u told=%u objects=%u pages=%u objects_here=%u pages_here=%u",
        (unsigned)noted(NOTE_ENDED), (unsigned)(noted(NOTE_RETURNED) + noted(NOTE_ROLLED)),
        (unsigned)noted(NOTE_ENDS + EXECD), (unsigned)noted(NOTE_LIVES) - 1, fewest_ends(),
        (unsigned)(noted(NOTE_ENDS + CONSOLED) - noted(NOTE_BEGUN)), (unsigned)noted(NOTE_ANSWERED), count_told(),
        inventory_objects_apart(&first, &here), inventory_pages_apart(&first, &here),
        inventory_objects_apart(&before, &after), inventory_pages_apart(&before, &after));
    (void)!nexus_power_off(world.power, 0);
}

int main(void) {
    world_find_as("breaker");
    endpoints[EXECD] = world.execd;
    endpoints[AUDITD] = world.auditd;
    endpoints[POLICYD] = world.policyd;
    endpoints[CONSOLED] = world.consoled;
    endpoints[TIMED] = world.timed;
    uint64_t lives = note(NOTE_LIVES, noted(NOTE_LIVES) + 1) + 1;
    if (lives == 1) {
        end_each_other();
        (void)end(EXECD);
    }
    if (lives == 2) {
        struct inventory first = inventory_take();
        note_inventory(&first);
    }
    if (noted(NOTE_ENDED) < ENDS_OF_ANY) {
        start_clients();
        end_until(ENDS_OF_ANY, EXECD, SERVICES);
        (void)end(EXECD);
    }
    tell();
    return 1;
}
