// SPDX-License-Identifier: Apache-2.0
#include "apps/stress/tally.h"

#include <stdbool.h>
#include <stddef.h>

static bool differ(uint64_t left, uint64_t right, uint64_t *a, uint64_t *b) {
    if (left == right) {
        return false;
    }
    *a = left;
    *b = right;
    return true;
}

// What goes in comes out.
static const char *check_sums(const struct stress_tally *tally, uint64_t *a, uint64_t *b) {
    const uint64_t *workers = tally->workers;
    const uint64_t *servers = tally->servers;
    const struct {
        const char *what;
        uint64_t in;
        uint64_t out;
    } rows[] = {
        {"calls and replies", workers[STRESS_CALLS], workers[STRESS_REPLIES]},
        {"calls made and served", workers[STRESS_CALLS] + servers[STRESS_SERVED_FORWARDED],
         servers[STRESS_SERVED_CALLS]},
        {"page calls and replies", workers[STRESS_PAGE_CALLS], workers[STRESS_PAGE_REPLIES]},
        {"page calls made and served", workers[STRESS_PAGE_CALLS], servers[STRESS_SERVED_PAGE_CALLS]},
        {"capabilities sent and arrived", workers[STRESS_CAPABILITIES_SENT],
         servers[STRESS_SERVED_CAPABILITIES_ARRIVED]},
        {"capabilities returned and arrived", servers[STRESS_SERVED_CAPABILITIES_RETURNED],
         workers[STRESS_CAPABILITIES_RETURNED]},
        {"VMOs created and closed", workers[STRESS_VMOS_CREATED], workers[STRESS_VMOS_CLOSED]},
        {"capabilities derived and revoked", workers[STRESS_DERIVED], workers[STRESS_REVOKED]},
        {"timers set and done", workers[STRESS_TIMERS_SET],
         workers[STRESS_TIMERS_EXPIRED] + workers[STRESS_TIMERS_CANCELLED]},
        {"threads created and joined", workers[STRESS_THREADS_CREATED], workers[STRESS_THREADS_JOINED]},
        {"processes created and ended", workers[STRESS_PROCESSES_CREATED],
         workers[STRESS_PROCESSES_EXITED] + workers[STRESS_PROCESSES_KILLED] + workers[STRESS_PROCESSES_DROPPED]},
        {"puppets created and ended", workers[STRESS_PUPPETS_CREATED],
         workers[STRESS_PUPPETS_ENDED] + workers[STRESS_PUPPETS_KILLED]},
        {"words to puppets and answers", workers[STRESS_WORDS_SENT], workers[STRESS_WORDS_ANSWERED]},
        {"changes asked for and made", workers[STRESS_CONTROLS_ASKED],
         workers[STRESS_CONTROLS_DONE] + workers[STRESS_CONTROLS_REFUSED]},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (differ(rows[i].in, rows[i].out, a, b)) {
            return rows[i].what;
        }
    }
    return NULL;
}

const char *stress_tally_reach(const struct stress_tally *tally, uint64_t *a, uint64_t *b) {
    for (uint32_t count = 0; count < STRESS_COUNT_COUNT; count++) {
        if (tally->workers[count] == 0) {
            *a = count;
            *b = 0;
            return "something a worker never did (enum stress_count)";
        }
    }
    for (uint32_t count = 0; count < STRESS_SERVED_COUNT; count++) {
        if (tally->servers[count] == 0) {
            *a = count;
            *b = 0;
            return "something a server never did (enum stress_served)";
        }
    }
    return NULL;
}

// Signals may merge, but none is lost and none comes out of nothing: a signal that the receiver does not know of is still there as
// a bit, and no bit was seen more often than it was signalled.
static const char *check_bell(const struct stress_bell_tally *bell, bool pending, uint64_t *a, uint64_t *b) {
    *a = bell->sent;
    *b = bell->seen;
    if (bell->seen > bell->sent) {
        return "signals seen that nobody sent";
    }
    if (bell->seen < bell->sent && !pending) {
        return "a signal was lost";
    }
    *b = bell->bits + (pending ? 1U : 0U);
    return *b > *a ? "a bit was seen more often than signalled" : NULL;
}

const char *stress_tally_check(const struct stress_tally *tally, uint64_t *a, uint64_t *b) {
    const char *wrong = check_sums(tally, a, b);
    for (uint32_t to = 0; wrong == NULL && to < STRESS_WORKERS; to++) {
        for (uint32_t from = 0; wrong == NULL && from < STRESS_WORKERS; from++) {
            uint64_t x = 0;
            uint64_t y = 0;
            wrong = check_bell(&tally->bells[to][from], (tally->pending[to] >> from & 1) != 0, &x, &y);
            if (wrong != NULL) {
                *a = x;
                *b = y;
            }
        }
        if (wrong == NULL && tally->pending[to] >> STRESS_WORKERS != 0) {
            *a = to;
            *b = tally->pending[to];
            return "a bit that nobody signals";
        }
    }
    return wrong == NULL ? stress_tally_reach(tally, a, b) : wrong;
}

uint64_t stress_tally_sent(const struct stress_tally *tally) {
    uint64_t sum = 0;
    for (uint32_t to = 0; to < STRESS_WORKERS; to++) {
        for (uint32_t from = 0; from < STRESS_WORKERS; from++) {
            sum += tally->bells[to][from].sent;
        }
    }
    return sum;
}

uint64_t stress_tally_seen(const struct stress_tally *tally) {
    uint64_t sum = 0;
    for (uint32_t to = 0; to < STRESS_WORKERS; to++) {
        sum += (uint64_t)__builtin_popcountll(tally->pending[to]);
        for (uint32_t from = 0; from < STRESS_WORKERS; from++) {
            sum += tally->bells[to][from].bits;
        }
    }
    return sum;
}
