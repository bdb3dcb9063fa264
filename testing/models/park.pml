// SPDX-License-Identifier: Apache-2.0
// A task that blocks for an event, and those who wake it.
//
// Shown: no wake is lost, and what was written before it is seen by who was woken. The task does what programs do: it looks for work,
// and parks while there is none; each waker makes work, then unparks. At the end all work is done.
// Memory: store buffers. The task's hart and each waker's are different ones. The read-modify-writes of pending_events act on memory at once;
// what a fence after one holds back is a load before it, which is what the sabotaged variants do. waits_for and the claim are relaxed
// and release stores. Whoever takes the claim places the task under a lock: it runs with everything that its owner had seen.
// Bounds: HARTS - 1 wakers of one event each, one of them also of another event that nobody waits for; any number of parkings.
//
// Models: kernel/scheduler/place.c scheduler_block_current 5047e347
// Models: kernel/scheduler/place.c scheduler_begin_blocked 112e8013
// Models: kernel/scheduler/place.c end_wait 824dd63b
// Models: kernel/scheduler/place.c scheduler_wake_locked ab8b8c5f
// Models: kernel/task/wait_claim.h wait_claim_open 414b1ba3
// Models: kernel/task/wait_claim.h wait_claim_current 68deaed1
// Models: kernel/task/wait_claim.h wait_claim_take dd782786

#define PERMIT 1
#define INPUT 2

#define WORDS (4 + HARTS - 1)
#define PENDING 0     // pending_events
#define CLAIM 1       // sequence << 1 | open
#define WAITS_FOR 2
#define FRAME 3       // what the task needs to run again: which parking it is
#define WORK 4        // of each waker
#include "testing/models/store_buffer.pml"

#define TASK_HART 0
#define WORKERS (HARTS - 1)

// What a hart has seen for sure: the work of the wakers whose event it has acquired. A bit for each.
byte acquired[HARTS];
byte published;  // with pending_events: whoever changes it with acquire order gets this
byte handed;     // with the task: what its owner had seen

bool is_ready;
byte done;       // work of the task that is done, a bit for each
byte owners = 1;
byte parkings;

// pending_events &= ~event, by a hart; before: the old value.
inline consume(hart, event, before) {
    d_step {
        before = memory[PENDING];
        memory[PENDING] = memory[PENDING] & (255 - (event))
#ifndef CONSUMED_RELAXED
        ; acquired[hart] = acquired[hart] | published
#endif
    }
}

// Takes the claim whose word was seen, and places the task.
inline end_wait(hart, event, word, waited, ignored, won) {
    word = LOAD(hart, CLAIM);
    if
    :: (word & 1) != 0 ->
        waited = LOAD(hart, WAITS_FOR);
        if
        :: waited == event ->
            // Compare-and-swap, acquire-release.
            d_step {
                FENCE(hart) ->
                won = memory[CLAIM] == word;
                if
                :: won -> memory[CLAIM] = memory[CLAIM] - 1; owners++; assert(owners == 1 && LOAD(hart, FRAME) == parkings)
                :: else
                fi
            };
            if
            :: won ->
                consume(hart, event, ignored);
                d_step {
                    assert(!is_ready);
                    handed = acquired[hart];
                    owners = 0;
                    is_ready = true
                }
            :: else
            fi
        :: else
        fi
    :: else
    fi
}

proctype task() {
    byte before;
    byte word;
    byte waited;
    byte ignored;
    byte look;
    byte maker;
    bool won;
    do
    :: done == BIT(WORKERS) - 1 -> break
    :: else ->
        // Looks for work. It sees what was acquired for sure; of the rest what memory holds now, or held before the last look at events.
        maker = 0;
        do
        :: maker < WORKERS ->
            d_step {
                look = LOAD(TASK_HART, WORK + maker)
            };
            if
            :: look != 0 ->
                done = done | BIT(maker)
            :: look != 0 && (acquired[TASK_HART] & BIT(maker)) == 0 ->
                skip  // the load was early
            :: else -> assert((acquired[TASK_HART] & BIT(maker)) == 0)
            fi;
            maker++
        :: else -> break
        od;
        if
        :: done == BIT(WORKERS) - 1 -> break
        :: else
        fi;
        // scheduler_block_current
        consume(TASK_HART, PERMIT, before);
        if
        :: (before & PERMIT) != 0
        :: else ->
            parkings++;
            STORE(TASK_HART, FRAME, parkings);
            STORE(TASK_HART, WAITS_FOR, PERMIT);
            d_step { assert(owners == 1); owners = 0 };
#ifdef CLAIM_OPENED_RELAXED
            STORE(TASK_HART, CLAIM, memory[CLAIM] + 3);
#else
            STORE_RELEASE(TASK_HART, CLAIM, memory[CLAIM] + 3);
#endif
#ifndef NO_FENCE_OF_SLEEPER
            FENCE(TASK_HART);
#endif
            before = LOAD(TASK_HART, PENDING);
            if
            :: (before & PERMIT) != 0 -> end_wait(TASK_HART, PERMIT, word, waited, ignored, won)
            :: else
            fi;
            // Another hart may run it; the one that does has what its owner had.
            d_step {
                is_ready ->
                is_ready = false;
                owners++;
                assert(owners == 1);
                acquired[TASK_HART] = acquired[TASK_HART] | handed
            }
        fi
    od
}

proctype waker(byte hart) {
    byte word;
    byte waited;
    byte ignored;
    bool won;
    if
    :: hart == 1 ->
        ATOMIC_RELEASE(hart, memory[PENDING] = memory[PENDING] | INPUT);
        end_wait(hart, INPUT, word, waited, ignored, won)
    :: else
    fi;
    STORE(hart, WORK + hart - 1, 1);
#ifdef NO_FENCE_OF_WAKER
    // The load of the claim comes before the event is posted.
    word = LOAD(hart, CLAIM);
#endif
    d_step {
        FENCE(hart) ->
        acquired[hart] = acquired[hart] | BIT(hart - 1) | published;
        published = acquired[hart];
        memory[PENDING] = memory[PENDING] | PERMIT
    };
#ifdef NO_FENCE_OF_WAKER
    if
    :: (word & 1) == 0 -> goto over
    :: else
    fi;
#endif
    end_wait(hart, PERMIT, word, waited, ignored, won);
#ifdef NO_FENCE_OF_WAKER
over:
#endif
    skip
}

init {
    byte hart;
    atomic {
        for (hart : 0 .. HARTS - 1) {
            run drain(hart)
        }
        run task();
        for (hart : 1 .. HARTS - 1) {
            run waker(hart)
        }
    }
}
