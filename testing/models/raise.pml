// SPDX-License-Identifier: Apache-2.0
// The class of a task is raised, which runs, is ready, queues at an endpoint, or is received and served.
//
// Shown: when the call that raised it has returned, wherever the task queues its place is that of its new class, and whoever serves it has been
// lent that, at the latest when the server leaves the kernel.
// Memory: sequentially consistent: the claim is opened before a full fence and the look at the mark, and the mark set before a full fence
// and the look at the claim; all else is under the endpoint's lock, or ordered by the stop of the task's hart.
// Bounds: one task, which makes CALLS calls; one server, which answers each; one raise, from a third hart, or from the server's hart while no
// server runs there.
//
// Models: kernel/scheduler/control.c scheduler_set_class_locked 720189a5
// Models: kernel/scheduler/control.c scheduler_changed d0de5642
// Models: kernel/scheduler/control.c let_class_count a8bfb718
// Models: kernel/scheduler/control.c settle_changes a4d56c4e
// Models: kernel/ipc/lend.c ipc_raise_waiting 3f80edbf
// Models: kernel/ipc/wait.c wait_raise 6ba25ae4
// Models: kernel/ipc/ipc.c wait_for_receiver c225c23d
// Models: kernel/ipc/ipc.c receive_from 8b878201

#define CALLS 2
#define TASK_HART 0
#define SERVER_HART 1
#if HARTS == 2
#define RAISER_HART 1
#else
#define RAISER_HART 2
#endif

bool in_kernel[HARTS];
bool endpoint_lock;

byte base_class;       // 1: raised
byte class_;           // that it queues with
bool is_changed;       // attention: TASK_CHANGED
byte sequence;
bool is_open;          // its claim
bool is_linked;
bool is_reply;         // wait: WAIT_CALL or WAIT_REPLY
bool is_placed;
bool is_over;
bool is_current = true;  // its hart runs it

byte lent;             // to the server, by the task that it serves, or by who queues
bool is_served;
bool has_returned;     // the raise

#define ENTER(hart) atomic { !in_kernel[hart] -> in_kernel[hart] = true }
#define LEAVE(hart) in_kernel[hart] = false
#define LOCK(lock) atomic { !lock -> lock = true }
#define UNLOCK(lock) lock = false

// The owner of the task lets it have its class.
inline settle_changes() {
    is_changed = false;
    class_ = base_class
}

// What holds when the raise has returned.
inline check() {
    d_step {
        assert(!has_returned || !is_linked || class_ == 1);
        assert(!has_returned || !is_open || !is_reply || lent == 1)
    }
}

// found: the task waits.
inline raise_waiting(found, to) {
    found = is_open;
    if
    :: found ->
        to = base_class;
        // wait_raise
        LOCK(endpoint_lock);
        if
        :: is_linked && class_ < to -> class_ = to
        :: else
        fi;
        UNLOCK(endpoint_lock);
        // Whoever serves it, if the task still waits for the answer.
        if
        :: is_open && is_reply -> lent = (lent > to -> lent : to)
        :: else
        fi;
        to = 0
    :: else
    fi
}

active proctype task() {
    byte calls;
    do
    :: calls < CALLS ->
        // It enters the kernel of itself, or is interrupted: then it looks at the mark on its way out.
        ENTER(TASK_HART);
        if
        :: is_changed -> settle_changes()
        :: else
        fi;
        LEAVE(TASK_HART);
        ENTER(TASK_HART);
        calls++;
        LOCK(endpoint_lock);
        is_reply = false;
        is_linked = true;
        d_step {
            assert(!is_open);
            is_current = false;
            sequence++;
            is_open = true
        };
        UNLOCK(endpoint_lock);
        LEAVE(TASK_HART);
        d_step {
            is_placed && !in_kernel[TASK_HART] ->
            is_placed = false;
            is_current = true
        }
    :: calls == CALLS -> break
    od;
    is_over = true
}

active proctype server() {
    bool found;
    byte to;
    byte ticket;
    do
    :: d_step { is_linked && !in_kernel[SERVER_HART] -> in_kernel[SERVER_HART] = true };
        lent = 0;
        LOCK(endpoint_lock);
        d_step {
            assert(is_linked && is_open);
            is_linked = false;
            is_open = false
        };
        UNLOCK(endpoint_lock);
        // receive_from
        lent = (lent > class_ -> lent : class_);
        ticket = sequence + 1;
        is_reply = true;
        d_step {
            sequence++;
            is_open = true
        };
#ifndef CHANGE_FORGOTTEN
        if
        :: is_changed -> raise_waiting(found, to)
        :: else
        fi;
#endif
        check();
        is_served = true;
        LEAVE(SERVER_HART);
        // The answer.
        ENTER(SERVER_HART);
        check();
        d_step {
            assert(is_open && sequence == ticket);
            is_open = false;
            is_served = false
        };
        if
        :: is_changed -> settle_changes()
        :: else
        fi;
        is_placed = true;
        LEAVE(SERVER_HART)
    :: is_over -> break
    od
}

active proctype raiser() {
    bool found;
    byte to;
    ENTER(RAISER_HART);
    base_class = 1;
    is_changed = true;
    raise_waiting(found, to);
#ifndef NOT_STOPPED
    if
    :: !found && is_changed ->
        // stop_harts: the task's hart looks at its current task, and leaves the kernel.
        d_step {
            !in_kernel[TASK_HART] ->
            if
            :: is_changed && is_current -> is_changed = false; class_ = base_class
            :: else
            fi
        };
#ifndef NOT_LOOKED_AT_AGAIN
        raise_waiting(found, to)
#endif
    :: else
    fi;
#endif
    has_returned = true;
    d_step {
        assert(!is_linked || class_ == 1);
        // A server that is about to receive it is still in the kernel.
        assert(!is_served || !is_open || lent == 1)
    };
    LEAVE(RAISER_HART)
}
