// SPDX-License-Identifier: Apache-2.0
// policyd: decides by the rules that the image was built with. Nothing that it is asked changes them, and it has every decision written
// down before it tells it.
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "abi/limits.h"
#include "libs/archive/archive.h"
#include "libs/fault/fault.h"
#include "libs/loader/loader.h"
#include "libs/nexus/nexus.h"
#include "libs/service/identity.h"
#include "libs/service/serve.h"
#include "libs/service/shown.h"
#include "libs/service/wire.h"
#include "services/auditd/client.h"
#include "services/policyd/askers.h"
#include "services/policyd/decide.h"
#include "services/policyd/decisions.h"
#include "services/policyd/request.h"

enum policyd_constants { MILLISECONDS = 1000 };

enum policyd_exit {
    EXIT_NO_ARCHIVE = 1,
    EXIT_NO_RECIPES = 2,  // none in the archive, or malformed
    EXIT_NO_RULES = 3,    // the same
    EXIT_NO_CLOCK = 4,    // nobody said how fast the clock runs
    EXIT_NO_ENDPOINT = 5,
};

static struct policy policy;
static struct decisions decisions;
static struct askers askers;
static struct auditd_client auditd;

static bool find_archive(const void **archive, size_t *bytes) {
    uint32_t vmo = nexus_start_handle("archive");
    struct abi_capability_info info;
    if (nexus_capability_info(vmo, &info) != ABI_OK) {
        return false;
    }
    *bytes = (size_t)info.pages * ABI_PAGE_BYTES;
    return loader_map_archive(vmo, *bytes, archive) == ABI_OK;
}

// 0, or an enum policyd_exit.
static int read_policy(void) {
    const void *archive = NULL;
    size_t bytes = 0;
    if (!find_archive(&archive, &bytes)) {
        return EXIT_NO_ARCHIVE;
    }
    struct archive_file file;
    const struct recipe_table *recipes = NULL;
    if (archive_find(archive, bytes, "recipes", &file) != ARCHIVE_OK ||
        recipe_table_read(file.data, file.bytes, &recipes) != ABI_OK) {
        return EXIT_NO_RECIPES;
    }
    const struct policy_table *rules = NULL;
    if (archive_find(archive, bytes, "policy", &file) != ARCHIVE_OK ||
        policy_table_read(file.data, file.bytes, recipes, &rules) != ABI_OK) {
        return EXIT_NO_RULES;
    }
    policy_begin(&policy, recipes, rules);
    return 0;
}

// Whether what somebody asks may take a record of policyd's. What may not is told as lost.
static bool may_ask_now(uint32_t asked_by) {
    if ((policy.execd != 0 && asked_by == policy.execd) || askers_take(&askers, asked_by, nexus_clock_read())) {
        return true;
    }
    auditd_client_lose(&auditd);
    return false;
}

static enum abi_error write_down(const struct policyd_decision *decision) {
    bool allowed = decision->verdict == POLICY_ALLOWED;
    if (allowed ? fault_is(FAULT_allowances_unaudited) : fault_is(FAULT_denials_unaudited)) {
        return ABI_OK;
    }
    return auditd_client_record(&auditd, allowed ? AUDIT_POLICY_ALLOWED : AUDIT_POLICY_DENIED,
                                allowed ? ABI_OK : ABI_EPERM, decision->subject, decision->operation,
                                (uint32_t)decision->number);
}

static void answer_query(const struct policyd_query *query, uint32_t asked_by, struct serve_reply *reply) {
    if (!may_ask_now(asked_by)) {
        reply->words[0] = ABI_EBUSY;
        return;
    }
    const struct policy_decided decided = policy_decide(&policy, query, asked_by);
    struct policyd_decision *decision =
        decisions_keep(&decisions, query, asked_by, policy_owner(&policy, query, asked_by), &decided);
    decision->answer = (uint16_t)policy_answer(decided.verdict, write_down(decision));
    reply->words[0] = decision->answer;
    reply->words[1] = decision->number;
}

static void note_refused(const struct serve_request *request, enum abi_error error) {
    uint32_t asked_by = identity_recipe(request->badge);
    if (may_ask_now(asked_by)) {
        (void)!auditd_client_record(&auditd, AUDIT_REQUEST_REFUSED, error, asked_by,
                                    wire_operation(request->data, request->bytes), 0);
    }
}

// To hold the kernel's own authority to read the audit is what makes a reader.
static bool is_reader(const struct serve_request *request) {
    return shown_is(request->capabilities[0], ABI_OBJECT_AUDIT_READ, ABI_RIGHT_USE);
}

static void explain(const struct serve_request *request, uint64_t first, struct serve_reply *reply) {
    if (!is_reader(request)) {
        note_refused(request, ABI_EPERM);
        reply->words[0] = ABI_EPERM;
        return;
    }
    struct policyd_decision sent[POLICYD_DECISIONS_SENT];
    uint32_t count = decisions_from(&decisions, first, sent);
    reply->words[1] = count;
    reply->bytes = (uint16_t)(count * sizeof(sent[0]));
    memcpy(reply->data, sent, reply->bytes);
}

static void take_request(struct serve_request *request, struct serve_reply *reply) {
    struct policyd_request read;
    enum abi_error error = policyd_request_read(request->data, request->bytes, policy.recipes->count, &read);
    if (error != ABI_OK) {
        note_refused(request, error);
        reply->words[0] = error;
    } else if (read.operation == POLICYD_QUERY) {
        answer_query(&read.body.query, identity_recipe(request->badge), reply);
    } else {
        explain(request, read.body.explain.first, reply);
    }
}

int main(void) {
    int failed = read_policy();
    if (failed != 0) {
        return failed;
    }
    askers.window_ticks = nexus_ticks_per_second() * POLICYD_WINDOW_MILLISECONDS / MILLISECONDS;
    if (askers.window_ticks == 0) {
        return EXIT_NO_CLOCK;
    }
    auditd.endpoint = nexus_start_handle("auditd");
    const struct serve_service service = {
        .endpoint = nexus_start_handle("endpoint"), .accept = 1, .request = take_request};
    if (service.endpoint == 0) {
        return EXIT_NO_ENDPOINT;
    }
    printf("policyd: ready\n");
    (void)!serve_run(&service);
    return EXIT_NO_ENDPOINT;
}
