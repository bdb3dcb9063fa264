// SPDX-License-Identifier: Apache-2.0
// The caller's message page, as if it had just begun: what an earlier message left there would be sent again.
#pragma once

#include "libs/nexus/nexus.h"

static inline struct abi_message *page_fresh(void) {
    struct abi_message *page = nexus_message_page();
    page->deadline = ABI_DEADLINE_NEVER;
    page->bytes = 0;
    page->capability_count = 0;
    page->accept = 0;
    page->reserved = 0;
    return page;
}
