// SPDX-License-Identifier: Apache-2.0
#include "services/timed/timers.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "libs/deadline/deadline.h"
#include "libs/fault/fault.h"
#include "libs/service/identity.h"
#include "services/timed/expiry.h"

static_assert(TIMERS_MAX < TIMERS_NONE, "a number of a timer is never TIMERS_NONE");
static_assert((uint32_t)TASKS_SLOTS > (uint32_t)TIMERS_MAX, "a slot is always free");
static_assert(sizeof(struct timers_timer) == 32 && sizeof(struct timers) <= 256 * 1024, "small");

// Ids: launch, generation, number + 1; never 0.
enum id_shifts { ID_GENERATION = 16, ID_LAUNCH = 48 };

static uint64_t id_make(const struct timers *timers, uint32_t generation, uint32_t number) {
    return (uint64_t)timers->launch << ID_LAUNCH | (uint64_t)generation << ID_GENERATION | (number + 1);
}

// The number in an id, which may be any; at most UINT16_MAX.
static uint32_t id_number(uint64_t id) {
    return (uint16_t)(id - 1);
}

static bool is_live(uint32_t generation) {
    return generation % 2 != 0;
}

void timers_init(struct timers *timers, uint64_t ticks_per_second, uint16_t launch) {
    memset(timers, 0, sizeof(*timers));
    timers->ticks_per_second = ticks_per_second;
    timers->launch = launch;
    timers->last_free = TIMERS_MAX - 1;
    for (uint32_t i = 0; i < TIMERS_MAX; i++) {
        timers->timers[i].next = (uint16_t)(i + 1);
    }
}

// The free one that has been free the longest, so that a stale id stays stale for as long as possible. There is one: see may_have_more.
static uint16_t take_free(struct timers *timers) {
    uint16_t number = timers->first_free;
    timers->first_free = timers->timers[number].next;
    return number;
}

static void put_free(struct timers *timers, uint16_t number) {
    if (timers->count == TIMERS_MAX - 1) {
        timers->first_free = number;  // none was free
    } else {
        timers->timers[timers->last_free].next = number;
    }
    timers->last_free = number;
}

// Whether one who has `count` may have one more. Nobody takes from what is reserved for others, so all that is reserved is there.
static bool may_have_more(uint32_t count, uint32_t reserved, uint32_t limit, uint32_t used_of_shared, uint32_t shared) {
    return count < reserved || (count < limit && used_of_shared < shared);
}

static struct timers_channel *channel_of(struct timers *timers, uint32_t client, uint64_t id) {
    uint32_t number = id_number(id);
    if (number >= TIMERS_CHANNELS && !fault_is(FAULT_channel_unchecked)) {
        return NULL;
    }
    struct timers_channel *channel = &timers->channels[number];
    bool is_it =
        is_live(channel->generation) && channel->client == client && id == id_make(timers, channel->generation, number);
    return is_it ? channel : NULL;
}

static struct timers_timer *timer_of(struct timers *timers, uint32_t client, uint64_t id) {
    uint32_t number = id_number(id);
    if (number >= TIMERS_MAX) {
        return NULL;
    }
    struct timers_timer *timer = &timers->timers[number];
    bool is_it = is_live(timer->generation) && timers->channels[timer->channel].client == client &&
                 id == id_make(timers, timer->generation, number);
    return is_it ? timer : NULL;
}

static void link_to_channel(struct timers *timers, uint16_t number, struct timers_channel *channel) {
    struct timers_timer *timer = &timers->timers[number];
    timer->previous = TIMERS_NONE;
    timer->next = channel->first;
    if (channel->first != TIMERS_NONE) {
        timers->timers[channel->first].previous = number;
    }
    channel->first = number;
}

static void unlink_from_channel(struct timers *timers, const struct timers_timer *timer) {
    if (timer->previous == TIMERS_NONE) {
        timers->channels[timer->channel].first = timer->next;
    } else {
        timers->timers[timer->previous].next = timer->next;
    }
    if (timer->next != TIMERS_NONE) {
        timers->timers[timer->next].previous = timer->previous;
    }
}

static void free_timer(struct timers *timers, uint16_t number) {
    struct timers_timer *timer = &timers->timers[number];
    struct timers_client *client = &timers->clients[timers->channels[timer->channel].client];
    unlink_from_channel(timers, timer);
    expiry_remove(timers, number);
    tasks_remove(&timers->tasks, timer->task);
    timer->generation++;
    client->timers--;
    if (client->timers >= TIMED_TIMERS_RESERVED) {
        timers->timers_shared--;
    }
    put_free(timers, number);
}

static void free_channel(struct timers *timers, struct timers_channel *channel) {
    while (channel->first != TIMERS_NONE) {
        free_timer(timers, channel->first);
    }
    struct timers_client *client = &timers->clients[channel->client];
    channel->generation++;
    client->channels--;
    if (client->channels >= TIMED_CHANNELS_RESERVED) {
        timers->channels_shared--;
    }
}

static void forget(struct timers *timers, uint32_t client, struct timers_closed *closed) {
    for (uint32_t i = 0; i < TIMERS_CHANNELS; i++) {
        struct timers_channel *channel = &timers->channels[i];
        if (is_live(channel->generation) && channel->client == client) {
            closed->notifications[closed->count] = channel->notification;
            closed->count++;
            free_channel(timers, channel);
        }
    }
    timers->clients[client].identity = 0;
}

static bool runs(const struct timers_running *running, uint64_t identity) {
    for (uint32_t i = 0; i < TIMERS_CLIENTS; i++) {
        if (running->identities[i] == identity) {
            return true;
        }
    }
    return false;
}

void timers_sweep(struct timers *timers, const struct timers_running *running, struct timers_closed *closed) {
    closed->count = 0;
    for (uint32_t client = 0; client < TIMERS_CLIENTS; client++) {
        if (timers->clients[client].identity != 0 && !runs(running, timers->clients[client].identity)) {
            forget(timers, client, closed);
        }
    }
}

// The row with that identity, 0 for a free one. The search begins where one program of each recipe has a row of its own.
static uint32_t row_of(const struct timers *timers, uint32_t recipe, uint64_t identity) {
    for (uint32_t i = 0; i < TIMERS_CLIENTS; i++) {
        uint32_t row = (recipe + i) % TIMERS_CLIENTS;
        if (timers->clients[row].identity == identity) {
            return row;
        }
    }
    return TIMERS_NONE;
}

uint32_t timers_find(const struct timers *timers, uint64_t identity) {
    return identity == 0 ? TIMERS_NONE : row_of(timers, identity_recipe(identity), identity);
}

enum abi_error timers_admit(struct timers *timers, const struct timers_running *running, uint64_t identity,
                            struct timers_closed *closed, uint32_t *client) {
    timers_sweep(timers, running, closed);
    if (identity == 0 || !runs(running, identity)) {
        return ABI_EPERM;
    }
    uint32_t row = timers_find(timers, identity);
    if (row == TIMERS_NONE) {
        // One is free: whoever has one runs, and this one runs, too.
        row = row_of(timers, identity_recipe(identity), 0);
        timers->clients[row] = (struct timers_client){.identity = identity};
    }
    *client = row;
    return ABI_OK;
}

enum abi_error timers_attach(struct timers *timers, uint32_t client, uint32_t notification, uint64_t *channel) {
    struct timers_client *owner = &timers->clients[client];
    if (!may_have_more(owner->channels, TIMED_CHANNELS_RESERVED, TIMED_CHANNELS_PER_CLIENT, timers->channels_shared,
                       TIMED_CHANNELS_SHARED)) {
        return ABI_ENOSPC;
    }
    uint32_t number = 0;
    while (is_live(timers->channels[number].generation)) {
        number++;
    }
    if (owner->channels >= TIMED_CHANNELS_RESERVED) {
        timers->channels_shared++;
    }
    owner->channels++;
    timers->channels[number] = (struct timers_channel){.notification = notification,
                                                       .generation = timers->channels[number].generation + 1,
                                                       .client = (uint16_t)client,
                                                       .first = TIMERS_NONE};
    *channel = id_make(timers, timers->channels[number].generation, number);
    return ABI_OK;
}

enum abi_error timers_detach(struct timers *timers, uint32_t client, uint64_t channel, uint32_t *notification) {
    struct timers_channel *gone = channel_of(timers, client, channel);
    if (gone == NULL) {
        return ABI_EBADF;
    }
    *notification = gone->notification;
    free_channel(timers, gone);
    return ABI_OK;
}

static bool is_within_limits(const struct timers *timers, const struct timers_wish *wish) {
    bool task_may =
        tasks_count(&timers->tasks, wish->task) < TIMED_TIMERS_PER_TASK || fault_is(FAULT_timer_limit_unchecked);
    return task_may && may_have_more(timers->clients[wish->client].timers, TIMED_TIMERS_RESERVED,
                                     TIMED_TIMERS_PER_CLIENT, timers->timers_shared, TIMED_TIMERS_SHARED);
}

// Not before the deadline, and less than a window of the class behind it.
static uint64_t expiry_of(const struct timers *timers, const struct timers_wish *wish) {
    enum { EARLY_PER_SECOND = 10000 };
    bool is_precise = fault_is(FAULT_timers_uncoalesced);
    uint64_t expiry = deadline_round(wish->deadline, wish->class_, is_precise, timers->ticks_per_second);
    if (fault_is(FAULT_timers_early)) {
        return expiry - timers->ticks_per_second / EARLY_PER_SECOND;
    }
    return fault_is(FAULT_timers_rounded_twice)
               ? deadline_round(expiry + 1, wish->class_, false, timers->ticks_per_second)
               : expiry;
}

static uint16_t add_timer(struct timers *timers, struct timers_channel *channel, const struct timers_wish *wish) {
    uint16_t number = take_free(timers);
    struct timers_timer *timer = &timers->timers[number];
    struct timers_client *client = &timers->clients[wish->client];
    timer->expiry = expiry_of(timers, wish);
    timer->bits = wish->bits;
    timer->task = wish->task;
    timer->generation++;
    timer->channel = (uint16_t)(channel - timers->channels);
    link_to_channel(timers, number, channel);
    expiry_insert(timers, number);
    tasks_add(&timers->tasks, wish->task);
    if (client->timers >= TIMED_TIMERS_RESERVED) {
        timers->timers_shared++;
    }
    client->timers++;
    return number;
}

enum abi_error timers_register(struct timers *timers, const struct timers_wish *wish, uint64_t now, uint64_t *timer,
                               struct timers_signal *at_once) {
    struct timers_channel *channel = channel_of(timers, wish->client, wish->channel);
    if (channel == NULL) {
        return ABI_EBADF;
    }
    if (wish->bits == 0 || wish->deadline == 0 || wish->deadline == UINT64_MAX) {
        return ABI_EINVAL;
    }
    if (wish->deadline <= now) {
        timers->expiries++;
        *timer = 0;
        *at_once = (struct timers_signal){.bits = wish->bits, .notification = channel->notification};
        return ABI_OK;
    }
    if (!is_within_limits(timers, wish)) {
        return ABI_ENOSPC;
    }
    uint16_t number = add_timer(timers, channel, wish);
    *timer = id_make(timers, timers->timers[number].generation, number);
    at_once->bits = 0;
    return ABI_OK;
}

enum abi_error timers_cancel(struct timers *timers, uint32_t client, uint64_t timer) {
    struct timers_timer *cancelled = timer_of(timers, client, timer);
    if (cancelled == NULL) {
        return ABI_EBADF;
    }
    free_timer(timers, (uint16_t)(cancelled - timers->timers));
    return ABI_OK;
}

uint64_t timers_next(const struct timers *timers) {
    return timers->count == 0 ? UINT64_MAX : timers->timers[timers->heap[0]].expiry;
}

uint32_t timers_take_due(struct timers *timers, uint64_t now, struct timers_signal *signals) {
    uint16_t due[TIMERS_CHANNELS];
    uint32_t count = 0;
    while (timers->count != 0 && timers_next(timers) <= now) {
        const struct timers_timer *timer = &timers->timers[timers->heap[0]];
        struct timers_channel *channel = &timers->channels[timer->channel];
        if (channel->due_bits == 0) {
            due[count] = timer->channel;
            count++;
        }
        channel->due_bits |= timer->bits;
        timers->expiries++;
        free_timer(timers, timers->heap[0]);
    }
    for (uint32_t i = 0; i < count; i++) {
        struct timers_channel *channel = &timers->channels[due[i]];
        signals[i] = (struct timers_signal){.bits = channel->due_bits, .notification = channel->notification};
        channel->due_bits = 0;
    }
    timers->wakes += count != 0;
    return count;
}

struct timers_totals timers_query(const struct timers *timers, uint32_t client, uint32_t task) {
    return (struct timers_totals){.of_task = tasks_count(&timers->tasks, task),
                                  .of_client = timers->clients[client].timers,
                                  .all = timers->count,
                                  .expiries = timers->expiries,
                                  .wakes = timers->wakes};
}
