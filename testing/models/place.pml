// SPDX-License-Identifier: Apache-2.0
// A task that becomes ready, and those who change the set of harts that it may run on.
//
// Shown: when all of them have returned the task is in one queue, that of a hart of its set.
// Memory: store buffers; the hart of the task, its set and the locks are words behind them. Its attention bit is changed by
// read-modify-writes. What a lock guards (queues) is not: whoever gets the lock sees what was stored before it was given back.
// Bounds: one task that is placed once, on any hart of the set that was read; HARTS - 1 changes at a time, of any set that is not empty.
//
// Models: kernel/scheduler/place.c place_at 494d1de8
// Models: kernel/scheduler/place.c choose_hart 48696bfb
// Models: kernel/scheduler/place.c scheduler_requeue 18762642
// Models: kernel/scheduler/place.c take_out b7199dfa
// Models: kernel/scheduler/control.c scheduler_set_harts_locked c05ec616
// Models: kernel/scheduler/control.c mark 09aa5a97
// Models: kernel/scheduler/control.c settle_changes a4d56c4e
// Models: kernel/scheduler/control.c scheduler_changed d0de5642

#define WORDS (3 + HARTS)
#define HART 0
#define ALLOWED 1
#define TASK_LOCK 2
#define QUEUE_LOCK 3  // of each hart
#include "testing/models/store_buffer.pml"

#define NOWHERE HARTS
#define ALL (BIT(HARTS) - 1)

bool is_changed;             // attention: TASK_CHANGED
byte queued_at = NOWHERE;    // under the lock of that queue
bool is_owned = true;        // by whoever places it: on no queue
byte running = HARTS;        // calls that have not returned

inline settle_changes(self) {
    ATOMIC_RELEASE(self, is_changed = false)
}

inline choose_hart(self, cpu, set) {
    set = LOAD(self, ALLOWED);
    select_hart(cpu, set)
}

inline select_hart(cpu, set) {
    if
    :: (set & 1) != 0 -> cpu = 0
    :: (set & 2) != 0 -> cpu = 1
    :: (set & 4) != 0 -> cpu = 2
    fi
}

inline place_at(self, cpu, set) {
    do
    ::  STORE(self, HART, cpu);
#ifndef NO_FENCE_OF_PLACER
        FENCE(self);
#endif
        LOCK(self, QUEUE_LOCK + cpu);
        if
        :: is_changed -> settle_changes(self)
        :: else
        fi;
#ifdef SET_NOT_LOOKED_AT_AGAIN
        break;
#endif
        set = LOAD(self, ALLOWED);
        if
        :: (set & BIT(cpu)) != 0 -> break
        :: else
        fi;
        UNLOCK(self, QUEUE_LOCK + cpu);
        choose_hart(self, cpu, set)
    od;
    skip;
    d_step {
        assert(queued_at == NOWHERE && is_owned);
        queued_at = cpu;
        is_owned = false
    };
    UNLOCK(self, QUEUE_LOCK + cpu)
}

inline requeue(self, cpu, set, is_here, moves) {
    do
    ::  cpu = LOAD(self, HART);
        LOCK(self, QUEUE_LOCK + cpu);
#ifdef HART_NOT_LOOKED_AT_AGAIN
        is_here = true;
#else
        is_here = LOAD(self, HART) == cpu;
#endif
        moves = false;
        if
        :: is_here && queued_at == cpu ->
            // take_out
            set = LOAD(self, ALLOWED);
            d_step {
                moves = (set & BIT(cpu)) == 0 || is_changed;
                if
                :: moves -> queued_at = NOWHERE; is_owned = true
                :: else
                fi
            }
        :: else
        fi;
        UNLOCK(self, QUEUE_LOCK + cpu);
        if
        :: moves ->
            settle_changes(self);
            place_at(self, cpu, set)
        :: else
        fi;
        if
        :: is_here -> break
        :: else
        fi
    od
}

proctype placer(byte self) {
    byte cpu;
    byte set;
    choose_hart(self, cpu, set);
    place_at(self, cpu, set);
    running--
}

proctype changer(byte self) {
    byte cpu;
    byte set;
    bool is_here;
    bool moves;
    LOCK(self, TASK_LOCK);
    // Any set: the first bit of a hart alone, or all.
    if
    :: set = 1
    :: set = 2
#if HARTS > 2
    :: set = 4
    :: set = 6
#endif
    fi;
    STORE(self, ALLOWED, set);
#ifdef CHANGE_NOT_FENCED
    is_changed = true;
#else
    ATOMIC_RELEASE(self, is_changed = true);
#endif
    UNLOCK(self, TASK_LOCK);
#ifndef CHANGE_NOT_FENCED
    FENCE(self);
#endif
    requeue(self, cpu, set, is_here, moves);
    running--
}

active proctype judge() {
    timeout -> assert(running == 0 && queued_at != NOWHERE && !is_owned && (memory[ALLOWED] & BIT(queued_at)) != 0)
}

init {
    byte hart;
    atomic {
        memory[ALLOWED] = ALL;
        for (hart : 0 .. HARTS - 1) {
            run drain(hart)
        }
        run placer(0);
        for (hart : 1 .. HARTS - 1) {
            run changer(hart)
        }
    }
}
