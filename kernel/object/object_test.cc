// SPDX-License-Identifier: Apache-2.0
// Objects and who pays for them: to the last one, and not one more.
#include <algorithm>
#include <cstddef>
#include <set>
#include <vector>

#include "kernel/memory/machine_fixture.h"
#include "kernel/object/object_count.h"

extern "C" {
#include "abi/boot.h"
#include "kernel/ipc/endpoint.h"
#include "kernel/ipc/notification.h"
#include "kernel/object/object.h"
#include "kernel/timer/timer_object.h"
}

namespace {

struct Kind {
    abi_object_kind kind;
    uint32_t capacity;
    size_t bytes;  // that are new
    int resource;  // enum budget_resource, or -1: its maker pays otherwise
};

const Kind kKinds[] = {
    {ABI_OBJECT_PROCESS, ABI_PROCESSES_MAX, offsetof(process, space), -1},  // space_init fills in its space
    {ABI_OBJECT_TASK, ABI_TASKS_MAX, sizeof(task), BUDGET_TASKS},
    {ABI_OBJECT_ENDPOINT, ABI_ENDPOINTS_MAX, sizeof(endpoint), BUDGET_ENDPOINTS},
    {ABI_OBJECT_NOTIFICATION, ABI_NOTIFICATIONS_MAX, sizeof(notification), BUDGET_NOTIFICATIONS},
    {ABI_OBJECT_TIMER, ABI_TIMERS_MAX, sizeof(timer_object), BUDGET_TIMERS},
    {ABI_OBJECT_IRQ, ABI_BOOT_DEVICES_MAX, 0, -1},
    {ABI_OBJECT_VMO, ABI_VMOS_MAX, sizeof(vmo), BUDGET_VMOS},
};

class Object : public MachineTest {
  protected:
    void SetUp() override {
        MachineTest::SetUp();
        own_ = MakeProcess();
    }
    void TearDown() override {
        EndProcess(own_);
        MachineTest::TearDown();
    }

    uint32_t Used(const Kind &kind) const {
        return kind.resource < 0 ? 0u : static_cast<uint32_t>(own_->budget.used[kind.resource]);
    }

    static std::vector<object *> TakeUntilRefused(const Kind &kind, process *owner) {
        std::vector<object *> taken;
        object *next = nullptr;
        while (object_take(kind.kind, owner, &next) == ABI_OK) {
            taken.push_back(next);
            EXPECT_LE(taken.size(), kind.capacity);
        }
        return taken;
    }

    static void GiveAll(const std::vector<object *> &objects) {
        for (object *given : objects) {
            object_give(given);
        }
    }

    process *own_ = nullptr;
};

TEST_F(Object, IsNewWhateverItWasBefore) {
    for (const Kind &kind : kKinds) {
        SCOPED_TRACE(kind.kind);
        object *taken = nullptr;
        ASSERT_EQ(object_take(kind.kind, own_, &taken), ABI_OK);
        auto *bytes = reinterpret_cast<uint8_t *>(taken);
        // A process's space is filled in by space_init; the float registers of a task mean something only once it has used them.
        const size_t zeroed = kind.kind == ABI_OBJECT_PROCESS ? offsetof(process, space)
                              : kind.kind == ABI_OBJECT_TASK  ? offsetof(task, float_state)
                                                              : kind.bytes;
        const size_t size = std::max(zeroed, sizeof(object));
        std::fill(bytes + sizeof(object), bytes + size, uint8_t{0xa5});
        taken->references = 77;
        object_give(taken);
        object *again = nullptr;
        ASSERT_EQ(object_take(kind.kind, own_, &again), ABI_OK);
        EXPECT_EQ(again, taken) << "the last one given is the next one taken";
        EXPECT_EQ(again->kind, static_cast<uint32_t>(kind.kind));
        EXPECT_EQ(again->references, 1u);
        EXPECT_EQ(again->owner, own_);
        EXPECT_EQ(std::count(bytes + sizeof(object), bytes + size, uint8_t{0}),
                  static_cast<std::ptrdiff_t>(size - sizeof(object)));
        object_give(again);
    }
}

TEST_F(Object, IsPaidForByItsOwnerWhoStays) {
    for (const Kind &kind : kKinds) {
        SCOPED_TRACE(kind.kind);
        const uint32_t references = own_->object.references;
        object *taken = nullptr;
        ASSERT_EQ(object_take(kind.kind, own_, &taken), ABI_OK);
        EXPECT_EQ(Used(kind), kind.resource < 0 ? 0u : 1u);
        EXPECT_EQ(own_->object.references, references + 1);
        object_give(taken);
        EXPECT_EQ(Used(kind), 0u);
        EXPECT_EQ(own_->object.references, references);
    }
}

TEST_F(Object, HasANumberThatLeadsBackToIt) {
    for (const Kind &kind : kKinds) {
        std::set<uint32_t> numbers;
        object *taken[5] = {};
        for (object *&next : taken) {
            ASSERT_EQ(object_take(kind.kind, nullptr, &next), ABI_OK);
            EXPECT_EQ(object_by_number(kind.kind, object_number(next)), next);
            EXPECT_LT(object_number(next), kind.capacity);
            numbers.insert(object_number(next));
        }
        EXPECT_EQ(numbers.size(), 5u);
        GiveAll({std::begin(taken), std::end(taken)});
    }
}

TEST_F(Object, ThereAreAsManyAsTheMachineHasAndNotOneMore) {
    for (const Kind &kind : kKinds) {
        SCOPED_TRACE(kind.kind);
        const uint32_t in_use = object_count(kind.kind);
        const uint32_t references = own_->object.references;
        std::vector<object *> taken = TakeUntilRefused(kind, own_);
        EXPECT_EQ(taken.size(), kind.capacity - in_use);
        EXPECT_EQ(std::set<object *>(taken.begin(), taken.end()).size(), taken.size());
        EXPECT_EQ(object_count(kind.kind), kind.capacity);
        EXPECT_EQ(Used(kind), kind.resource < 0 ? 0u : taken.size()) << "what was refused is not paid for";
        EXPECT_EQ(own_->object.references, references + taken.size());
        // Whichever comes back is there to be taken.
        for (const size_t given : {size_t{0}, taken.size() / 2, taken.size() - 1}) {
            object_give(taken[given]);
            object *again = nullptr;
            EXPECT_EQ(object_take(kind.kind, own_, &again), ABI_OK);
            EXPECT_EQ(again, taken[given]);
            EXPECT_EQ(object_take(kind.kind, own_, &again), ABI_ENOSPC);
        }
        GiveAll(taken);
        EXPECT_EQ(object_count(kind.kind), in_use);
        EXPECT_EQ(Used(kind), 0u);
    }
}

TEST_F(Object, ABudgetIsUsedUpToItsLimitAndNotBeyond) {
    for (const Kind &kind : kKinds) {
        if (kind.resource < 0) {
            continue;
        }
        SCOPED_TRACE(kind.kind);
        for (const uint32_t limit : {0u, 1u, 3u}) {
            own_->budget.limit[kind.resource] = limit;
            const uint32_t in_use = object_count(kind.kind);
            const std::vector<object *> taken = TakeUntilRefused(kind, own_);
            EXPECT_EQ(taken.size(), limit);
            EXPECT_EQ(Used(kind), limit);
            EXPECT_EQ(object_count(kind.kind), in_use + limit) << "what was refused took nothing";
            object *free = nullptr;
            EXPECT_EQ(object_take(kind.kind, nullptr, &free), ABI_OK) << "the machine has more";
            object_give(free);
            GiveAll(taken);
            EXPECT_EQ(Used(kind), 0u);
        }
        own_->budget.limit[kind.resource] = kind.capacity;
    }
}

// The memory of a pool only ever holds its kind: a lock that is taken through a stale pointer is a lock.
TEST_F(Object, ItsLockOutlastsIt) {
    for (const Kind &kind : kKinds) {
        object *taken = nullptr;
        ASSERT_EQ(object_take(kind.kind, own_, &taken), ABI_OK);
        const lock_rank rank = taken->lock.rank;
        const uint32_t order = taken->lock.order;
        object_give(taken);
        spinlock_acquire(&taken->lock);
        spinlock_release(&taken->lock);
        object *again = nullptr;
        ASSERT_EQ(object_take(kind.kind, own_, &again), ABI_OK);
        EXPECT_EQ(again->lock.rank, rank);
        EXPECT_EQ(again->lock.order, order);
        object_give(again);
    }
}

TEST_F(Object, AuthoritiesAreOneOfEachAndNeverEnd) {
    std::set<const object *> all;
    for (uint32_t kind = ABI_OBJECT_CLOCK; kind < ABI_OBJECT_KIND_COUNT; kind++) {
        object *authority = object_authority(static_cast<abi_object_kind>(kind));
        EXPECT_EQ(authority->kind, kind);
        all.insert(authority);
        uint32_t handle = 0;
        const uint32_t references = authority->references;
        ASSERT_EQ(capability_mint(own_, authority, ABI_RIGHT_USE, &handle), ABI_OK);
        EXPECT_EQ(authority->references, references + 1);
        Close(own_, handle);
        EXPECT_EQ(authority->references, references);
        EXPECT_GE(references, 1u);
    }
    EXPECT_EQ(all.size(), static_cast<size_t>(ABI_OBJECT_KIND_COUNT) - ABI_OBJECT_CLOCK);
}

TEST_F(Object, TheLastReferenceEndsIt) {
    uint64_t handle = 0;
    ASSERT_EQ(object_create(own_, ABI_OBJECT_ENDPOINT, &handle), ABI_OK);
    auto *kept = static_cast<object *>(own_->capabilities[SlotOf(static_cast<uint32_t>(handle))].object);
    spinlock_acquire(&kept->lock);
    object_keep_locked(kept);
    spinlock_release(&kept->lock);
    const uint32_t in_use = object_count(ABI_OBJECT_ENDPOINT);
    Close(own_, static_cast<uint32_t>(handle));
    EXPECT_EQ(object_count(ABI_OBJECT_ENDPOINT), in_use) << "somebody keeps it";
    EXPECT_EQ(own_->budget.used[BUDGET_ENDPOINTS], 1u);
    object_release(kept);
    EXPECT_EQ(object_count(ABI_OBJECT_ENDPOINT), in_use - 1);
    EXPECT_EQ(own_->budget.used[BUDGET_ENDPOINTS], 0u);
}

TEST_F(Object, CreatingOneTakesASlotOrNothingAtAll) {
    uint64_t handle = 77;
    own_->budget.limit[BUDGET_TIMERS] = 0;
    own_->budget.limit[BUDGET_ENDPOINTS] = 0;
    EXPECT_EQ(object_create(own_, ABI_OBJECT_ENDPOINT, &handle), ABI_ENOSPC);
    EXPECT_EQ(capability_slots_taken(&own_->slots), 0u);
    own_->budget.limit[BUDGET_ENDPOINTS] = 1;
    capability_slots_close(&own_->slots);
    EXPECT_EQ(object_create(own_, ABI_OBJECT_ENDPOINT, &handle), ABI_ENOSPC);
    EXPECT_EQ(own_->budget.used[BUDGET_ENDPOINTS], 0u);
    EXPECT_EQ(handle, 77u);
}

}  // namespace
