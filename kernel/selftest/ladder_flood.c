// SPDX-License-Identifier: Apache-2.0
// The machine's limit of best-effort IPIs. A boot of its own: its command line lowers the limit so far that few harts reach it.
#include <stdatomic.h>

#include "kernel/audit/audit.h"
#include "kernel/ipi/ipi.h"
#include "kernel/memory/shootdown.h"
#include "kernel/percpu/percpu.h"
#include "kernel/selftest/ask.h"
#include "kernel/selftest/ladder.h"

enum flood_constants { NUDGES_MOST = 200 };

// Of all harts.
struct nudges {
    uint64_t sent;
    uint64_t dropped;
};

static struct nudges count_nudges(void) {
    struct nudges all = {0};
    for (uint32_t number = 0; number < percpu_count(); number++) {
        const struct cpu *cpu = percpu_get((struct cpu_id){number});
        all.sent += counter_read(&cpu->statistics.nudges);
        all.dropped += counter_read(&cpu->statistics.nudges_dropped);
    }
    return all;
}

// Of the requests to fetch anew, the last one that every hart has answered.
static uint64_t last_fence(void) {
    uint64_t least = UINT64_MAX;
    for (uint32_t number = 0; number < percpu_count(); number++) {
        const struct cpu *cpu = percpu_get((struct cpu_id){number});
        uint64_t done = atomic_load_explicit(&cpu->fences_done, memory_order_acquire);
        least = done < least ? done : least;
    }
    return least;
}

// How often the limit was hit, by the audit.
static struct abi_audit_record find_record(void) {
    struct abi_audit_record records[ABI_AUDIT_READ_MAX];
    uint32_t count = audit_read(0, records, ABI_AUDIT_READ_MAX);
    for (uint32_t i = 0; i < count; i++) {
        if (records[i].kind == ABI_AUDIT_IPI_CAP) {
            return records[i];
        }
    }
    return (struct abi_audit_record){0};
}

// Each hart sends a little, and this one what is left; then nobody sends any more, though none is near its own limit. What may not be
// dropped goes on meanwhile between all of them.
void ladder_global_ipi_cap(void) {
    struct cpu *peer = ask_peer();
    ask_all_others(JOB_NUDGE, MARKER_test_global_ipi_cap);
    for (uint32_t i = 0; i < NUDGES_MOST && count_nudges().dropped == 0; i++) {
        ipi_nudge(peer);
    }
    uint64_t sent = count_nudges().sent;
    ask_all_others(JOB_NUDGE, MARKER_test_global_ipi_cap);
    shootdown_instructions();  // those of the boot, when the others were not there yet, are answered with this one
    uint64_t answered = last_fence();
    ask_storm(MARKER_test_global_ipi_cap);
    answered = last_fence() - answered;
    struct nudges at_limit = count_nudges();
    struct abi_audit_record record = find_record();
    ask_let_pass(IPI_NUDGE_WINDOW_MILLISECONDS);
    ipi_nudge(peer);
    // The one that was the first too many, one of each other hart, and those of the storm.
    uint32_t beyond = percpu_count() + percpu_count() * ASK_STORM_ROUNDS;
    marker_emit(
        MARKER_test_global_ipi_cap,
        "budget=%lu total=%u window=%u counted=%u sent=%lu beyond=%u dropped=%lu asked=%u answered=%lu again=%lu",
        record.first, record.subject, record.second, record.count, at_limit.sent == sent ? sent : 0, beyond,
        at_limit.dropped, percpu_count() * ASK_STORM_ROUNDS, answered, count_nudges().sent - sent);
}
