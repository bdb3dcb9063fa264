// SPDX-License-Identifier: Apache-2.0
// Busy tasks of one class get what their shares say, all the time.
#include "libs/nexus/nexus.h"
#include "apps/selftest/contest.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"

enum ratio_constants {
    ALL_TURNS_MS = 4,     // in which each of them runs once
    LEAST_PER_MS = 100,   // no turn is shorter than such a part of a millisecond
    SWITCH_PER_MS = 200,  // what a change from one to the other may take: as before
    MEMBERS = CONTESTANTS_MAX,
};

struct ratio {
    uint32_t shares[MEMBERS];  // 0: nobody
    uint32_t milliseconds;
};

static const struct ratio ratios[] = {
    {{100, 100}, 60}, {{100, 200}, 60}, {{100, 300}, 60}, {{1, 1000}, 60}, {{37, 411, 552}, 80},
};

struct outcome {
    uint32_t turns;
    uint64_t excess;  // by how much the worst of all differences is more than it may be
};

static uint64_t difference(uint64_t a, uint64_t b) {
    return a < b ? b - a : a - b;
}

// One slice, what a change takes, and what the hart was held up.
static uint64_t allowed(uint32_t shares, uint32_t sum, uint64_t held) {
    uint64_t slice = ALL_TURNS_MS * contest_millisecond() * shares / sum;
    uint64_t least = contest_millisecond() / LEAST_PER_MS;
    return (slice < least ? least : slice) + contest_millisecond() / SWITCH_PER_MS + held;
}

// At each change: what everybody received since the beginning, against what is due.
static void judge(const struct ratio *ratio, struct outcome *outcome) {
    const struct contest_log *log = contest_log();
    uint64_t received[MEMBERS] = {0};
    uint64_t held = 0;
    uint32_t sum = 0;
    for (uint32_t i = 0; i < contest.count; i++) {
        sum += ratio->shares[i];
    }
    for (uint32_t i = 0; i < log->count; i++) {
        const struct contest_stretch *stretch = &log->stretches[i];
        received[stretch->who] += stretch->end - stretch->begin;
        held += stretch->held;
        uint64_t total = stretch->end - log->stretches[0].begin;
        for (uint32_t j = 0; j < contest.count; j++) {
            uint64_t off = difference(received[j], total * ratio->shares[j] / sum);
            uint64_t most = allowed(ratio->shares[j], sum, held);
            uint64_t excess = off > most ? off - most : 0;
            outcome->excess = excess > outcome->excess ? excess : outcome->excess;
        }
    }
    outcome->turns += log->count;
}

void prove_share_ratios(uint32_t harts) {
    struct outcome outcome = {0};
    uint32_t sets = 0;
    for (uint32_t i = 0; i < sizeof(ratios) / sizeof(ratios[0]); i++) {
        contest_prepare(harts, ratios[i].shares[MEMBERS - 1] == 0 ? MEMBERS - 1 : MEMBERS, ratios[i].milliseconds);
        for (uint32_t j = 0; j < contest.count; j++) {
            contest.members[j].shares = ratios[i].shares[j];
        }
        if (contest_run()) {
            judge(&ratios[i], &outcome);
            sets++;
        }
    }
    emit(MARKER_qos_shares_ratio, "sets=%u turns=%u excess=%lu", (unsigned)sets, (unsigned)outcome.turns,
         (unsigned long)outcome.excess);
}
