// SPDX-License-Identifier: Apache-2.0
// What is typed, from consoled, whose terminal the shell holds. When consoled ends, the next one knows nothing of that: it says that it began,
// and the shell opens the terminal anew and tells.
#include "apps/shell/source.h"

#include <inttypes.h>
#include <stdio.h>

#include "libs/nexus/nexus.h"
#include "apps/shell/input.h"
#include "apps/shell/names.h"
#include "services/consoled/client.h"

static uint32_t terminal;
static bool has_more;   // there may be something to read
static bool has_begun;  // another consoled has
static struct {
    bool is_open_again;
    enum abi_error error;  // of an attempt to open it
    uint32_t lost;         // typed bytes
} news;

static uint32_t consoled(void) {
    return nexus_start_handle("consoled");
}

// Without "terminal" nobody tells of a new consoled.
static enum abi_error start(uint32_t *notification) {
    terminal = nexus_start_handle("terminal");
    enum abi_error error = terminal == 0 ? nexus_notification_create(&terminal) : ABI_OK;
    bool held_it = false;
    if (error == ABI_OK) {
        error = consoled_client_open(consoled(), terminal, INPUT_BIT, &held_it);
    }
    *notification = terminal;
    return error;
}

static void signalled(uint64_t bits) {
    has_more = has_more || (bits & INPUT_BIT) != 0;
    has_begun = has_begun || (bits & CONSOLED_BEGUN) != 0;
}

static void open_again(void) {
    bool held_it = false;
    has_begun = false;
    news.error = consoled_client_open(consoled(), terminal, INPUT_BIT, &held_it);
    has_more = news.error == ABI_OK;
    // One that began before it was asked for the first time lets nobody down.
    news.is_open_again = news.is_open_again || (has_more && !held_it);
}

static uint32_t read_once(char *bytes, uint32_t room) {
    uint32_t asked = room < CONSOLED_READ_MAX ? room : (uint32_t)CONSOLED_READ_MAX;
    uint32_t count = 0;
    uint32_t lost = 0;
    enum abi_error error = consoled_client_read(consoled(), bytes, asked, &count, &lost);
    if (error != ABI_OK) {
        open_again();
        return 0;
    }
    news.lost += lost;
    has_more = count == asked;
    return count;
}

static uint32_t take(char *bytes, uint32_t room) {
    if (has_begun) {
        open_again();
    }
    uint32_t count = 0;
    while (has_more && count < room) {
        count += read_once(bytes + count, room - count);
    }
    return count;
}

static enum abi_error end(void) {
    return ABI_OK;
}

static bool has_news(void) {
    return news.is_open_again || news.error != ABI_OK || news.lost != 0;
}

static void print_news(void) {
    if (news.error != ABI_OK) {
        printf("the terminal is lost: consoled: %s\n", name_of_error(news.error));
    }
    if (news.is_open_again) {
        printf("consoled was started again, and the terminal is open again\n");
    }
    if (news.lost != 0) {
        printf("too much was typed at once: %" PRIu32 " characters are lost\n", news.lost);
    }
    news.error = ABI_OK;
    news.is_open_again = false;
    news.lost = 0;
}

const struct source source_consoled = {
    .start = start, .signalled = signalled, .take = take, .end = end, .has_news = has_news, .print_news = print_news};
