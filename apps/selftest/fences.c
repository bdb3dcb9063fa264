// SPDX-License-Identifier: Apache-2.0
// Memory that becomes executable is fetched anew by every hart: each is asked, and answers, once for each request.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum fence_constants {
    ROUNDS = 4,
    SHOOTDOWN_OF_INSTRUCTIONS = 1,  // as the trace says it
};

struct counts {
    uint64_t asked;     // harts, by the trace of the one that asks
    uint64_t sent;      // interrupts, by that one
    uint64_t received;  // by the others
    uint32_t uneven;    // of the others, those that were interrupted more or less often than there were requests
};

static struct abi_hart_statistics statistics_of(uint32_t cpu) {
    struct abi_hart_statistics statistics = {0};
    (void)!nexus_hart_statistics(nexus_boot()->stats_read, cpu, &statistics);
    return statistics;
}

// Goes through what the hart of the stage wrote from *position on: the harts that it asked.
static uint64_t read_asked(uint64_t *position) {
    struct abi_trace_record records[ABI_TRACE_READ_MAX];
    uint64_t asked = 0;
    uint32_t count = 0;
    while (nexus_trace_read(nexus_boot()->stats_read, STAGE_HART, *position, records, ABI_TRACE_READ_MAX, &count) ==
               ABI_OK &&
           count != 0) {
        for (uint32_t i = 0; i < count; i++) {
            bool is_fence = records[i].event == ABI_TRACE_SHOOTDOWN && records[i].detail == SHOOTDOWN_OF_INSTRUCTIONS;
            asked += is_fence ? (uint64_t)__builtin_popcountll(records[i].argument) : 0;
        }
        *position = records[count - 1].position + 1;
    }
    return asked;
}

// Memory becomes executable, so often. A seal returns when every hart has fetched anew.
static void seal_some(uint32_t count, struct tally *tally) {
    for (uint32_t i = 0; i < count; i++) {
        uint32_t vmo = 0;
        (void)tally_expect(tally, nexus_vmo_create(1, &vmo), ABI_OK);
        (void)tally_expect(tally, nexus_vmo_seal(vmo), ABI_OK);
        (void)!nexus_capability_close(vmo);
    }
}

static struct counts count_seals(uint32_t harts, struct tally *tally) {
    uint64_t position = 0;
    uint64_t before[ABI_HARTS_MAX];
    struct counts counts = {0};
    seal_some(1, tally);  // whatever else the others were interrupted for has merged with this, and is over
    (void)read_asked(&position);
    for (uint32_t cpu = 0; cpu < harts; cpu++) {
        before[cpu] = statistics_of(cpu).ipis_received;
    }
    counts.sent = statistics_of(STAGE_HART).ipis_sent;
    (void)tally_expect(tally, nexus_trace_control(nexus_boot()->stats_read, true), ABI_OK);
    seal_some(ROUNDS, tally);
    (void)tally_expect(tally, nexus_trace_control(nexus_boot()->stats_read, false), ABI_OK);
    counts.sent = statistics_of(STAGE_HART).ipis_sent - counts.sent;
    for (uint32_t cpu = 0; cpu < harts; cpu++) {
        uint64_t received = cpu == STAGE_HART ? 0 : statistics_of(cpu).ipis_received - before[cpu];
        counts.received += received;
        counts.uneven += cpu != STAGE_HART && received != ROUNDS ? 1 : 0;
    }
    counts.asked = read_asked(&position);
    return counts;
}

void prove_fences(uint32_t harts) {
    struct tally tally = {0};
    struct counts counts = count_seals(harts, &tally);
    emit(MARKER_icache_fence, "%s due=%u asked=%u sent=%u received=%u uneven=%u", tally_text(&tally),
         (unsigned)(ROUNDS * (harts - 1)), (unsigned)counts.asked, (unsigned)counts.sent, (unsigned)counts.received,
         (unsigned)counts.uneven);
}
