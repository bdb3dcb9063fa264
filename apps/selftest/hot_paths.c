// SPDX-License-Identifier: Apache-2.0
// Everything that programs do all the time, on this hart and with the last one: no page frame and no kernel object is taken for it.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum hot_crew {
    WORDS,  // answers calls
    PAGES,  // answers calls with data, and closes the capabilities that come along
    SAVER,  // saves the calls it receives, and answers them so
    FAR,    // on the last hart: waits for permits, and signals
    HOT_CREW,
};

enum hot_constants {
    ROUNDS = 8,
    TICKS_AHEAD = 64,
};

enum { READ_WRITE = ABI_RIGHT_READ | ABI_RIGHT_WRITE };

static const char TEXT[] = "a line of a hot path\n";

static struct {
    uint32_t endpoints[FAR];
    uint32_t signalled;  // notification: by FAR, and by the timer
    uint32_t timer;
    uint32_t vmo;
    uint64_t mapped;
    struct partner faulter;
} scene;

static void answer_words(void *argument) {
    (void)argument;
    struct nexus_message message;
    enum abi_error error = nexus_ipc_receive(scene.endpoints[WORDS], &message);
    while (error == ABI_OK) {
        error = nexus_ipc_reply_receive(scene.endpoints[WORDS], &message);
    }
}

static void answer_pages(void *argument) {
    (void)argument;
    struct nexus_message message;
    struct abi_message *page = page_fresh();
    page->accept = ABI_MESSAGE_CAPABILITIES;
    enum abi_error error = nexus_ipc_receive_page(scene.endpoints[PAGES], &message);
    while (error == ABI_OK) {
        for (uint32_t i = 0; i < page->capability_count; i++) {
            (void)!nexus_capability_close(page->capabilities[i].handle);
        }
        page->capability_count = 0;
        error = nexus_ipc_reply_receive_page(scene.endpoints[PAGES], &message);
    }
}

static void answer_saved(void *argument) {
    (void)argument;
    struct nexus_message message;
    uint32_t reply = 0;
    while (nexus_ipc_receive(scene.endpoints[SAVER], &message) == ABI_OK && nexus_reply_save(&reply) == ABI_OK) {
        (void)!nexus_reply_to(reply, &message);
    }
}

static void signal_from_afar(void *argument) {
    (void)argument;
    for (;;) {
        nexus_task_park();
        (void)!nexus_notification_signal(scene.signalled, 1);
    }
}

static bool begin(uint32_t harts, struct tally *tally) {
    static void (*const entries[FAR])(void *) = {answer_words, answer_pages, answer_saved};
    for (uint32_t i = 0; i < FAR; i++) {
        (void)tally_expect(tally, nexus_endpoint_create(&scene.endpoints[i]), ABI_OK);
        (void)tally_expect(tally, crew_start(i, entries[i], NULL, STAGE_HARTS), true);
    }
    (void)tally_expect(tally, nexus_notification_create(&scene.signalled), ABI_OK);
    (void)tally_expect(tally, nexus_timer_create(scene.signalled, 2, &scene.timer), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_create(1, &scene.vmo), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_map(0, scene.vmo, 0, 0, 1, READ_WRITE, &scene.mapped), ABI_OK);
    (void)tally_expect(tally, crew_start(FAR, signal_from_afar, NULL, UINT64_C(1) << (harts - 1)), true);
    (void)tally_expect(tally, partner_start(&scene.faulter, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK);
    crew_settle();
    return tally->first_wrong == 0;
}

static void finish(void) {
    crew_kill(FAR);
    for (uint32_t i = 0; i < FAR; i++) {
        (void)!nexus_capability_close(scene.endpoints[i]);
        crew_join(i);
    }
    partner_end(&scene.faulter);
    (void)!nexus_capability_close(scene.timer);
    (void)!nexus_capability_close(scene.signalled);
    (void)!nexus_capability_close(scene.vmo);
}

static void expect_bits(uint64_t deadline, uint64_t expected, struct tally *tally) {
    uint64_t bits = 0;
    (void)tally_expect(tally, nexus_notification_wait(scene.signalled, deadline, &bits),
                       expected != 0 ? ABI_OK : ABI_ETIMEDOUT);
    (void)tally_expect(tally, bits, expected);
}

static void exchange(struct tally *tally) {
    struct nexus_message message = {0};
    (void)tally_expect(tally, nexus_ipc_call(scene.endpoints[WORDS], &message), ABI_OK);
    (void)tally_expect(tally, nexus_ipc_call(scene.endpoints[SAVER], &message), ABI_OK);
    struct abi_message *page = page_fresh();
    page->bytes = ABI_MESSAGE_MAX_BYTES;
    page->capability_count = ABI_MESSAGE_CAPABILITIES;
    for (uint32_t i = 0; i < ABI_MESSAGE_CAPABILITIES; i++) {
        page->capabilities[i] = (struct abi_message_capability){.handle = scene.signalled, .rights = ABI_RIGHT_SEND};
    }
    (void)tally_expect(tally, nexus_ipc_call_page(scene.endpoints[PAGES], &message), ABI_OK);
    (void)tally_expect(tally, page->bytes, ABI_MESSAGE_MAX_BYTES);
}

// Permits and signals to the last hart and back, timers, deadlines, turns.
static void wait_and_wake(struct tally *tally) {
    (void)tally_expect(tally, nexus_task_unpark(crew_id(FAR)), ABI_OK);
    expect_bits(ABI_DEADLINE_NEVER, 1, tally);
    (void)tally_expect(tally, nexus_timer_set(scene.timer, nexus_clock_read() + TICKS_AHEAD), ABI_OK);
    expect_bits(ABI_DEADLINE_NEVER, 2, tally);
    expect_bits(nexus_clock_read() + TICKS_AHEAD, 0, tally);
    (void)tally_expect(tally, nexus_task_unpark(nexus_task_self()), ABI_OK);
    nexus_task_park();
    nexus_task_yield();
}

// Faults that are mended, rights that are taken from a mapping and given back, a line on the console.
static void fault_and_write(struct tally *tally) {
    (void)tally_expect(tally, puppet_do(&scene.faulter, ORDER_READ, 0, 0, 0), PARTNER_FAULTED + ABI_FAULT_READ);
    (void)tally_expect(tally, puppet_mend(&scene.faulter, 0), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_protect(0, scene.mapped, ABI_RIGHT_READ), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_protect(0, scene.mapped, READ_WRITE), ABI_OK);
    (void)tally_expect(tally, nexus_console_write(nexus_boot()->log, TEXT, sizeof(TEXT) - 1), ABI_OK);
}

static uint64_t count_allocations(uint32_t harts) {
    uint64_t sum = 0;
    for (uint32_t cpu = 0; cpu < harts; cpu++) {
        struct abi_hart_statistics statistics = {0};
        (void)!nexus_hart_statistics(nexus_boot()->stats_read, cpu, &statistics);
        sum += statistics.allocations;
    }
    return sum;
}

// And what one page of memory takes: the frame and the object. The counter counts.
void prove_no_heap(uint32_t harts) {
    struct tally tally = {0};
    uint32_t control = 0;
    bool has_begun = begin(harts, &tally);
    uint64_t before = count_allocations(harts);
    for (uint32_t i = 0; i < ROUNDS && has_begun; i++) {
        exchange(&tally);
        wait_and_wake(&tally);
        fault_and_write(&tally);
    }
    uint64_t after = count_allocations(harts);
    (void)tally_expect(&tally, nexus_vmo_create(1, &control), ABI_OK);
    uint64_t with_control = count_allocations(harts);
    emit(MARKER_no_heap, "%s taken=%lu control=%lu", tally_text(&tally), (unsigned long)(after - before),
         (unsigned long)(with_control - after));
    (void)!nexus_capability_close(control);
    finish();
}
