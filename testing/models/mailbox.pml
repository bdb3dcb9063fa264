// SPDX-License-Identifier: Apache-2.0
// A hart's mailbox: posts by the others while it takes what is there.
//
// Shown: no reason is lost: when all have posted and the hart has answered its last interrupt, it has seen each reason that was posted
// after it had been taken last, and what its sender wrote before; a post that finds the mailbox empty raises the interrupt, no other does.
// Memory: the words are changed by read-modify-writes only, release where they post and acquire where they take. Each acts on memory at once;
// between two of a hart anything may happen. What a sender wrote before a post is a number that goes along with the words.
// Bounds: HARTS - 1 senders, POSTS posts each, of either of two reasons.
//
// Models: kernel/ipi/mailbox.c mailbox_post e7ae76d1
// Models: kernel/ipi/mailbox.c mailbox_take c9868bdc
// Models: kernel/ipi/mailbox.c mailbox_is_pending 679170ee
// Models: kernel/ipi/ipi.c ipi_send 36906a3c
// Models: kernel/ipi/ipi.c ipi_interrupt 8dba301b

#define SENDERS (HARTS - 1)
#define POSTS 2
#define BIT(number) (1 << (number))

byte senders;
byte reasons[SENDERS];
bool is_raised;             // the interrupt is pending at the hart

// What a sender wrote before its posts: how many it has made; and which of them an acquire of each word makes visible.
byte written[SENDERS];
byte with_reasons[SENDERS];
byte visible[SENDERS];      // to the owner

// Of a reason of a sender: which post it was that the owner has not seen yet; 0: none.
typedef owed { byte by[2] }
owed owes[SENDERS];

proctype sender(byte self) {
    byte posts;
    byte reason;
    bool was_empty;
    do
    :: posts < POSTS ->
        posts++;
        if
        :: reason = 0
        :: reason = 1
        fi;
        d_step {
            written[self] = posts;
            owes[self].by[reason] = posts
        };
#ifdef SENDER_BIT_FIRST
        d_step { was_empty = senders == 0; senders = senders | BIT(self) };
#endif
        d_step {
            reasons[self] = reasons[self] | BIT(reason);
            with_reasons[self] = written[self]
        };
#ifndef SENDER_BIT_FIRST
        d_step { was_empty = senders == 0; senders = senders | BIT(self) };
#endif
        if
        :: was_empty -> is_raised = true
        :: else
        fi
    :: else -> break
    od
}

proctype owner() {
    byte found;
    byte number;
    byte batch;
    byte reason;
end_rests:
    do
    :: is_raised ->
        // ipi_clear, then the look.
#ifdef CLEARED_AFTER_TAKING
        d_step { found = senders; senders = 0 };
#else
        is_raised = false;
        if
        :: senders == 0 -> goto over
        :: else
        fi;
#ifdef TAKEN_IN_TWO_STEPS
        found = senders;
        senders = 0;
#else
        d_step { found = senders; senders = 0 };
#endif
#endif
        number = 0;
        do
        :: number < SENDERS && (found & BIT(number)) != 0 ->
            d_step {
                batch = reasons[number];
                reasons[number] = 0;
                if
                :: batch != 0 -> visible[number] = with_reasons[number]
                :: else
                fi
            };
            d_step {
                reason = 0;
                do
                :: reason < 2 ->
                    if
                    :: (batch & BIT(reason)) != 0 ->
                        // It sees what was written before the post.
                        if
                        :: owes[number].by[reason] <= visible[number] -> owes[number].by[reason] = 0
                        :: else
                        fi
                    :: else
                    fi;
                    reason++
                :: else -> break
                od;
                reason = 0;
                batch = 0
            };
            number++
        :: number < SENDERS && (found & BIT(number)) == 0 -> number++
        :: else -> break
        od;
#ifdef CLEARED_AFTER_TAKING
        is_raised = false;
#endif
over:
        found = 0;
        number = 0
    od
}

active proctype judge() {
    byte number;
    timeout;
    assert(senders == 0 && !is_raised);
    for (number : 0 .. SENDERS - 1) {
        assert(reasons[number] == 0 && owes[number].by[0] == 0 && owes[number].by[1] == 0)
    }
}

init {
    byte number;
    atomic {
        run owner();
        for (number : 0 .. SENDERS - 1) {
            run sender(number)
        }
    }
}
