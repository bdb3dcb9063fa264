// SPDX-License-Identifier: Apache-2.0
// A second process of the selftest, in the role that its start record says.
#include "libs/nexus/nexus.h"
#include "apps/selftest/partner/orders.h"
#include "apps/selftest/partner/puppet.h"

// Inverted, so that what comes back has been there.
static void invert(struct nexus_message *message, struct abi_message *page) {
    for (uint32_t i = 0; i < ABI_MESSAGE_WORDS; i++) {
        message->words[i] = ~message->words[i];
    }
    for (uint32_t i = 0; i < page->bytes; i++) {
        page->data[i] = (uint8_t)~page->data[i];
    }
    for (uint32_t i = 0; i < page->capability_count; i++) {
        page->capabilities[i].rights = ABI_RIGHT_SEND;
        page->capabilities[i].grantable = 0;
    }
}

static int echo(void) {
    uint32_t orders = nexus_start_handle("orders");
    struct abi_message *page = nexus_message_page();
    page->accept = ABI_MESSAGE_CAPABILITIES;
    struct nexus_message message;
    enum abi_error error = nexus_ipc_receive_page(orders, &message);
    while (error == ABI_OK) {
        invert(&message, page);
        error = nexus_ipc_reply_receive_page(orders, &message);
    }
    return (int)error;
}

int main(void) {
    switch (nexus_start_argument(0)) {
        case PARTNER_EXIT:
            return (int)nexus_start_argument(1);
        case PARTNER_ECHO:
            return echo();
        case PARTNER_PUPPET:
            return puppet_obey();
        default:
            return 1;
    }
}
