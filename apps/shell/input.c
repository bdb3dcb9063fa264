// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/input.h"

#include <string.h>

#include "libs/nexus/nexus.h"
#include "apps/shell/source.h"

enum input_keys { CTRL_C = 3 };

static const struct source *source;
static uint32_t notification;
static char kept[INPUT_KEPT_MAX];
static uint32_t kept_count;

enum abi_error input_start(void) {
    source = nexus_start_handle("consoled") != 0 ? &source_consoled : &source_console;
    return source->start(&notification);
}

uint32_t input_notification(void) {
    return notification;
}

static void fetch(void) {
    kept_count += source->take(kept + kept_count, INPUT_KEPT_MAX - kept_count);
}

static void forget(uint32_t count) {
    memmove(kept, kept + count, kept_count - count);
    kept_count -= count;
}

bool input_is_there(void) {
    fetch();
    return kept_count != 0;
}

bool input_take_cancel(void) {
    fetch();
    for (uint32_t i = kept_count; i != 0; i--) {
        if (kept[i - 1] == CTRL_C) {
            forget(i);
            return true;
        }
    }
    return false;
}

enum abi_error input_wait(uint64_t deadline, uint64_t *bits) {
    enum abi_error error = nexus_notification_wait(notification, deadline, bits);
    if (error == ABI_OK) {
        source->signalled(*bits);
    }
    return error;
}

enum abi_error input_take(char *byte) {
    for (;;) {
        bool is_there = input_is_there();
        if (source->has_news()) {
            return ABI_EAGAIN;
        }
        if (is_there) {
            break;
        }
        if (source->end() != ABI_OK) {
            return source->end();
        }
        uint64_t bits = 0;
        enum abi_error error = input_wait(ABI_DEADLINE_NEVER, &bits);
        if (error != ABI_OK) {
            return error;
        }
    }
    *byte = kept[0];
    forget(1);
    return ABI_OK;
}

void input_print_news(void) {
    source->print_news();
}
