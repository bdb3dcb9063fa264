// SPDX-License-Identifier: Apache-2.0
// The server ends, is killed, answers or receives again, while a call reaches it.
//
// Shown: a call that was received gets an answer or an error, once, whatever becomes of the server; a server that was killed ends. A call that
// was not received waits on, with or without a server: it ends with its deadline, or when the endpoint is revoked.
// Memory: sequentially consistent: every hand-over goes through a claim (release, acquire) or the endpoint's lock.
// Bounds: one client, which makes CALLS calls; one server, which is killed at any time or never, and may leave any call unanswered.
//
// Models: kernel/ipc/ipc.c send_to 53ada167
// Models: kernel/ipc/ipc.c send_locked 95bbf72b
// Models: kernel/ipc/ipc.c take_receiver_locked d188ed03
// Models: kernel/ipc/ipc.c receive_locked 2764fa73
// Models: kernel/ipc/ipc.c ipc_receive_prepared 6631cea4
// Models: kernel/ipc/ipc.c reply 30ef9623
// Models: kernel/ipc/ipc.c ipc_drop_caller 353c6fa1
// Models: kernel/task/task_end.c task_take_apart 71a35e48
// Models: kernel/syscall/task_calls.c system_call_task_kill 3b2faf0f

#define CALLS 2
#define CLIENT 0
#define SERVER 1
#define CLIENT_HART 0
#define SERVER_HART 1
#if HARTS == 2
#define KILLER_HART 0
#else
#define KILLER_HART 2
#endif
#define NOBODY 0

bool in_kernel[HARTS];
bool endpoint_lock;

// Of the client and of the server.
byte sequence[2];
bool is_open[2];
bool is_linked[2];
bool is_placed[2];
byte owners[2] = 1;

byte caller_ticket;    // of the call that the server owes an answer; NOBODY: none
bool is_served;        // the client's wait is WAIT_REPLY
bool is_stopped;       // the server
bool is_seen;          // by its hart
bool is_dead;
bool is_over;          // the client has made its calls
byte results;

#define ENTER(hart) atomic { !in_kernel[hart] -> in_kernel[hart] = true }
#define LEAVE(hart) in_kernel[hart] = false
#define LOCK(lock) atomic { !lock -> lock = true }
#define UNLOCK(lock) lock = false

inline open(who) {
    d_step {
        assert(owners[who] == 1 && !is_open[who]);
        owners[who] = 0;
        sequence[who]++;
        is_open[who] = true
    }
}

inline take(who, ticket, won) {
    d_step {
        won = is_open[who] && sequence[who] == ticket;
        if
        :: won -> is_open[who] = false; owners[who]++; assert(owners[who] == 1)
        :: else
        fi
    }
}

inline place(who) {
    d_step {
        assert(owners[who] == 1 && !is_placed[who] && !is_linked[who]);
        owners[who] = 0;
        is_placed[who] = true
    }
}

inline resume(who, hart) {
    atomic {
        is_placed[who] && !in_kernel[hart] ->
        is_placed[who] = false;
        owners[who]++;
        assert(owners[who] == 1)
    }
}

// ipc_drop_caller
inline drop_caller(won) {
    if
    :: caller_ticket != NOBODY ->
        take(CLIENT, caller_ticket, won);
        caller_ticket = NOBODY;
        if
        :: won -> place(CLIENT)
        :: else
        fi
    :: else
    fi
}

active proctype client() {
    byte calls;
    bool won;
    do
    :: calls < CALLS ->
        ENTER(CLIENT_HART);
        calls++;
        is_served = false;
        won = false;
        LOCK(endpoint_lock);
        if
        :: is_linked[SERVER] ->
            is_linked[SERVER] = false;
            take(SERVER, sequence[SERVER], won)
        :: else
        fi;
        if
        :: won ->
            // send_to
            UNLOCK(endpoint_lock);
            caller_ticket = sequence[CLIENT] + 1;
            is_served = true;
#ifdef PLACED_BEFORE_OPENED
            place(SERVER);
            open(CLIENT);
#else
            open(CLIENT);
            place(SERVER);
#endif
        :: else ->
            is_linked[CLIENT] = true;
            open(CLIENT);
            UNLOCK(endpoint_lock)
        fi;
        LEAVE(CLIENT_HART);
end_waits:
        resume(CLIENT, CLIENT_HART);
        results++
    :: calls == CALLS -> break
    od;
    is_over = true
}

active proctype server() {
    bool won;
    do
    :: atomic { !is_seen && !in_kernel[SERVER_HART] -> in_kernel[SERVER_HART] = true };
        // receive_prepared
#ifdef RECEIVING_KEEPS_CALLER
        caller_ticket = NOBODY;
#else
        drop_caller(won);
#endif
        LOCK(endpoint_lock);
        won = false;
        if
        :: is_linked[CLIENT] ->
            is_linked[CLIENT] = false;
            take(CLIENT, sequence[CLIENT], won)
        :: else
        fi;
        if
        :: won ->
            UNLOCK(endpoint_lock);
            caller_ticket = sequence[CLIENT] + 1;
            is_served = true;
            open(CLIENT);
            LEAVE(SERVER_HART)
        :: else ->
            is_linked[SERVER] = true;
            open(SERVER);
            UNLOCK(endpoint_lock);
            LEAVE(SERVER_HART);
end_waits:
            resume(SERVER, SERVER_HART)
        fi;
        if
        :: atomic { !is_stopped && caller_ticket != NOBODY && !in_kernel[SERVER_HART] -> in_kernel[SERVER_HART] = true };
            // reply
            take(CLIENT, caller_ticket, won);
            caller_ticket = NOBODY;
            if
            :: won -> place(CLIENT)
            :: else
            fi;
            LEAVE(SERVER_HART)
        :: true  // it receives again, or ends
        fi
    :: is_stopped -> break
    od;
    // task_take_apart
    ENTER(SERVER_HART);
#ifndef DEAD_SERVER_FORGETS_CALLER
    drop_caller(won);
#endif
    is_dead = true;
    LEAVE(SERVER_HART)
}

active proctype killer() {
    byte ticket;
    bool won;
    if
    :: ENTER(KILLER_HART);
        is_stopped = true;
        d_step { !in_kernel[SERVER_HART] -> is_seen = true };
        (KILLER_HART == CLIENT_HART || !in_kernel[CLIENT_HART]);
        if
        :: is_open[SERVER] ->
            ticket = sequence[SERVER];
            take(SERVER, ticket, won);
            if
            :: won ->
                LOCK(endpoint_lock);
                is_linked[SERVER] = false;
                UNLOCK(endpoint_lock);
                place(SERVER)
            :: else
            fi
        :: else
        fi;
        LEAVE(KILLER_HART)
    :: true
    fi
}

active proctype judge() {
    timeout;
    assert(!is_stopped || is_dead);
    assert(is_over || (is_dead && is_linked[CLIENT] && !is_served));
    assert(!is_over || results == CALLS)
}
