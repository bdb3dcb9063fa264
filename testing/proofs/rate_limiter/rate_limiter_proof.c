// SPDX-License-Identifier: Apache-2.0
// An account never gives out more than its budget in a window, whatever it holds, whenever it is asked, and from however many harts.
// For all words, limits and clocks of 64 bits.
#include "kernel/ipi/rate_limiter.h"

#include "testing/proofs/proof.h"

enum {
    CLOCK_BITS = 64 - RATE_LIMIT_USED_BITS,
    SECOND_TICKS = 10000000,  // of the virt machine
};

// What rate_limiter.h asks of a limit. A budget of nothing is none.
static struct rate_limit any_limit(void) {
    struct rate_limit limit;
    SUPPOSE(limit.budget != 0 && limit.budget <= RATE_LIMIT_USED_MAX && limit.window_ticks != 0);
    SUPPOSE(limit.window_ticks < UINT64_C(1) << (CLOCK_BITS - 1));
    return limit;
}

// A window with the tick at which it began, of which an account keeps the low bits, and a clock that shows a tick from which that can be
// told: as late as a hart may be (elapsed_ticks counts from there), or any time later until the bits come round.
struct window {
    uint64_t begin_ticks;
    uint64_t elapsed_ticks;
    uint64_t now_ticks;
    uint32_t used;
};

static struct window any_window(void) {
    struct window window;
    SUPPOSE(window.used != 0 && window.used <= RATE_LIMIT_USED_MAX);
    SUPPOSE(window.elapsed_ticks >> CLOCK_BITS == 0);
    window.now_ticks = window.begin_ticks + window.elapsed_ticks - RATE_LIMIT_LATE_TICKS;
    return window;
}

static struct rate_account account_of(struct window window) {
    struct rate_account account;
    rate_account_init(&account);
    account.word = window.begin_ticks << RATE_LIMIT_USED_BITS | window.used;
    return account;
}

static bool is_over(struct window window, struct rate_limit limit) {
    return window.elapsed_ticks >= limit.window_ticks + RATE_LIMIT_LATE_TICKS;
}

void prove_take_stays_in_budget(void) {
    struct rate_limit limit = any_limit();
    struct window window = any_window();
    struct rate_account account = account_of(window);
    uint64_t before = account.word;

    bool taken = rate_limiter_take(&account, limit, window.now_ticks);

    uint64_t after = account.word;
    bool over = is_over(window, limit);
    PROVE(taken == (over || window.used < limit.budget), "taken exactly while something of the window is left");
    PROVE(IMPLIES(!taken, after == before), "what is refused changes nothing");
    PROVE(IMPLIES(taken && !over, after == before + 1), "one more is used in the same window");
    PROVE(IMPLIES(taken && over, after == (window.now_ticks << RATE_LIMIT_USED_BITS | 1)), "a new window begins now");
    PROVE(IMPLIES(taken, (after & RATE_LIMIT_USED_MAX) <= limit.budget), "never more than the budget is used");
    REACHED();
}

void prove_charge_forgets_nothing(void) {
    struct rate_limit limit = any_limit();
    struct window window = any_window();
    struct rate_account account = account_of(window);
    uint64_t before = account.word;
    uint64_t amount = nondet_uint64();

    bool spent = rate_limiter_charge(&account, limit, amount, window.now_ticks);

    bool over = is_over(window, limit);
    uint64_t used_before = over ? 0 : window.used;
    uint64_t used = account.word & RATE_LIMIT_USED_MAX;
    uint64_t room = RATE_LIMIT_USED_MAX - used_before;
    uint64_t begin = over ? window.now_ticks << RATE_LIMIT_USED_BITS : before;
    PROVE(used == (amount > room ? RATE_LIMIT_USED_MAX : used_before + amount),
          "all is charged, or as much as can be kept");
    PROVE(account.word >> RATE_LIMIT_USED_BITS == begin >> RATE_LIMIT_USED_BITS,
          "no carry into the beginning of the window");
    PROVE(spent == (used >= limit.budget), "spent exactly when the budget is");
    REACHED();
}

void prove_left_is_what_was_not_used(void) {
    struct rate_limit limit = any_limit();
    struct window window = any_window();
    struct rate_account account = account_of(window);
    uint64_t before = account.word;

    uint32_t left = rate_limiter_left(&account, limit, window.now_ticks);

    uint32_t rest = window.used < limit.budget ? limit.budget - window.used : 0;
    PROVE(left == (is_over(window, limit) ? limit.budget : rest), "what is left is what was not used");
    PROVE(account.word == before, "looking changes nothing");
    REACHED();
}

static void check_window_end(struct rate_limit limit) {
    struct window window = any_window();
    struct rate_account account = account_of(window);

    uint64_t end_ticks = rate_limiter_window_end(&account, limit, window.now_ticks);

    bool over = is_over(window, limit);
    PROVE(IMPLIES(over, end_ticks == window.now_ticks), "after its end the whole budget is there now");
    PROVE(IMPLIES(!over, end_ticks == window.begin_ticks + limit.window_ticks),
          "an open window ends when it has lasted");
}

void prove_second_ends(void) {
    struct rate_limit limit = any_limit();
    SUPPOSE(limit.window_ticks == SECOND_TICKS);
    check_window_end(limit);
    REACHED();
}

// Sums of three numbers of 64 bits take the solver a minute.
void prove_any_window_ends(void) {
    struct rate_limit limit = any_limit();
    check_window_end(limit);
    REACHED();
}

// An account from its beginning, asked at any three times in order: counted over, not looked up in it.
void prove_sequence_stays_in_budget(void) {
    enum { TAKES = 3 };
    struct rate_limit limit = any_limit();
    SUPPOSE(limit.budget < TAKES && limit.window_ticks == SECOND_TICKS);
    struct rate_account account;
    rate_account_init(&account);
    uint64_t now_ticks = nondet_uint64();
    uint64_t begin_ticks = 0;
    uint32_t taken_in_window = 0;
    for (uint32_t i = 0; i < TAKES; i++) {
        uint64_t step_ticks = nondet_uint64();
        SUPPOSE(step_ticks < UINT64_C(1) << (CLOCK_BITS - 3));
        now_ticks += step_ticks;
        bool fresh = taken_in_window == 0 || now_ticks - begin_ticks >= limit.window_ticks;
        bool taken = rate_limiter_take(&account, limit, now_ticks);
        PROVE(IMPLIES(fresh, taken), "a new window gives");
        if (taken && fresh) {
            begin_ticks = now_ticks;
            taken_in_window = 0;
        }
        taken_in_window += taken;
        PROVE(taken_in_window <= limit.budget, "no window gives more than the budget");
    }
    REACHED();
}

static struct rate_account shared;
static struct rate_limit shared_limit;
static uint64_t shared_now_ticks;
static bool was_taken;
static bool is_done;

static void take(void) {
    was_taken = rate_limiter_take(&shared, shared_limit, shared_now_ticks);
    is_done = true;
}

// Two harts take at the same time: neither too many nor too few are let through. A loop of an exchange ends: it fails only when another
// hart got what it wanted.
void prove_concurrent_takes_stay_in_budget(void) {
    shared_limit = any_limit();
    struct window window = any_window();
    // What the clock shows is a subject of the proofs above: here the window is just begun, or just over.
    SUPPOSE(window.begin_ticks == 0 && shared_limit.window_ticks == 1000);
    SUPPOSE(window.now_ticks == 0 || window.now_ticks == 1000);
    SUPPOSE(window.used <= shared_limit.budget);
    shared = account_of(window);
    shared_now_ticks = window.now_ticks;
    uint32_t left = is_over(window, shared_limit) ? shared_limit.budget : shared_limit.budget - window.used;

    CONCURRENTLY(1, take());
    bool taken = rate_limiter_take(&shared, shared_limit, shared_now_ticks);
    SUPPOSE(is_done);

    uint32_t all = (uint32_t)taken + was_taken;
    PROVE(all <= left, "not more than was left");
    PROVE(all == (left < 2 ? left : 2), "and not less");
    REACHED();
}
