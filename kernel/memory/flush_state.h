// SPDX-License-Identifier: Apache-2.0
// Which harts may still translate through page-table entries that were taken away, and when none does any more. Pure:
// who clears, flushes and interrupts is the caller; this file counts and orders.
//
// The one who takes away: clears the entries; flush_begin; interrupts each hart for which flush_must_interrupt is true
// (its own: flushes and calls flush_seen itself); waits until flush_is_done for each. Then the frames may be used for
// something else.
// A hart that changes space (interrupts off): loads the root; flush_enter; flushes the space's translations if told,
// then flush_seen; runs user code. A hart that is interrupted: flush_requested for the space it runs; flushes;
// flush_seen.
// A hart that loads the root of no space: loads it; flush_leave.
// The root is loaded before the hart says so: when no hart says that it runs a space, none has its root loaded, and a
// dead space's tables can be freed.
//
// Memory order. Two harts each write a word and then read the other's (a store buffer, in terms of RVWMO):
//   entering:     current = space  -> full fence (F1) -> read generation
//   taking away:  clear entries -> generation++ (release) -> full fence (F2) -> read current
// With both fences at least one sees the other: either the one who enters reads the new generation and flushes, or the
// one who takes away reads the new current and interrupts. Without either fence both may miss.
//
// Numbers of spaces are address-space numbers (ASIDs), 1 to FLUSH_SPACES_MAX; 0 is no space. When a number gets a new
// owner, the translations of the last one may still be on any hart: flush_begin before the new owner runs makes all
// harts flush when they enter. Nobody has to wait for that.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/limits.h"

#ifdef __cplusplus
extern "C" {
#endif

enum flush_limits {
    FLUSH_NO_SPACE = 0,
    FLUSH_SPACES_MAX = ABI_PROCESSES_MAX,
};

// Lives as long as the machine: the generation outlasts the owners of the number.
struct flush_space {
    // Incremented by whoever takes away, after the entries were cleared (release: who reads the new value with acquire
    // and then flushes finds the entries cleared). F2 follows. Never reset, starts at 1, so that no hart has seen it.
    _Atomic uint64_t generation;
    uint64_t number;  // constant
};

struct flush_hart {
    // Number of the space that the hart runs. Written by the owner only, with release: what user code did in the last
    // space is done before others see that it left. F1 follows. Read by others with acquire after F2.
    _Alignas(64) _Atomic uint64_t current;
    bool has_asids;  // constant; false: translations carry no number, every change of root flushes them all
    // By number: generation that the hart had read before it last flushed that space's translations. Written by the
    // owner only, with release: flush and what ran before it are done when others see it. Read by others with acquire.
    // Without ASIDs the words of other spaces stay behind; nobody needs them, as the hart flushes whenever it enters.
    _Atomic uint64_t seen[FLUSH_SPACES_MAX + 1];
};

struct flush_entry {
    uint64_t generation;  // for flush_seen
    bool must_flush;      // before user code runs
};

// Before any other hart knows of them. `number` is 1 to FLUSH_SPACES_MAX.
void flush_space_init(struct flush_space *space, uint32_t number);
void flush_hart_init(struct flush_hart *hart, bool has_asids);

// Context of these four: taking away from the space; any hart, no lock needed for the protocol.
// After the entries were cleared. Returns the target: the generation that harts have to see.
uint64_t flush_begin(struct flush_space *space);

// The hart runs the space and has not seen the target. False: it needs no interrupt for this target, ever.
bool flush_must_interrupt(const struct flush_space *space, const struct flush_hart *hart, uint64_t target);

// The hart runs the space of that number. False: flush_must_interrupt would be, too; who relies on that executes an acquire fence afterwards.
bool flush_may_run(uint64_t number, const struct flush_hart *hart);

// User code on that hart can reach nothing more of what was taken away before flush_begin returned this target. To be
// asked until it is true once: while the hart enters the space again it may be false for a moment, and then no
// interrupt is needed.
bool flush_is_done(const struct flush_space *space, const struct flush_hart *hart, uint64_t target);

// Context of these four: the hart that owns `hart`, interrupts off. Inlined wherever the linker sees both sides: the fast path of IPC
// (kernel/ipc/fastpath.c) has no registers for a call.
// The space's root is loaded; from now on the hart runs the space. With must_flush: flush, then flush_seen.
__attribute__((always_inline)) ABI_MUST_USE struct flush_entry flush_enter(struct flush_hart *hart,
                                                                           const struct flush_space *space);

// The root of no space is loaded; the hart runs none.
void flush_leave(struct flush_hart *hart);

// The generation to give to flush_seen after the flush that follows. `space` is the one that the hart runs.
ABI_MUST_USE uint64_t flush_requested(const struct flush_space *space);

// The hart has flushed the translations of the space that it runs, after it read that generation.
__attribute__((always_inline)) void flush_seen(struct flush_hart *hart, const struct flush_space *space,
                                               uint64_t generation);

#ifdef __cplusplus
}
#endif
