// SPDX-License-Identifier: Apache-2.0
// Two pairs of processes call each other, each task on a hart of its own, and there is no lock that both pairs need: while somebody holds
// for ever every lock that one pair takes on the way, the other pair goes on. The linker tells this test which locks those are
// (-Wl,--wrap).
#include <set>
#include <vector>

#include "kernel/ipc/ipc_fixture.h"

extern "C" {
#include "kernel/arch/cpu.h"
#include "kernel/sync/spinlock.h"
}

namespace {

// Those that were taken since somebody asked.
std::set<spinlock *> taken;

// Those that nobody gives back, and of which ranks somebody asked for one all the same.
std::set<spinlock *> held;
std::vector<const char *> met;

void Hold(const std::set<spinlock *> &locks) {
    for (spinlock *lock : locks) {
        __c11_atomic_fetch_add(&lock->next, 1, __ATOMIC_RELAXED);
    }
    held = locks;
}

void GiveBack(spinlock *lock) {
    __c11_atomic_fetch_sub(&lock->next, 1, __ATOMIC_RELAXED);
}

}  // namespace

extern "C" {
void __real_spinlock_acquire(struct spinlock *lock);
void __wrap_spinlock_acquire(struct spinlock *lock);

void __wrap_spinlock_acquire(struct spinlock *lock) {
    taken.insert(lock);
    if (held.erase(lock) != 0) {
        met.push_back(lock_rank_text(lock->rank));
        GiveBack(lock);  // so that the test comes to its end
    }
    __real_spinlock_acquire(lock);
}
}

namespace {

struct Pair {
    uint32_t server_hart;
    uint32_t client_hart;
    process *server_process;
    process *client_process;
    task *server;
    task *client;
    uint32_t at_server;
    uint32_t at_client;
};

class Apart : public IpcTest {
  protected:
    void SetUp() override {
        IpcTest::SetUp();
        first_ = {0, 1, server_process_, client_process_, server_, client_, at_server_, at_client_};
        second_ = {2, 3, MakeProcess(), MakeProcess(), nullptr, nullptr, 0, 0};
        second_.server = MakeTask(second_.server_process);
        second_.client = MakeTask(second_.client_process);
        second_.at_server = MakeObject(second_.server_process, ABI_OBJECT_ENDPOINT);
        second_.at_client =
            Grant(second_.server_process, second_.at_server, second_.client_process, ABI_RIGHT_SEND, kBadge);
        for (const Pair *pair : {&first_, &second_}) {
            pair->server->allowed = UINT64_C(1) << pair->server_hart;
            pair->client->allowed = UINT64_C(1) << pair->client_hart;
            EXPECT_TRUE(Receive(pair->server, pair->at_server, 0, pair->server_hart).is_in_frame);
            Idle(pair->server_hart);
        }
        taken.clear();
        met.clear();
    }
    void TearDown() override {
        for (spinlock *lock : held) {
            GiveBack(lock);
        }
        held.clear();
        EndTasks({second_.server, second_.client});
        EndProcesses({second_.client_process, second_.server_process});
        IpcTest::TearDown();
    }

    // A call and its answer, after which the server waits as before.
    void RoundTrip(const Pair &pair) {
        EXPECT_TRUE(Send(pair.client, pair.at_client, kWords, IPC_CALL, pair.client_hart).is_in_frame);
        Idle(pair.client_hart);
        ExpectReady(pair.server);
        Run(pair.server_hart, pair.server);
        SetWords(pair.server, kAnswer);
        EXPECT_TRUE(ipc_reply_receive(Become(pair.server_hart), pair.at_server, 0).is_in_frame);
        Idle(pair.server_hart);
        ExpectReady(pair.client);
        EXPECT_EQ(ResultOf(pair.client), ABI_OK);
        EXPECT_EQ(WordsOf(pair.client), kAnswer);
    }

    std::set<spinlock *> LocksOf(const Pair &pair) {
        taken.clear();
        RoundTrip(pair);
        return taken;
    }

    Pair first_ = {};
    Pair second_ = {};
};

TEST_F(Apart, ThereIsNoLockThatBothPairsNeed) {
    Hold(LocksOf(second_));
    EXPECT_GE(held.size(), 3u) << "its endpoint and the run queues of its harts";
    RoundTrip(first_);
    EXPECT_EQ(met, std::vector<const char *>{}) << "its neighbours are in its way";
}

}  // namespace
