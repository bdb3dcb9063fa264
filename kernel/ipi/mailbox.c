// SPDX-License-Identifier: Apache-2.0
#include "kernel/ipi/mailbox.h"

#include <stdatomic.h>

void mailbox_init(struct mailbox *mailbox) {
    atomic_init(&mailbox->senders, 0);
    for (uint32_t cpu = 0; cpu < ABI_HARTS_MAX; cpu++) {
        atomic_init(&mailbox->reasons[cpu], 0);
    }
}

// Model: testing/models/mailbox.pml.
bool mailbox_post(struct mailbox *mailbox, struct cpu_id sender, uint32_t reasons) {
    // Pairs with the exchange of reasons in take: a take under way may see these reasons already now, before the
    // sender's bit, and must then see what was written before them.
    atomic_fetch_or_explicit(&mailbox->reasons[sender.value], reasons, memory_order_release);
    // Pairs with the exchange of senders in take: whoever sees the bit finds the reasons.
    uint64_t before = atomic_fetch_or_explicit(&mailbox->senders, cpu_set_of(sender).bits, memory_order_release);
    return before == 0;
}

// Model: testing/models/mailbox.pml.
bool mailbox_is_pending(const struct mailbox *mailbox) {
    return atomic_load_explicit(&mailbox->senders, memory_order_acquire) != 0;
}

// Model: testing/models/mailbox.pml.
struct mailbox_batch mailbox_take(struct mailbox *mailbox) {
    uint64_t found = 0;
    uint32_t all_reasons = 0;
    // Pairs with the post's fetch_or of senders.
    uint64_t senders = atomic_exchange_explicit(&mailbox->senders, 0, memory_order_acquire);
    while (senders != 0) {
        uint32_t sender = (uint32_t)__builtin_ctzll(senders);
        uint64_t rest = senders & (senders - 1);
        // Pairs with the post's fetch_or of reasons.
        uint32_t reasons = atomic_exchange_explicit(&mailbox->reasons[sender], 0, memory_order_acquire);
        // No reasons: an earlier take found them before this bit was set.
        if (reasons != 0) {
            found |= senders ^ rest;
            all_reasons |= reasons;
        }
        senders = rest;
    }
    return (struct mailbox_batch){.senders = {found}, .reasons = all_reasons};
}
