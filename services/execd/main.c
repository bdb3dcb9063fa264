// SPDX-License-Identifier: Apache-2.0
// Starts programs, watches them, and lets them have more than they began with, if policyd allows it. It never waits for one of them.
#include <stdio.h>
#include <string.h>

#include "abi/limits.h"
#include "libs/archive/archive.h"
#include "libs/loader/loader.h"
#include "libs/nexus/nexus.h"
#include "libs/service/shown.h"
#include "services/execd/household.h"
#include "services/execd/request.h"

enum execd_status_values {
    STATUS_NO_RECIPES = 1,
    STATUS_NOT_SET_UP = 2,
};

static const char RECIPES_NAME[] = "recipes";
static const char OWN_NAME[] = "execd";

// What came along is a notification that may be signalled, or nothing.
static enum abi_error take_waiter(const struct serve_request *message, uint64_t bits, struct household_waiter *waiter) {
    uint32_t handle = message->capabilities[0];
    *waiter = (struct household_waiter){.handle = handle, .bits = bits};
    if (handle == 0) {
        return bits == 0 ? ABI_OK : ABI_EINVAL;
    }
    bool is_notification = shown_is(handle, ABI_OBJECT_NOTIFICATION, ABI_RIGHT_SEND);
    return is_notification && bits != 0 ? ABI_OK : ABI_EINVAL;
}

static enum abi_error launch(uint32_t sender, struct serve_request *message, const struct execd_launch *request,
                             struct serve_reply *reply) {
    struct household_waiter waiter;
    enum abi_error error = take_waiter(message, request->bits, &waiter);
    if (error == ABI_OK) {
        error = household_launch(sender, request, waiter, &reply->words[1]);
    }
    if (error == ABI_OK) {
        message->capabilities[0] = 0;
    }
    return error;
}

static enum abi_error kill(uint32_t sender, struct serve_request *message, const struct execd_kill *request) {
    struct household_waiter waiter;
    enum abi_error error = take_waiter(message, request->bits, &waiter);
    if (error == ABI_OK) {
        error = household_kill(sender, request->launch, waiter);
    }
    if (error == ABI_OK) {
        message->capabilities[0] = 0;
    }
    return error;
}

static enum abi_error status(const struct recipe_table *table, const struct execd_status *request,
                             struct serve_reply *reply) {
    struct execd_status_answer answer;
    enum abi_error error = household_status(request->recipe, &answer);
    if (error == ABI_OK) {
        reply->words[1] = table->count;
        reply->bytes = sizeof(answer);
        memcpy(reply->data, &answer, sizeof(answer));
    }
    return error;
}

static const struct recipe_table *table;

static enum abi_error act(uint32_t sender, struct serve_request *message, const struct request *request,
                          struct serve_reply *reply) {
    switch (request->operation) {
        case EXECD_READY:
            return household_ready(message->badge);
        case EXECD_ESCALATE:
            return household_escalate(sender, message->task, &request->escalate);
        case EXECD_LAUNCH:
            return launch(sender, message, &request->launch, reply);
        case EXECD_KILL:
            return kill(sender, message, &request->kill);
        default:
            return status(table, &request->status, reply);
    }
}

static void take_request(struct serve_request *message, struct serve_reply *reply) {
    if (message->kind == ABI_MESSAGE_FAULT) {
        household_fault(message->badge, message->words[0]);
        reply->words[0] = ABI_FAULT_END;
        return;
    }
    uint32_t sender = household_find(message->badge);
    if (sender == 0) {
        reply->words[0] = ABI_EBADF;
        return;
    }
    struct request request = {0};
    enum abi_error error = request_read(message->data, message->bytes, &request);
    if (error == ABI_OK) {
        error = act(sender, message, &request, reply);
    } else {
        household_refused(sender, request.operation, error);
    }
    reply->words[0] = error;
}

static enum abi_error map_archive(struct launch_archive *archive) {
    uint32_t vmo = nexus_start_handle("archive");
    struct abi_capability_info info;
    enum abi_error error = nexus_capability_info(vmo, &info);
    if (error == ABI_OK) {
        archive->bytes = (size_t)info.pages * ABI_PAGE_BYTES;
        error = loader_map_archive(vmo, archive->bytes, &archive->data);
    }
    return error;
}

static bool find_recipes(const struct launch_archive *archive) {
    struct archive_file file;
    return archive_find(archive->data, archive->bytes, RECIPES_NAME, &file) == ARCHIVE_OK &&
           recipe_table_read(file.data, file.bytes, &table) == ABI_OK;
}

// It starts many programs at once, each with a few scheduling calls.
static enum abi_error take_own_limits(void) {
    const struct recipe *own = recipe_at(table, recipe_find(table, OWN_NAME));
    return own == NULL ? ABI_EINVAL : nexus_task_set_limits(0, &own->task_limits, nexus_start_handle("sched_setqos"));
}

static enum abi_error set_up(const struct launch_archive *archive, uint32_t endpoint) {
    struct household_settings settings = {.table = table, .archive = *archive, .epoch = nexus_start_argument(0)};
    enum abi_error error = take_own_limits();
    if (error == ABI_OK) {
        error = nexus_notification_create(&settings.notification);
    }
    if (error == ABI_OK) {
        error = nexus_endpoint_bind(endpoint, settings.notification);
    }
    return error == ABI_OK ? household_init(&settings) : error;
}

int main(void) {
    struct launch_archive archive;
    if (map_archive(&archive) != ABI_OK || !find_recipes(&archive)) {
        return STATUS_NO_RECIPES;
    }
    const struct serve_service service = {.endpoint = nexus_start_handle("endpoint"),
                                          .accept = 1,
                                          .request = take_request,
                                          .notified = household_notified};
    if (set_up(&archive, service.endpoint) != ABI_OK) {
        return STATUS_NOT_SET_UP;
    }
    printf("execd: ready\n");
    household_go_on();
    return (int)serve_run(&service);
}
