// SPDX-License-Identifier: Apache-2.0
// Harts that go idle, and tasks that become ready on a hart that runs another one.
//
// Shown: no task waits in a queue while a hart that may take it sleeps without a timer; but for one case, which the next turn on its hart
// ends: the idle hart that was told had just found other work, and another one idles. (Three harts show it: the lowest bit of the idle set
// is that of a hart that has stolen a task and not yet cleared it.)
// Memory: store buffers; the count of the queue, what its hart runs, the idle bits (a word for each hart: only it writes its own) and the
// queue's lock are words behind them. Setting an idle bit counts as a plain store: C11 orders nothing after it without the fence, though
// amoor.aqrl does. Interrupts arrive at any time after they were sent. Time is any: an attempt to steal soon after the last one is or is
// not too soon, until the timer that was armed for it expires.
// Bounds: hart 0 has the queue, and always something to run but while it changes tasks; it adds TASKS tasks, or takes one off, in any order;
// each may run anywhere, or on hart 0 alone. Hart 1 and up steal one at a time, run it for ever or to its end, and idle; the last of three
// first adds a task to the queue of hart 0. What hart 0 itself is told is nudge.pml's subject.
//
// Models: kernel/scheduler/idle.c idle_begin e1b16e50
// Models: kernel/scheduler/idle.c idle_end add1deef
// Models: kernel/scheduler/idle.c has_surplus_elsewhere bbae7caf
// Models: kernel/scheduler/idle.c take_from ba975154
// Models: kernel/scheduler/idle.c steal 922dc904
// Models: kernel/scheduler/place.c place_at 494d1de8
// Models: kernel/scheduler/place.c idle_others b82c9d81
// Models: kernel/scheduler/place.c taker_of 7e2cf0a4
// Models: kernel/scheduler/place.c takers_of_rest 51fa12f4
// Models: kernel/scheduler/leave.c pick_next fd504402
// Models: kernel/scheduler/leave.c wait_for_work f69b06eb
// Models: kernel/scheduler/turn.c enter 716b24ba

#define TASKS 2
#ifndef CHANGES
#define CHANGES 1  // of what hart 0 runs
#endif
#define WORDS (3 + HARTS - 1)
#define COUNT 0
#define CURRENT 1
#define QUEUE_LOCK 2
#define IDLE 2        // + hart: of the harts but the first
#include "testing/models/store_buffer.pml"

// In the queue, under its lock.
byte movable;
byte pinned;

bool is_told[HARTS];    // IPI_RESCHEDULE is pending
bool is_armed[HARTS];   // the slice timer
bool is_asleep[HARTS];
bool is_done[HARTS];    // runs a task for ever

inline tell(hart) {
    is_told[hart] = true
}

// The lowest idle hart but the first one, after the fence; 0: none.
inline idle_others(self, taker) {
#ifndef NO_FENCE_OF_ADDER
    FENCE(self);
#endif
    d_step {
        if
        :: LOAD(self, IDLE + 1) != 0 && self != 1 -> taker = 1
#if HARTS > 2
        :: else ->
            if
            :: LOAD(self, IDLE + 2) != 0 && self != 2 -> taker = 2
            :: else -> taker = 0
            fi
#else
        :: else -> taker = 0
#endif
        fi
    }
}

inline offer(taker) {
    if
    :: taker != 0 -> tell(taker)
    :: else
    fi
}

// place_at, at hart 0.
inline add(self, taker, is_surplus, is_movable) {
    LOCK(self, QUEUE_LOCK);
    if
    :: movable++; is_movable = true
    :: pinned++; is_movable = false
    fi;
    STORE(self, COUNT, movable + pinned);
    is_surplus = LOAD(self, CURRENT) != 0 || movable + pinned > 1;
    taker = 0;
    if
    :: is_surplus && is_movable -> idle_others(self, taker)
    :: else
    fi;
    UNLOCK(self, QUEUE_LOCK);
    offer(taker)
}

// Hart 0: what it runs blocks, and pick_next takes another one.
inline change(self, taker) {
    STORE(self, CURRENT, 0);
    do
    ::  LOCK(self, QUEUE_LOCK);
        if
        :: movable + pinned != 0 -> break
        :: else -> UNLOCK(self, QUEUE_LOCK)
        fi;
end_nothing_to_run:
        // It is told of whatever is added: nudge.pml.
        movable + pinned != 0
    od;
    if
    :: movable != 0 -> movable--
    :: pinned != 0 -> pinned--
    fi;
    STORE(self, COUNT, movable + pinned);
    taker = 0;
    if
    :: movable != 0 -> idle_others(self, taker)
    :: else
    fi;
    UNLOCK(self, QUEUE_LOCK);
    offer(taker);
    STORE(self, CURRENT, 1)
}

proctype busy() {
    byte taker;
    bool is_surplus;
    bool is_movable;
    byte added;
    byte changes;
    do
    :: added < TASKS - (HARTS - 2) -> added++; add(0, taker, is_surplus, is_movable)
    :: changes < CHANGES -> changes++; change(0, taker)
    :: added == TASKS - (HARTS - 2) -> break
    od;
    is_done[0] = true
}

proctype thief(byte self) {
    byte taker;
    bool is_surplus;
    bool is_movable;
    bool is_idle;
    bool has_looked;
    bool is_soon;      // an attempt was made, and no timer has expired since
    bool is_withheld;
    bool got;
    byte count;
    if
    :: self == 2 -> add(self, taker, is_surplus, is_movable)
    :: else
    fi;
    do
    ::  // steal
        got = false;
        is_withheld = false;
        if
        :: is_soon -> has_looked = false
        :: true ->
            count = LOAD(self, COUNT);
            if
            :: count != 0 ->
                is_soon = true;
                LOCK(self, QUEUE_LOCK);
                if
                :: LOAD(self, CURRENT) != 0 ->
                    if
                    :: movable != 0 ->
                        movable--;
                        got = true;
                        STORE(self, COUNT, movable + pinned)
                    :: else
                    fi
                :: else -> is_withheld = true
                fi;
                UNLOCK(self, QUEUE_LOCK)
            :: else
            fi;
            has_looked = !got;
#ifndef LOOKED_BEFORE_IDLE
            has_looked = has_looked && is_idle;
#endif
#ifndef WITHHELD_FORGOTTEN
            has_looked = has_looked && !is_withheld
#endif
        fi;
        if
        :: got ->
            if
            :: is_idle ->
                is_idle = false;
                has_looked = false;
                d_step { FENCE(self) -> memory[IDLE + self] = 0 }
            :: else
            fi;
            if
            :: is_done[self] = true; break
            :: skip  // it ends at once
            fi
        :: else ->
            // idle_begin
            if
            :: !is_idle ->
                is_idle = true;
                STORE(self, IDLE + self, 1);
#ifndef NO_FENCE_OF_IDLE
                FENCE(self)
#endif
            :: else
            fi;
            count = LOAD(self, COUNT);
#ifndef OWED_FORGOTTEN
            is_armed[self] = !has_looked && count != 0;
#endif
            is_asleep[self] = true;
end_asleep:
            if
            :: d_step { is_told[self] -> is_told[self] = false }
            :: d_step { is_armed[self] -> is_armed[self] = false; is_soon = false }
            fi;
            is_asleep[self] = false
        fi
    od
}

#if HARTS > 2
#define SOME_SLEEP (is_asleep[1] || is_asleep[2])
#define TOLD_IN_VAIN ((is_done[1] && is_told[1]) || (is_done[2] && is_told[2]))
#else
#define SOME_SLEEP is_asleep[1]
#define TOLD_IN_VAIN false
#endif

// When nothing can happen any more but the end of the turn on hart 0, which is armed while it has others in its queue.
active proctype judge() {
    byte taker;
    do
    :: timeout ->
        assert(memory[QUEUE_LOCK] == 0);
        if
        :: movable == 0 || !SOME_SLEEP -> break
        :: else ->
            assert(TOLD_IN_VAIN);
            is_told[1] = is_told[1] && !is_done[1];
#if HARTS > 2
            is_told[2] = is_told[2] && !is_done[2];
#endif
            idle_others(0, taker);
            assert(taker != 0 && is_asleep[taker]);
            offer(taker)
        fi
    od
}

init {
    byte hart;
    atomic {
        memory[CURRENT] = 1;
        for (hart : 0 .. HARTS - 1) {
            run drain(hart)
        }
        run busy();
        for (hart : 1 .. HARTS - 1) {
            run thief(hart)
        }
    }
}
