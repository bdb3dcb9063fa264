// SPDX-License-Identifier: Apache-2.0
#include "apps/stress/tally.h"

#include <cstdint>

#include "gtest/gtest.h"

namespace {

// Everything happened once, and nothing is left.
stress_tally sound() {
    stress_tally tally = {};
    for (uint64_t &count : tally.workers) {
        count = 3;
    }
    tally.workers[STRESS_TIMERS_SET] = 6;
    tally.workers[STRESS_PROCESSES_CREATED] = 9;
    tally.workers[STRESS_PUPPETS_CREATED] = 6;
    tally.workers[STRESS_CONTROLS_ASKED] = 6;
    for (uint64_t &count : tally.servers) {
        count = 3;
    }
    tally.servers[STRESS_SERVED_CALLS] = 6;
    tally.bells[1][2] = {.sent = 5, .seen = 5, .bits = 4};
    tally.bells[3][0] = {.sent = 2, .seen = 1, .bits = 1};
    tally.pending[3] = 1;
    return tally;
}

struct Case {
    const char *wrong;
    void (*change)(stress_tally *);
};

TEST(Tally, IsSoundWhenWhatGoesInComesOut) {
    stress_tally tally = sound();
    uint64_t a = 7;
    uint64_t b = 7;
    EXPECT_EQ(stress_tally_check(&tally, &a, &b), nullptr);
    EXPECT_EQ(stress_tally_sent(&tally), 7U);
    EXPECT_EQ(stress_tally_seen(&tally), 6U);
}

TEST(Tally, NamesWhatDoesNotAgree) {
    const Case cases[] = {
        {"calls and replies", [](stress_tally *it) { it->workers[STRESS_REPLIES]--; }},
        {"calls made and served", [](stress_tally *it) { it->servers[STRESS_SERVED_CALLS]++; }},
        {"page calls and replies", [](stress_tally *it) { it->workers[STRESS_PAGE_REPLIES]--; }},
        {"page calls made and served", [](stress_tally *it) { it->servers[STRESS_SERVED_PAGE_CALLS]--; }},
        {"capabilities sent and arrived", [](stress_tally *it) { it->workers[STRESS_CAPABILITIES_SENT]++; }},
        {"capabilities returned and arrived", [](stress_tally *it) { it->workers[STRESS_CAPABILITIES_RETURNED]--; }},
        {"VMOs created and closed", [](stress_tally *it) { it->workers[STRESS_VMOS_CLOSED]--; }},
        {"capabilities derived and revoked", [](stress_tally *it) { it->workers[STRESS_REVOKED]--; }},
        {"timers set and done", [](stress_tally *it) { it->workers[STRESS_TIMERS_EXPIRED]--; }},
        {"threads created and joined", [](stress_tally *it) { it->workers[STRESS_THREADS_JOINED]--; }},
        {"processes created and ended", [](stress_tally *it) { it->workers[STRESS_PROCESSES_KILLED]--; }},
        {"puppets created and ended", [](stress_tally *it) { it->workers[STRESS_PUPPETS_KILLED]--; }},
        {"words to puppets and answers", [](stress_tally *it) { it->workers[STRESS_WORDS_ANSWERED]--; }},
        {"changes asked for and made", [](stress_tally *it) { it->workers[STRESS_CONTROLS_REFUSED]++; }},
        {"signals seen that nobody sent", [](stress_tally *it) { it->bells[1][2].seen++; }},
        {"a signal was lost", [](stress_tally *it) { it->bells[1][2].sent++; }},
        {"a signal was lost", [](stress_tally *it) { it->pending[3] = 0; }},
        {"a bit was seen more often than signalled", [](stress_tally *it) { it->bells[1][2].bits = 6; }},
        {"a bit was seen more often than signalled", [](stress_tally *it) { it->pending[0] = 2; }},
        {"a bit that nobody signals", [](stress_tally *it) { it->pending[0] = uint64_t{1} << STRESS_WORKERS; }},
        {"something a worker never did (enum stress_count)", [](stress_tally *it) { it->workers[STRESS_ROUNDS] = 0; }},
        {"something a server never did (enum stress_served)",
         [](stress_tally *it) { it->servers[STRESS_SERVED_LOOSE] = 0; }},
    };
    for (const Case &one : cases) {
        stress_tally tally = sound();
        one.change(&tally);
        uint64_t a = 0;
        uint64_t b = 0;
        EXPECT_STREQ(stress_tally_check(&tally, &a, &b), one.wrong);
    }
}

TEST(Tally, ABitMayStandForASignalThatTheReceiverKnowsOf) {
    stress_tally tally = sound();
    tally.bells[1][2] = {.sent = 5, .seen = 5, .bits = 4};
    tally.pending[1] = 1 << 2;
    uint64_t a = 0;
    uint64_t b = 0;
    EXPECT_EQ(stress_tally_check(&tally, &a, &b), nullptr);
}

}  // namespace
