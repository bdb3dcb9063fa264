// SPDX-License-Identifier: Apache-2.0
// A tree of capabilities is derived and revoked at its root: nothing of it answers any more, and the root does.
#include "libs/nexus/nexus.h"
#include "apps/stress/operations.h"

enum capability_sizes { TREE_MAX = 8 };

static void derive_tree(struct worker *worker, uint32_t *handles, uint32_t count) {
    for (uint32_t i = 1; i <= count; i++) {
        uint32_t parent = handles[dice_below(&worker->dice, i)];
        struct abi_capability_info info;
        worker_require_ok(worker, "look at a parent", nexus_capability_info(parent, &info));
        uint32_t rights = info.rights & (uint32_t)dice_roll(&worker->dice);
        uint32_t grantable = info.grantable & (uint32_t)dice_roll(&worker->dice);
        worker_require_ok(worker, "derive", nexus_capability_derive(parent, rights, grantable, 0, &handles[i]));
        worker_require_ok(worker, "look at a child", nexus_capability_info(handles[i], &info));
        worker_require(worker, info.rights == rights && info.grantable == grantable, "rights of a child", info.rights);
        worker_require(worker, info.kind == ABI_OBJECT_ENDPOINT, "kind of a child", info.kind);
    }
    worker_count(worker, STRESS_DERIVED, count);
}

static void revoke_tree(struct worker *worker, const uint32_t *handles, uint32_t count) {
    struct abi_capability_info info;
    worker_require_ok(worker, "revoke", nexus_capability_revoke(handles[0]));
    for (uint32_t i = 1; i <= count; i++) {
        enum abi_error error = nexus_capability_info(handles[i], &info);
        worker_require(worker, error == ABI_EBADF, "a revoked capability answers", error);
        worker_count(worker, STRESS_REVOKED, 1);
    }
    worker_require_ok(worker, "look at the root", nexus_capability_info(handles[0], &info));
}

void operation_capability(struct worker *worker) {
    uint32_t handles[TREE_MAX + 1] = {0};
    uint32_t count = 1 + (uint32_t)dice_below(&worker->dice, TREE_MAX);
    worker_require_ok(worker, "endpoint", nexus_endpoint_create(&handles[0]));
    derive_tree(worker, handles, count);
    revoke_tree(worker, handles, count);
    worker_require_ok(worker, "close of the root", nexus_capability_close(handles[0]));
}
