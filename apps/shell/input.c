// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/input.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "libs/nexus/nexus.h"
#include "apps/shell/source.h"

enum input_keys { CTRL_C = 3 };

static const struct source *source;
static uint32_t notification;
static char kept[INPUT_KEPT_MAX];
static uint32_t kept_count;
static uint32_t lost;  // of what was kept; news

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

// How much was typed up to the last Ctrl-C; 0: there is none.
static uint32_t find_cancel(void) {
    uint32_t count = kept_count;
    while (count != 0 && kept[count - 1] != CTRL_C) {
        count--;
    }
    return count;
}

bool input_take_cancel(void) {
    for (;;) {
        fetch();
        uint32_t count = find_cancel();
        if (count != 0 || kept_count < INPUT_KEPT_MAX) {
            forget(count);
            return count != 0;
        }
        // There may be one behind what is kept.
        lost += kept_count;
        forget(kept_count);
    }
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
        if (lost != 0 || source->has_news()) {
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
    if (lost != 0) {
        printf("too much was typed ahead: %" PRIu32 " characters are lost\n", lost);
        lost = 0;
    }
}
