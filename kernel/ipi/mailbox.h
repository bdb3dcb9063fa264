// SPDX-License-Identifier: Apache-2.0
// One hart's mailbox for inter-processor interrupts. It cannot overflow: per sender one word with one bit per
// reason, and one word with one bit per sender; posting again before the owner looked merges. Pure.
//
// Memory order: mailbox_post adds to reasons[sender], then sets the sender's bit; mailbox_take takes the sender
// bits, then the reasons word of each. All four are read-modify-writes; the posting ones release, the taking ones
// acquire, and each pair is needed:
// - senders: whoever takes the bit finds the reasons. So no reason is lost: one that is added after its word was
//   taken has its sender bit set after that as well, and is found by the next take.
// - reasons: a take that is under way for an earlier post may find a reason whose sender bit is not yet set; what the
//   sender wrote before posting it is visible to the owner all the same. The bit that follows then leads to an empty
//   batch, which is not a lost reason.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/limits.h"
#include "kernel/percpu/cpu_id.h"

#ifdef __cplusplus
extern "C" {
#endif

// Why a hart is interrupted; each is one bit of a reasons word.
enum ipi_reason {
    IPI_RESCHEDULE = 1u << 0,  // best-effort or correctness, as the sender decided: look at the run queue
    IPI_HALT = 1u << 1,        // correctness: stop for ever (panic, power off)
    IPI_PING = 1u << 2,        // correctness: acknowledge, nothing else
    IPI_FLUSH = 1u << 3,       // correctness: forget translations (kernel/memory/shootdown.h)
    IPI_FENCE = 1u << 4,       // correctness: fetch instructions anew (kernel/memory/shootdown.h)
    IPI_STOP = 1u << 5,        // correctness: a task of this hart has to end
    IPI_REASONS_ALL = (1u << 6) - 1,
};

struct mailbox {
    // Set by any hart (amoor, release) after reasons[own number]; taken by the owner (amoswap, acquire).
    _Alignas(64) _Atomic uint64_t senders;
    // reasons[i] is set by hart i only (amoor, release); taken by the owner (amoswap, acquire).
    _Atomic uint32_t reasons[ABI_HARTS_MAX];
};

struct mailbox_batch {
    struct cpu_set senders;  // whose reasons were not empty
    uint32_t reasons;        // union
};

void mailbox_init(struct mailbox *mailbox);

// Posts reasons (non-zero, within IPI_REASONS_ALL) in the name of `sender`. True when the owner must be
// interrupted: no sender bit was set before. False when the post merged into one that already has an interrupt
// under way.
bool mailbox_post(struct mailbox *mailbox, struct cpu_id sender, uint32_t reasons);

// True when there is something to take. Acquire.
bool mailbox_is_pending(const struct mailbox *mailbox);

// Takes everything. Only the owner calls it. An empty batch (reasons 0) means there was nothing, or only what an
// earlier take already handed out.
struct mailbox_batch mailbox_take(struct mailbox *mailbox);

#ifdef __cplusplus
}
#endif
