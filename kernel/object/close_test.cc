// SPDX-License-Identifier: Apache-2.0
// What ends with a capability, and what does not. The machine's counts are looked at before and after each test.
#include <random>
#include <set>
#include <vector>

#include "kernel/memory/machine_fixture.h"
#include "kernel/object/object_count.h"

extern "C" {
#include "kernel/object/object.h"
}

namespace {

class CloseTest : public MachineTest {
  protected:
    static constexpr uint32_t kProcesses = 3;

    void SetUp() override {
        MachineTest::SetUp();
        for (process *&made : processes_) {
            made = MakeProcess();
        }
    }
    void TearDown() override {
        EndProcesses({std::begin(processes_), std::end(processes_)});
        MachineTest::TearDown();
    }

    uint32_t Make(uint32_t process, abi_object_kind kind = ABI_OBJECT_ENDPOINT) {
        uint64_t handle = 0;
        EXPECT_EQ(object_create(processes_[process], kind, &handle), ABI_OK);
        return static_cast<uint32_t>(handle);
    }

    handle Find(uint32_t process, uint32_t value) {
        handle found = {};
        EXPECT_EQ(handle_find(processes_[process], value, HANDLE_ANY, &found), ABI_OK);
        return found;
    }

    bool IsThere(uint32_t process, uint32_t value) {
        handle found;
        return handle_find(processes_[process], value, HANDLE_ANY, &found) == ABI_OK;
    }

    abi_error TryGrant(uint32_t from, uint32_t value, uint32_t to, uint32_t *given) {
        const handle found = Find(from, value);
        uint32_t slot = 0;
        return capability_give(&found, processes_[to], 0, 0, &slot, given);
    }

    uint32_t Grant(uint32_t from, uint32_t value, uint32_t to) {
        uint32_t given = 0;
        EXPECT_EQ(TryGrant(from, value, to, &given), ABI_OK);
        return given;
    }

    // In how many steps.
    uint32_t Revoke(uint32_t process, uint32_t value) {
        const handle found = Find(process, value);
        uint32_t steps = 1;
        while (capability_revoke_step(&found) == REVOKE_MORE) {
            steps++;
        }
        return steps;
    }

    uint32_t Taken(uint32_t process) {
        return capability_slots_taken(&processes_[process]->slots);
    }

    process *processes_[kProcesses] = {};
};

TEST_F(CloseTest, AnObjectEndsWithItsLastCapability) {
    for (const abi_object_kind kind : {ABI_OBJECT_ENDPOINT, ABI_OBJECT_NOTIFICATION}) {
        const uint32_t before = object_count(kind);
        const uint32_t first = Make(0, kind);
        const uint32_t second = Grant(0, first, 1);
        Close(processes_[0], first);
        EXPECT_FALSE(IsThere(0, first));
        EXPECT_TRUE(IsThere(1, second));
        EXPECT_EQ(object_count(kind), before + 1);
        Close(processes_[1], second);
        EXPECT_EQ(object_count(kind), before);
        EXPECT_EQ(Taken(0) + Taken(1), 0u);
    }
}

TEST_F(CloseTest, ClosingAStaleHandleClosesNothing) {
    const uint32_t first = Make(0);
    Close(processes_[0], first);
    const uint32_t second = Make(0);
    ASSERT_EQ(SlotOf(first), SlotOf(second));
    Close(processes_[0], first);
    EXPECT_TRUE(IsThere(0, second));
}

TEST_F(CloseTest, WhatWasDerivedBelongsToTheParentOfTheOneThatIsClosed) {
    const uint32_t root = Make(0);
    const uint32_t middle = Grant(0, root, 1);
    const uint32_t leaf = Grant(1, middle, 2);
    Close(processes_[1], middle);
    EXPECT_TRUE(IsThere(2, leaf));
    EXPECT_EQ(Revoke(0, root), 1u);
    EXPECT_FALSE(IsThere(2, leaf));
    EXPECT_TRUE(IsThere(0, root));
}

TEST_F(CloseTest, AWideCapabilityIsClosedInSteps) {
    const uint32_t root = Make(0);
    for (uint32_t i = 0; i < 200; i++) {
        Grant(0, root, 1);
    }
    const auto index = static_cast<uint16_t>(processes_[0]->number * ABI_CAPABILITIES_MAX + SlotOf(root));
    uint32_t steps = 1;
    while (!capability_close_step(capability_index{index}, root)) {
        EXPECT_TRUE(IsThere(0, root));
        steps++;
    }
    EXPECT_EQ(steps, 4u);
    EXPECT_EQ(Taken(1), 200u);
    EXPECT_FALSE(IsThere(0, root));
}

TEST_F(CloseTest, RevokingClosesAllBelowInAllProcessesAndNothingElse) {
    const uint32_t root = Make(0);
    const uint32_t revoked = Grant(0, root, 1);
    const uint32_t sibling = Grant(0, root, 2);
    for (uint32_t i = 0; i < 20; i++) {
        const uint32_t child = Grant(1, revoked, i % kProcesses);
        Grant(i % kProcesses, child, (i + 1) % kProcesses);
    }
    EXPECT_EQ(Taken(0) + Taken(1) + Taken(2), 43u);
    EXPECT_GT(Revoke(1, revoked), 1u) << "in steps";
    EXPECT_EQ(Taken(0) + Taken(1) + Taken(2), 3u);
    EXPECT_TRUE(IsThere(0, root) && IsThere(1, revoked) && IsThere(2, sibling));
    EXPECT_EQ(Find(0, root).object->references, 3u);
}

TEST_F(CloseTest, NothingIsDerivedFromWhatIsBeingRevokedUntilThatIsDone) {
    const uint32_t root = Make(0);
    const uint32_t child = Grant(0, root, 1);
    for (uint32_t i = 0; i < 30; i++) {
        Grant(1, child, 2);
    }
    const handle found = Find(0, root);
    ASSERT_EQ(capability_revoke_step(&found), REVOKE_MORE);
    ASSERT_TRUE(IsThere(1, child)) << "leaves go first";
    uint32_t given = 0;
    const uint32_t taken = Taken(2);
    EXPECT_EQ(TryGrant(0, root, 2, &given), ABI_EPIPE);
    EXPECT_EQ(TryGrant(1, child, 2, &given), ABI_EPIPE) << "below it";
    EXPECT_EQ(Taken(2), taken) << "a refusal takes no slot";
    while (capability_revoke_step(&found) == REVOKE_MORE) {
    }
    EXPECT_EQ(TryGrant(0, root, 2, &given), ABI_OK);
}

TEST_F(CloseTest, ATaskThatEndsWhileItRevokesLeavesNothingClosed) {
    task *revokes = MakeTask(processes_[0]);
    task *stays = MakeTask(processes_[0]);
    const uint32_t root = Make(0);
    for (uint32_t i = 0; i < 30; i++) {
        Grant(0, root, 2);
    }
    const handle found = Find(0, root);
    ASSERT_EQ(capability_revoke_step(&found), REVOKE_MORE);
    uint32_t given = 0;
    revokes->revoking = root;
    EXPECT_EQ(TryGrant(0, root, 1, &given), ABI_EPIPE);
    EndTasks({revokes});
    EXPECT_EQ(TryGrant(0, root, 1, &given), ABI_OK);
    EndTasks({stays});
}

TEST_F(CloseTest, TheOneThatIsRevokedMayGoAwayMeanwhile) {
    const uint32_t root = Make(0);
    const uint32_t middle = Grant(0, root, 1);
    for (uint32_t i = 0; i < 30; i++) {
        Grant(1, middle, 2);
    }
    const handle found = Find(1, middle);
    ASSERT_EQ(capability_revoke_step(&found), REVOKE_MORE);
    const uint32_t left = Taken(2);
    Close(processes_[1], middle);
    EXPECT_EQ(capability_revoke_step(&found), REVOKE_GONE);
    EXPECT_EQ(Taken(2), left) << "they are the root's now";
    uint32_t given = 0;
    EXPECT_EQ(TryGrant(0, root, 1, &given), ABI_OK);
    EXPECT_EQ(Revoke(0, root) > 1, true);
    EXPECT_EQ(Taken(2), 0u);
}

TEST_F(CloseTest, RevokingMemoryTakesItsMappingsDown) {
    const uint32_t handle = MakeVmo(processes_[0], 2);
    const uint32_t given = Give(processes_[0], handle, processes_[1], kRead);
    Run(1, processes_[1]);
    const uint64_t at = MustMap(processes_[1], given, 0, 2, kRead);
    EXPECT_NE(Access(1, at), 0u);
    Revoke(0, handle);
    EXPECT_EQ(Access(1, at), 0u);
    EXPECT_EQ(space_mapping_count(processes_[1]), 0u);
    EXPECT_EQ(VmoOf(processes_[0], handle)->state.mappings, 0u);
    EXPECT_EQ(VmoOf(processes_[0], handle)->object.references, 1u);
}

// Random steps; after each one the objects have as many references as there are capabilities of them.
TEST_F(CloseTest, RandomStepsLoseNothing) {
    struct Held {
        uint32_t process, handle;
    };
    std::mt19937 random(7);
    std::vector<Held> held;
    const uint32_t before = object_count(ABI_OBJECT_ENDPOINT);
    for (int step = 0; step < 3000; step++) {
        const uint32_t to = random() % kProcesses;
        const uint32_t choice = random() % 16;
        if (held.empty() || (choice == 0 && held.size() < 300)) {
            held.push_back({to, Make(to)});
        } else {
            const size_t chosen = random() % held.size();
            const Held own = held[chosen];
            uint32_t given = 0;
            if (choice < 12 && held.size() < 300) {
                const abi_error error = TryGrant(own.process, own.handle, to, &given);
                ASSERT_TRUE(error == ABI_OK || error == ABI_ELOOP) << error;
                if (error == ABI_OK) {
                    held.push_back({to, given});
                }
            } else if (choice < 15) {
                Close(processes_[own.process], own.handle);
            } else {
                Revoke(own.process, own.handle);
            }
        }
        std::vector<Held> left;
        for (const Held &one : held) {
            if (IsThere(one.process, one.handle)) {
                left.push_back(one);
            }
        }
        held = left;
        ASSERT_EQ(Taken(0) + Taken(1) + Taken(2), held.size()) << step;
    }
    std::set<const object *> objects;
    uint32_t references = 0;
    for (const Held &one : held) {
        const object *named = Find(one.process, one.handle).object;
        references += objects.insert(named).second ? named->references : 0;
    }
    EXPECT_EQ(references, held.size());
    EXPECT_EQ(object_count(ABI_OBJECT_ENDPOINT), before + objects.size());
}

}  // namespace
