// SPDX-License-Identifier: Apache-2.0
// One wait of a call, and those who may end it: the server that receives and answers, the deadline, and who kills the task.
//
// Shown: exactly one of them wins each wait and the task is placed once for it; nobody ends a later wait in place of an earlier one; a
// task whose deadline passes, or that is killed, goes on, whatever the server does or never does.
// Memory: sequentially consistent. Each hand-over goes through the claim (store-release, compare-and-swap acquire-release) or a lock;
// a stop round orders what the killer wrote before it (stops_asked release, acquire) and what the others did (stops_done).
// Bounds: WAITS calls of one task, one server, one deadline for each wait or none, one kill at any time or none. A hart is in the kernel
// for one actor at a time.
//
// Models: kernel/ipc/wait.c wait_open aaa0e753
// Models: kernel/ipc/wait.c wait_reopen f38605f1
// Models: kernel/ipc/wait.c wait_take_linked 292c17d4
// Models: kernel/ipc/wait.c unlink dbaedc80
// Models: kernel/ipc/wait.c wait_abort cde49db5
// Models: kernel/ipc/wait.c wait_abort_current 7d5875eb
// Models: kernel/ipc/wait.c wait_complete 94aefa44
// Models: kernel/task/wait_claim.h wait_claim_take dd782786
// Models: kernel/ipc/ipc.c receive_from 8b878201
// Models: kernel/ipc/ipc.c answer 45a4b97e
// Models: kernel/timer/timer.c take_due 465c3aeb
// Models: kernel/syscall/task_calls.c system_call_task_kill 3b2faf0f

#define WAITS 2

// Where the actors are: the task and its deadline, the server, the killer.
#define TASK_HART 0
#define SERVER_HART 1
#if HARTS == 2
#define KILLER_HART 0
#else
#define KILLER_HART 2
#endif

bool in_kernel[HARTS];
bool endpoint_lock;
bool timer_lock;

// The claim: a sequence number, and whether it is open.
byte sequence;
bool is_open;

// The task's own state. Whoever has taken the claim owns it.
bool is_reply;       // wait: WAIT_CALL or WAIT_REPLY
bool is_linked;      // under endpoint_lock
bool has_deadline;
bool is_armed;       // under timer_lock, as is the ticket
byte deadline_ticket;
bool is_stopped;     // attention: TASK_STOPPED

// What is asserted.
byte owners = 1;     // of the task: itself, its owner in the kernel, or its claim (0)
bool is_placed;
bool is_waiting;
bool is_over;
byte waits;          // begun so far
byte armed_for;      // which wait the deadline was armed for
bool is_seen;        // the task's hart has looked at the mark

#define ENTER(hart) atomic { !in_kernel[hart] -> in_kernel[hart] = true }
#define LEAVE(hart) in_kernel[hart] = false
#define LOCK(lock) atomic { !lock -> lock = true }
#define UNLOCK(lock) lock = false

inline open_claim() {
    // The last touch.
    d_step {
        assert(owners == 1 && !is_open);
        owners = 0;
        sequence++;
        is_open = true
    }
}

// wait_claim_take: won is the answer.
inline take(ticket, won) {
#ifdef TAKE_NOT_ATOMIC
    won = is_open && sequence == ticket;
    if
    :: won -> d_step { is_open = false; owners++; assert(owners == 1) }
    :: else
    fi
#else
    d_step {
#ifdef TICKET_IGNORED
        won = is_open;
#else
        won = is_open && sequence == ticket;
#endif
        if
        :: won -> is_open = false; owners++; assert(owners == 1)
        :: else
        fi
    }
#endif
}

inline complete() {
    if
    :: has_deadline ->
        LOCK(timer_lock);
        is_armed = false;
        UNLOCK(timer_lock);
        has_deadline = false
    :: else
    fi;
    d_step {
        assert(owners == 1 && !is_placed && !is_linked && !is_armed);
        owners = 0;
        is_placed = true
    }
}

inline abort_wait(ticket, won) {
    take(ticket, won);
    if
    :: won ->
        if
        :: !is_reply ->
            LOCK(endpoint_lock);
            is_linked = false;
            UNLOCK(endpoint_lock)
        :: else
        fi;
        complete()
    :: else
    fi
}

active proctype task() {
    do
    :: atomic { waits < WAITS && !is_seen && !in_kernel[TASK_HART] -> in_kernel[TASK_HART] = true };
        waits++;
        LOCK(endpoint_lock);
        is_reply = false;
        is_linked = true;
        if
        :: has_deadline = true;
            LOCK(timer_lock);
            deadline_ticket = sequence + 1;
            armed_for = waits;
            is_armed = true;
            UNLOCK(timer_lock)
        :: has_deadline = false
        fi;
        open_claim();
        is_waiting = true;
        UNLOCK(endpoint_lock);
        LEAVE(TASK_HART);
end_waiting:
        // The hart that picks it is any.
        d_step {
            is_placed ->
            is_placed = false;
            is_waiting = false;
            owners++;
            assert(owners == 1)
        }
    :: is_seen || waits == WAITS -> break
    od;
    is_over = true
}

active proctype server() {
    byte caller_ticket;
    bool won;
    bool has_passed;
    do
    :: ENTER(SERVER_HART);
        LOCK(endpoint_lock);
        if
        :: is_linked ->
            is_linked = false;
            caller_ticket = sequence;
            take(caller_ticket, won);
            UNLOCK(endpoint_lock)
        :: else ->
            won = false;
            UNLOCK(endpoint_lock)
        fi;
        if
        :: won ->
            // receive_from: the message is copied, then it waits for the answer.
            caller_ticket = sequence + 1;
            is_reply = true;
            has_passed = false;
#ifndef KILL_FORGOTTEN
            has_passed = is_stopped;
#endif
            if
            :: has_deadline ->
                LOCK(timer_lock);
                deadline_ticket = caller_ticket;
#ifndef PASSED_DEADLINE_FORGOTTEN
                has_passed = has_passed || !is_armed;
#endif
#ifdef OPENED_AFTER_UNLOCK
                UNLOCK(timer_lock);
                open_claim()
#else
                open_claim();
                UNLOCK(timer_lock)
#endif
            :: else -> open_claim()
            fi;
            if
            :: has_passed -> abort_wait(caller_ticket, won)
            :: else
            fi;
            LEAVE(SERVER_HART);
            if
            :: ENTER(SERVER_HART);
                take(caller_ticket, won);
                if
                :: won -> complete()
                :: else
                fi;
                LEAVE(SERVER_HART)
            :: goto end_never_answers
            fi
        :: else ->
            LEAVE(SERVER_HART);
end_idle:
            // It comes back when somebody queues.
            is_linked || is_over;
            if
            :: is_over -> break
            :: else
            fi
        fi
    od;
end_never_answers:
    skip
}

active proctype timer() {
    byte ticket;
    byte round;
    bool won;
    do
    :: ENTER(TASK_HART);
        LOCK(timer_lock);
        if
        :: is_armed ->
            is_armed = false;
            ticket = deadline_ticket;
            round = armed_for;
            UNLOCK(timer_lock);
            take(ticket, won);
            if
            :: won ->
                assert(round == waits);
                if
                :: !is_reply ->
                    LOCK(endpoint_lock);
                    is_linked = false;
                    UNLOCK(endpoint_lock)
                :: else
                fi;
                complete()
            :: else
            fi
        :: else -> UNLOCK(timer_lock)
        fi;
        LEAVE(TASK_HART);
end_idle:
        is_armed || is_over;
        if
        :: is_over && !is_armed -> break
        :: else
        fi
    od
}

active proctype killer() {
    byte ticket;
    byte hart;
    bool won;
    if
    :: ENTER(KILLER_HART);
        is_stopped = true;
        // The stop round: each other hart has left the kernel since, or entered it after it saw the mark.
        for (hart : 0 .. HARTS - 1) {
            d_step {
                hart == KILLER_HART || !in_kernel[hart] ->
                is_seen = is_seen || hart == TASK_HART
            }
        }
        // wait_abort_current
        if
        :: is_open -> d_step { ticket = sequence }; abort_wait(ticket, won)
        :: else
        fi;
        LEAVE(KILLER_HART)
    :: skip
    fi
}

// When nobody can do anything more.
active proctype judge() {
    timeout -> assert(is_over || (is_waiting && !is_stopped && !has_deadline))
}
