// SPDX-License-Identifier: Apache-2.0
// The lock itself on real threads, each of which is a hart: one at a time, and with it what the holder before has written. The rest of the
// kernel is not there.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>

extern "C" {
#include "kernel/arch/cpu.h"
#include "kernel/ipi/ipi.h"
#include "kernel/percpu/percpu.h"
#include "kernel/sync/spinlock.h"
#include "kernel/trap/panic.h"

struct cpu *cpu_current(void) {
    static thread_local const std::unique_ptr<cpu> own = std::make_unique<cpu>();
    return own.get();
}

void cpu_pause(void) {
    std::this_thread::yield();
}

void cpu_give_up_turn(void) {
    std::this_thread::yield();
}

void cpu_keep_software_interrupt(void) {}

bool panic_is_under_way(void) {
    return false;
}

void ipi_halt_this_hart(void) {
    abort();
}

void panic(const char *format, ...) {
    fputs(format, stderr);
    abort();
}
}

namespace {

constexpr uint32_t kThreads = 4;
constexpr uint32_t kRounds = 20000;
constexpr uint64_t kStopEvery = 16;

// Plain words: only the lock keeps the threads apart.
struct Guarded {
    spinlock lock = {};
    uint64_t count = 0;
    uint64_t twice = 0;
    uint64_t torn = 0;

    explicit Guarded(lock_rank rank) {
        spinlock_init(&lock, rank, 0);
    }

    void Add() {
        torn += twice == 2 * count ? 0 : 1;
        count++;
        if (count % kStopEvery == 0) {
            std::this_thread::yield();  // others come to the lock meanwhile
        }
        twice += 2;
    }
};

template <typename Work> void OnAllThreads(const Work &work) {
    std::vector<std::thread> threads;
    for (uint32_t thread = 0; thread < kThreads; thread++) {
        threads.emplace_back(work);
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
}

void AddTo(Guarded *guarded) {
    spinlock_acquire(&guarded->lock);
    guarded->Add();
    spinlock_release(&guarded->lock);
}

TEST(Spinlock, OneHartAtATimeSeesWhatTheLastOneWrote) {
    Guarded guarded(LOCK_RANK_POOL);
    OnAllThreads([&guarded] {
        for (uint32_t round = 0; round < kRounds; round++) {
            AddTo(&guarded);
        }
    });
    EXPECT_EQ(guarded.count, uint64_t{kThreads} * kRounds);
    EXPECT_EQ(guarded.torn, 0u);
}

void AddToBoth(Guarded *outer, Guarded *inner) {
    spinlock_acquire(&outer->lock);
    outer->Add();
    AddTo(inner);
    spinlock_release(&outer->lock);
}

TEST(Spinlock, ALockInsideAnotherIsHeldForItself) {
    Guarded outer(LOCK_RANK_TASK);
    Guarded inner(LOCK_RANK_POOL);
    OnAllThreads([&] {
        for (uint32_t round = 0; round < kRounds; round += 2) {
            AddToBoth(&outer, &inner);
            AddTo(&inner);
            spinlock_assert_none_held();
        }
    });
    EXPECT_EQ(outer.count, uint64_t{kThreads} * kRounds / 2);
    EXPECT_EQ(inner.count, uint64_t{kThreads} * kRounds);
    EXPECT_EQ(outer.torn + inner.torn, 0u);
}

}  // namespace
