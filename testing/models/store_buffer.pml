// SPDX-License-Identifier: Apache-2.0
// Shared words behind store buffers, for protocols that rely on a fence.
//
// A store waits in its hart's buffer, one for each word, and reaches memory at any later time, in any order; a store-release after those
// before it. A load finds its own hart's store first. A fence waits until the buffer is empty, as an atomic read-modify-write with release
// order does, which then acts on memory at once. Loads happen in program order: what RVWMO allows beyond (early loads) is a step of its own
// in the models that depend on it. A second store of a hart to one word waits until the first is in memory.
//
// The model defines WORDS, and the words' initial values in memory[]; one drain() runs for each hart.

byte memory[WORDS];

typedef store_buffer {
    byte value[WORDS];
    short behind[WORDS];  // words whose stores go first
    short pending
}
store_buffer buffers[HARTS];

#define BIT(word) (1 << (word))
#define IS_PENDING(hart, word) ((buffers[hart].pending & BIT(word)) != 0)
#define LOAD(hart, word) (IS_PENDING(hart, word) -> buffers[hart].value[word] : memory[word])
#define FENCE(hart) (buffers[hart].pending == 0)

#define STORE(hart, word, what) \
    d_step { \
        !IS_PENDING(hart, word) -> \
        buffers[hart].value[word] = what; \
        buffers[hart].pending = buffers[hart].pending | BIT(word) \
    }

#define STORE_RELEASE(hart, word, what) \
    d_step { \
        !IS_PENDING(hart, word) -> \
        buffers[hart].value[word] = what; \
        buffers[hart].behind[word] = buffers[hart].pending; \
        buffers[hart].pending = buffers[hart].pending | BIT(word) \
    }

// An atomic read-modify-write with release order; `change` is a statement on memory[].
#define ATOMIC_RELEASE(hart, change) d_step { FENCE(hart) -> change }

// A lock is a word: 1 when it is held. Taking it orders nothing that was stored before; giving it back does.
#define LOCK(hart, word) d_step { memory[word] == 0 && !IS_PENDING(hart, word) -> memory[word] = 1 }
#define UNLOCK(hart, word) STORE_RELEASE(hart, word, 0)

#define DRAIN(hart, word) \
    d_step { \
        IS_PENDING(hart, word) && (buffers[hart].behind[word] & buffers[hart].pending) == 0 -> \
        memory[word] = buffers[hart].value[word]; \
        buffers[hart].value[word] = 0; \
        buffers[hart].behind[word] = 0; \
        buffers[hart].pending = buffers[hart].pending & ~BIT(word); \
        do \
        :: other < WORDS -> buffers[hart].behind[other] = buffers[hart].behind[other] & ~BIT(word); other++ \
        :: else -> break \
        od; \
        other = 0 \
    }

proctype drain(byte hart) {
    byte other;
end_empty:
    do
    :: DRAIN(hart, 0)
#if WORDS > 1
    :: DRAIN(hart, 1)
#endif
#if WORDS > 2
    :: DRAIN(hart, 2)
#endif
#if WORDS > 3
    :: DRAIN(hart, 3)
#endif
#if WORDS > 4
    :: DRAIN(hart, 4)
#endif
#if WORDS > 5
    :: DRAIN(hart, 5)
#endif
#if WORDS > 6
    :: DRAIN(hart, 6)
#endif
#if WORDS > 7
    :: DRAIN(hart, 7)
#endif
#if WORDS > 8
    :: DRAIN(hart, 8)
#endif
#if WORDS > 9
    :: DRAIN(hart, 9)
#endif
#if WORDS > 10
#error "more words than drain() knows"
#endif
    od
}
