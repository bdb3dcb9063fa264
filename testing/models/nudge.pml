// SPDX-License-Identifier: Apache-2.0
// A hart that is told of a task only when it would not look by itself, and at that perhaps not.
//
// Shown: a ready task never waits on a hart that sleeps or runs another task with no timer armed and no interrupt on its way; even if every
// nudge is dropped.
// Memory: store buffers; the queue's count, what the hart runs, the end of its slice and the lock are words behind them. Whether others were
// ready when it looked last is the hart's own. The end of a slice is "armed, within the limit" or "never"; an armed one comes at any time.
// Bounds: hart 0, which blocks BLOCKS times and is interrupted for nothing once; each other hart adds a task and may take one away.
//
// Models: kernel/scheduler/place.c need_of 5cc9d5e6
// Models: kernel/scheduler/place.c tell 0bdb6c90
// Models: kernel/scheduler/place.c place_at 494d1de8
// Models: kernel/scheduler/leave.c pick_next fd504402
// Models: kernel/scheduler/leave.c wait_for_work f69b06eb
// Models: kernel/scheduler/turn.c turn_arm 01422a07
// Models: kernel/scheduler/idle.c idle_begin e1b16e50
// Models: kernel/timer/timer.c timer_set_slice c505e55d
// Models: kernel/timer/timer.c timer_interrupt e72af769

#define BLOCKS 2
#define WORDS 4
#define READY 0
#define CURRENT 1
#define SLICE 2        // 1: armed, within the limit; 0: never
#define QUEUE_LOCK 3
#include "testing/models/store_buffer.pml"

byte queue;            // as READY, under the lock
bool is_told;          // IPI_RESCHEDULE is pending

// pick_next, and what follows it.
inline leave() {
    do
    ::  if
#ifdef CONTENDED_FORGOTTEN
        :: runs && LOAD(0, READY) == 0 -> break
        :: !(runs && LOAD(0, READY) == 0) -> skip
#else
        :: runs && LOAD(0, READY) == 0 && !is_contended -> break
        :: !(runs && LOAD(0, READY) == 0 && !is_contended) -> skip
#endif
        fi;
        LOCK(0, QUEUE_LOCK);
        has_next = runs;
        if
        :: !runs && queue != 0 ->
            queue--;
            STORE(0, READY, queue);
            has_next = true
        :: else  // or the current one and one that is ready change places
        fi;
#ifdef ARMED_WITHOUT_LOCK
        UNLOCK(0, QUEUE_LOCK);
#endif
        if
        :: has_next ->
            is_contended = queue != 0;
            STORE(0, SLICE, is_contended)
        :: else
        fi;
#ifndef ARMED_WITHOUT_LOCK
        UNLOCK(0, QUEUE_LOCK);
#endif
        if
        :: has_next && !runs -> runs = true; STORE(0, CURRENT, 1); break
        :: has_next && runs -> break
        :: !has_next ->
            // Nothing to steal, or not yet: then a timer is armed for the next attempt.
            if
            :: STORE(0, SLICE, 0)
            :: STORE(0, SLICE, 1)
            fi;
end_asleep:
            if
            :: d_step { is_told -> is_told = false }
            :: LOAD(0, SLICE) != 0 -> STORE(0, SLICE, 0)
            fi
        fi
    od
}

proctype hart() {
    bool runs = true;
    bool is_contended;
    bool has_next;
    byte blocks;
    bool was_interrupted;
    bool is_settled;
end_runs:
    do
    :: d_step { is_told -> is_told = false };
        leave()
    :: LOAD(0, SLICE) != 0 ->
        STORE(0, SLICE, 0);
        leave()
    :: !is_settled && blocks < BLOCKS ->
        blocks++;
        runs = false;
        STORE(0, CURRENT, 0);
        leave()
    :: !is_settled && !was_interrupted ->
        was_interrupted = true;
        leave()
    :: !is_settled -> is_settled = true  // what it runs goes on for ever
    od
}

proctype adder(byte self) {
    bool must_look;
    LOCK(self, QUEUE_LOCK);
    queue++;
    STORE(self, READY, queue);
#ifdef IDLE_NOT_LOOKED_AT
    must_look = false;
#else
    must_look = LOAD(self, CURRENT) == 0;
#endif
#ifndef NEVER_TOLD
    if
    :: !must_look -> must_look = LOAD(self, SLICE) == 0
    :: else
    fi;
#endif
    UNLOCK(self, QUEUE_LOCK);
    if
    :: must_look -> ATOMIC_RELEASE(self, is_told = true)  // mailbox_post
    :: else  // nothing, or a nudge that was dropped
    fi;
    // It steals.
    if
    :: true
    ::  LOCK(self, QUEUE_LOCK);
        if
        :: queue != 0 && LOAD(self, CURRENT) != 0 ->
            queue--;
            STORE(self, READY, queue)
        :: else
        fi;
        UNLOCK(self, QUEUE_LOCK)
    fi
}

active proctype judge() {
    timeout -> assert(memory[QUEUE_LOCK] == 0 && queue == 0)
}

init {
    byte number;
    atomic {
        memory[CURRENT] = 1;
        for (number : 0 .. HARTS - 1) {
            run drain(number)
        }
        run hart();
        for (number : 1 .. HARTS - 1) {
            run adder(number)
        }
    }
}
