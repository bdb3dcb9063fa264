// SPDX-License-Identifier: Apache-2.0
// Pages are taken away from a space that harts run, leave and enter; by each of the harts, at the same time.
//
// Shown: when shootdown_space has returned, no hart can use a translation of the page that was taken away; harts that flush each other's
// translations go on (no deadlock).
// Memory: store buffers; page-table entries, generations, and what each hart says that it runs and has seen are words behind them. A hart
// walks the tables whose root it has loaded at any time, in the kernel too, and remembers what it finds until it flushes that space. A
// mailbox bit is posted by a read-modify-write with release order. Harts have ASIDs: translations stay when the hart leaves the space.
// Bounds: SPACES spaces with one page for each taker, in turn; each of TAKERS harts takes its page away, once, whatever it runs; each hart
// enters spaces and leaves them at will, up to ENTERS times.
//
// Models: kernel/memory/flush_state.c flush_begin f7c9af3a
// Models: kernel/memory/flush_state.c flush_is_done 141e92d5
// Models: kernel/memory/flush_state.c flush_must_interrupt e0245271
// Models: kernel/memory/flush_state.c flush_enter 1e40c6c5
// Models: kernel/memory/flush_state.c flush_leave 40a15eba
// Models: kernel/memory/flush_state.c flush_requested aef4133a
// Models: kernel/memory/flush_state.c flush_seen 8c2b4941
// Models: kernel/memory/shootdown.c interrupt_users 91ba3c49
// Models: kernel/memory/shootdown.c shootdown_space ab044b3b
// Models: kernel/memory/space_enter.c space_load f8d4ca9f
// Models: kernel/memory/space_enter.c space_flush_own 7f5ab486
// Models: kernel/sync/hart_wait.c hart_wait_try_round 8c0d10a8

#ifndef TAKERS
#define TAKERS 2
#endif
#ifndef ENTERS
#define ENTERS 2
#endif

#ifndef SPACES
#define SPACES 1
#endif

#define WORDS (SPACES + TAKERS + (1 + SPACES) * HARTS)
#define SPACE_OF(page) ((page) % SPACES)
#define GENERATION 0                                      // of each space
#define ENTRY SPACES                                      // of each taker's page: 1 while it is there
#define CURRENT (SPACES + TAKERS)                         // of each hart: the space that it runs, and 1; 0: none
#define SEEN(hart) (SPACES + TAKERS + HARTS + (hart) * SPACES)  // of each hart, of each space
#include "testing/models/store_buffer.pml"

typedef pages { bool holds[TAKERS] }
pages remembered[HARTS];   // translations that the hart holds
bool is_reused[TAKERS];    // the page's frame is used for something else
bool is_posted[HARTS];     // IPI_FLUSH
byte root[HARTS];          // as CURRENT, what the hart translates through

inline flush(self, space) {
    d_step {
        for (page : 0 .. TAKERS - 1) {
            if
            :: SPACE_OF(page) == space -> remembered[self].holds[page] = false
            :: else
            fi
        }
        page = 0
    }
}

// User mode uses what the hart remembers.
inline user(self) {
    d_step {
        for (page : 0 .. TAKERS - 1) {
            assert(!remembered[self].holds[page] || !is_reused[page] || root[self] != SPACE_OF(page) + 1)
        }
        page = 0
    }
}

inline space_flush_own(self) {
    space = LOAD(self, CURRENT + self);
    if
    :: space != 0 ->
        space--;
#ifdef READ_AFTER_FLUSH
        flush(self, space);
        generation = LOAD(self, GENERATION + space);
#else
        generation = LOAD(self, GENERATION + space);
        flush(self, space);
#endif
        STORE_RELEASE(self, SEEN(self) + space, generation);
        space = 0
    :: else
    fi
}

inline serve(self) {
    d_step { is_posted[self] -> is_posted[self] = false };
    space_flush_own(self)
}

// space_load
inline enter(self) {
    root[self] = space + 1;
    STORE_RELEASE(self, CURRENT + self, space + 1);
#ifndef NO_FENCE_ENTERING
    FENCE(self);
#endif
    generation = LOAD(self, GENERATION + space);
#ifndef NO_FLUSH_ENTERING
    if
    :: LOAD(self, SEEN(self) + space) != generation ->
        flush(self, space);
        STORE_RELEASE(self, SEEN(self) + space, generation)
    :: else
    fi;
#endif
    space = 0
}

#define RUNS(self, hart) (LOAD(self, CURRENT + hart) == SPACE_OF(self) + 1)
#define HAS_SEEN(self, hart, target) (LOAD(self, SEEN(hart) + SPACE_OF(self)) >= target)

// shootdown_space, after the entry of its page was cleared.
inline take_away(self) {
    STORE(self, ENTRY + self, 0);
#ifdef NO_FENCE_TAKING
    // What the others run is read before the generation is incremented.
    asked = 0;
    other = 0;
    do
    :: other < HARTS ->
        if
        :: other != self && RUNS(self, other) -> asked = asked | BIT(other)
        :: else
        fi;
        other++
    :: else -> break
    od;
    skip;
#endif
    d_step {
        FENCE(self) ->
        memory[GENERATION + SPACE_OF(self)] = memory[GENERATION + SPACE_OF(self)] + 1;
        target = memory[GENERATION + SPACE_OF(self)]
    };
    if
    :: RUNS(self, self) && !HAS_SEEN(self, self, target) -> space_flush_own(self)  // its own words
    :: else
    fi;
#ifndef NO_FENCE_TAKING
    asked = 0;
    other = 0;
    do
    :: other < HARTS ->
        if
        :: other != self && RUNS(self, other) ->
            if
            :: !HAS_SEEN(self, other, target) -> asked = asked | BIT(other)
            :: else
            fi
        :: else
        fi;
        other++
    :: else -> break
    od;
#endif
    other = 0;
    do
    :: other < HARTS ->
        if
        :: (asked & BIT(other)) != 0 -> ATOMIC_RELEASE(self, is_posted[other] = true)
        :: else
        fi;
        other++
    :: else -> break
    od;
#ifndef NOT_AWAITED
    other = 0;
    do
    :: other < HARTS ->
        if
        :: (asked & BIT(other)) != 0 ->
            do
            :: !RUNS(self, other) -> break
            :: HAS_SEEN(self, other, target) -> break
#ifndef WAITS_UNSERVED
            :: is_posted[self] -> serve(self)
#endif
            od
        :: else
        fi;
        other++
    :: else -> break
    od;
#endif
    skip;
    d_step {
        other = 0;
        asked = 0;
        target = 0;
        generation = 0;
        is_reused[self] = true
    }
}

// Any page of the space whose root is loaded, at any time.
proctype walker(byte self) {
end_walks:
    do
    :: d_step { root[self] == SPACE_OF(0) + 1 && memory[ENTRY] != 0 && !remembered[self].holds[0] -> remembered[self].holds[0] = true }
#if TAKERS > 1
    :: d_step { root[self] == SPACE_OF(1) + 1 && memory[ENTRY + 1] != 0 && !remembered[self].holds[1] -> remembered[self].holds[1] = true }
#endif
    od
}

proctype hart(byte self) {
    byte page;
    byte space;
    byte generation;
    byte target;
    byte asked;
    byte other;
    byte entered;
    bool has_taken;
end_rests:
    do
    :: is_posted[self] -> serve(self); user(self)
    :: root[self] != 0 && entered < ENTERS ->
        root[self] = 0;
        STORE_RELEASE(self, CURRENT + self, 0)  // flush_leave
    :: entered < ENTERS ->
        entered++;
        if
        :: space = 0
        :: space = SPACES - 1
        fi;
        enter(self);
        user(self)
    :: root[self] != 0 -> user(self)
    :: self < TAKERS && !has_taken -> has_taken = true; take_away(self); user(self)
    od
}

init {
    byte number;
    atomic {
        for (number : 0 .. SPACES - 1) {
            memory[GENERATION + number] = 1
        }
        for (number : 0 .. TAKERS - 1) {
            memory[ENTRY + number] = 1
        }
        for (number : 0 .. HARTS - 1) {
            run drain(number);
            run walker(number);
            run hart(number)
        }
    }
}
