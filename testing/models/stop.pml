// SPDX-License-Identifier: Apache-2.0
// The set of harts of a task is changed while it runs, waits in a queue, is picked or stolen.
//
// Shown: when the call that changed the set has returned, no hart outside of it executes an instruction of the task, and when the call that
// stopped it has returned, none does; the task is never on two harts, nor lost, and taken apart once; harts that call at the same time and
// wait for each other go on.
// Memory: sequentially consistent. The stop round interrupts every hart, whatever it runs, and stops_asked and stops_done are
// release and acquire; the one pair of words that needs fences (the task's hart and its set) is place.pml's subject.
// Bounds: one task; CALLERS harts change its set once each, to all but themselves or to themselves alone, but one (KILLER) stops it; each hart
// enters the kernel any number of times.
//
// Models: kernel/scheduler/leave.c stop_harts f5d1079f
// Models: kernel/scheduler/leave.c scheduler_stop_round 5d1bc58c
// Models: kernel/scheduler/leave.c scheduler_receive_stop ff3736e8
// Models: kernel/scheduler/leave.c look_at_current e0790084
// Models: kernel/scheduler/leave.c attend 36874c56
// Models: kernel/scheduler/leave.c end_task 4bde2828
// Models: kernel/scheduler/leave.c leave_in_general dd069485
// Models: kernel/scheduler/internal.h may_enter 8610a58f
// Models: kernel/scheduler/control.c scheduler_changed d0de5642
// Models: kernel/scheduler/idle.c steal 922dc904
// Models: kernel/sync/hart_wait.c hart_wait_try_round 8c0d10a8

#define BIT(hart) (1 << (hart))
#define ALL (BIT(HARTS) - 1)
#define NOWHERE HARTS
#ifndef KILLER
#define KILLER HARTS  // the hart whose call stops the task instead: none
#endif
#define STEPS 2       // of taking it apart
#ifndef CALLERS
#define CALLERS 2
#endif

byte allowed = ALL;
bool is_changed;
bool is_stopped;           // for ever
bool is_gone;              // taken apart
byte steps;                // of that
byte task_hart;            // of the task
byte queued_at = NOWHERE;
bool is_locked[HARTS];     // run-queue locks
bool is_task_locked;
byte holders;              // who has the task: a hart's current one, or a hart that places it

bool runs[HARTS];          // current is the task
bool in_user[HARTS];       // and it executes
byte asked[HARTS];         // stops_asked
byte stops_done[HARTS];
bool is_posted[HARTS];     // IPI_STOP is in the mailbox

byte forbidden;            // harts that a call which has returned took away; cleared when a set is changed again
byte changes;              // calls under way
byte targets[HARTS * HARTS];

#define LOCK(lock) atomic { !lock -> lock = true }
#define UNLOCK(lock) lock = false

// What a hart does for its mailbox. resched: EXIT_RESCHEDULE.
inline serve(self, target, resched) {
    if
    :: is_posted[self] ->
        is_posted[self] = false;
        target = asked[self];
#ifndef CURRENT_NOT_LOOKED_AT
        resched = resched || (runs[self] && (is_changed || is_stopped));
#endif
        stops_done[self] = target
    :: else
    fi
}

inline select_hart(cpu) {
    if
    :: (allowed & 1) != 0 -> cpu = 0
    :: (allowed & 2) != 0 -> cpu = 1
    :: (allowed & 4) != 0 -> cpu = 2
    fi
}

inline place_at(cpu) {
    do
    ::  task_hart = cpu;
        LOCK(is_locked[cpu]);
        if
        :: is_changed -> is_changed = false
        :: else
        fi;
        if
        :: (allowed & BIT(cpu)) != 0 -> break
        :: else
        fi;
        UNLOCK(is_locked[cpu]);
        select_hart(cpu)
    od;
    atomic {
        assert(queued_at == NOWHERE && holders == 1);
        holders = 0;
        queued_at = cpu
    };
    UNLOCK(is_locked[cpu])
}

inline take_out(cpu) {
    atomic {
        assert(holders == 0);
        queued_at = NOWHERE;
        holders = 1
    }
}

inline requeue(cpu, is_here, moves) {
    do
    ::  cpu = task_hart;
        LOCK(is_locked[cpu]);
        is_here = task_hart == cpu;
        moves = is_here && queued_at == cpu && ((allowed & BIT(cpu)) == 0 || is_changed);
        if
        :: moves -> take_out(cpu)
        :: else
        fi;
        UNLOCK(is_locked[cpu]);
        if
        :: moves -> is_changed = false; place_at(cpu)
        :: else
        fi;
        if
        :: is_here -> break
        :: else
        fi
    od
}

#define TARGET(self, other) targets[(self) * HARTS + (other)]

// Another task on that hart makes the call.
inline change(self) {
    LOCK(is_task_locked);
    if
    :: self == KILLER ->
        atomic {
            is_stopped = true;
            changes++
        };
        UNLOCK(is_task_locked)
    :: else ->
        if
        :: set = ALL - BIT(self)
        :: set = BIT(self)
        fi;
        atomic {
            allowed = set;
            forbidden = 0;
            changes++
        };
        is_changed = true;
        UNLOCK(is_task_locked);
        requeue(cpu, is_here, moves)
    fi;
    // stop_harts
    other = 0;
    do
    :: other < HARTS && other != self ->
        atomic {
            asked[other]++;
            TARGET(self, other) = asked[other]
        };
        is_posted[other] = true;
        other++
    :: other == self -> other++
    :: other == HARTS -> break
    od;
#ifndef NOT_AWAITED
    other = 0;
    do
    :: other < HARTS && other != self ->
        // hart_wait_round
        do
        :: stops_done[other] >= TARGET(self, other) -> break
#ifndef WAITS_UNSERVED
        :: is_posted[self] -> serve(self, target, resched)
#endif
        od;
        other++
    :: other == self -> other++
    :: other == HARTS -> break
    od;
#endif
    other = 0;
    atomic {
        changes--;
        if
        :: changes == 0 && is_stopped -> forbidden = ALL
        :: changes == 0 && !is_stopped -> forbidden = ALL - allowed
        :: else
        fi;
        for (cpu : 0 .. HARTS - 1) {
            assert(!in_user[cpu] || (forbidden & BIT(cpu)) == 0)
        }
        cpu = 0
    }
}

// The long way out of the kernel, until there is something to run in user mode.
inline leave(self) {
    picked = runs[self];
    if
    :: !picked ->
        LOCK(is_locked[self]);
        if
        :: queued_at == self -> take_out(self); picked = true
        :: else
        fi;
        UNLOCK(is_locked[self])
    :: picked ->
        // Another one's turn: it goes back, whatever its set.
        LOCK(is_locked[self]);
        atomic {
            runs[self] = false;
            holders--;
            queued_at = self
        };
        UNLOCK(is_locked[self]);
        picked = false
    :: picked
    fi;
    if
    :: picked ->
#ifdef CHANGE_NOT_ATTENDED
        if
        :: false
#else
        if
        :: is_stopped ->
            // end_task
            runs[self] = false;
            steps++;
            if
            :: steps < STEPS -> cpu = self; place_at(cpu)
            :: else ->
                atomic {
                    assert(holders == 1 && queued_at == NOWHERE && !is_gone);
                    holders = 0;
                    is_gone = true
                }
            fi
        :: !is_stopped && (is_changed || (allowed & BIT(self)) == 0) ->
            // attend
            is_changed = false;
            if
            :: !runs[self] || (allowed & BIT(self)) == 0 ->
                runs[self] = false;
                cpu = self;
                place_at(cpu)
            :: else
            fi
#endif
        :: else -> atomic { runs[self] = true; assert(holders == 1) }
        fi
    :: else ->
        // steal
        cpu = queued_at;
        if
        :: cpu != NOWHERE && cpu != self ->
            LOCK(is_locked[cpu]);
            if
            :: queued_at == cpu && (allowed & BIT(self)) != 0 ->
                take_out(cpu);
                task_hart = self;
                UNLOCK(is_locked[cpu]);
                cpu = self;
#ifdef STOPPED_NOT_PLACED
                if
                :: is_stopped -> holders = 0
                :: else -> place_at(cpu)
                fi
#else
                place_at(cpu)
#endif
            :: else -> UNLOCK(is_locked[cpu])
            fi
        :: else
        fi
    fi
}

proctype cpu_of(byte self; bool calls) {
    byte cpu;
    byte target;
    byte other;
    byte set;
    bool is_here;
    bool moves;
    bool resched;
    bool picked;
end_idle:
    do
    ::  // Trapped, or woken.
        atomic {
            is_posted[self] || runs[self] || queued_at != NOWHERE || calls ->
            in_user[self] = false
        };
        serve(self, target, resched);
        if
        :: calls && !runs[self] -> calls = false; change(self)
        :: true
        fi;
        if
        :: !runs[self] || resched -> resched = false; leave(self)
        :: else  // straight back to the same task
        fi;
        if
        :: atomic {
            runs[self] ->
            in_user[self] = true;
            assert((forbidden & BIT(self)) == 0)
        }
        :: else
        fi
    od
}

active proctype judge() {
    timeout -> assert(is_gone && changes == 0)  // else it is lost, or two harts wait for each other
}

init {
    byte hart;
    atomic {
        queued_at = HARTS - 1;
        task_hart = HARTS - 1;
        for (hart : 0 .. HARTS - 1) {
            run cpu_of(hart, hart < CALLERS)
        }
    }
}
