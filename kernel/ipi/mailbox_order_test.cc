// SPDX-License-Identifier: Apache-2.0
// Every interleaving of the atomic accesses of mailbox.c itself, by two senders and the owner: each access is a step
// (stepped_atomics.h), and one thread at a time makes one. The steps take effect in that order: what harts may do
// beyond that, while an access is no release or acquire, this does not see.
#include <gtest/gtest.h>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "kernel/ipi/mailbox.h"

namespace {

constexpr size_t kNobody = SIZE_MAX;

thread_local size_t self = kNobody;

// Lets threads make their steps in an order that is given as far as it goes; then the first one that can goes on.
class Turns {
  public:
    // Called by a thread before each step, and after its last one.
    void Await() {
        std::unique_lock<std::mutex> lock(mutex_);
        waiting_[self] = true;
        changed_.notify_all();
        changed_.wait(lock, [this] { return turn_ == self; });
        turn_ = kNobody;
        waiting_[self] = false;
    }

    void Finish() {
        std::unique_lock<std::mutex> lock(mutex_);
        finished_[self] = true;
        changed_.notify_all();
    }

    // The choices that were made, and between how many; begins with those that are given.
    struct Choice {
        size_t taken;
        size_t among;
    };

    std::vector<Choice> Run(const std::vector<std::function<void()>> &actors, const std::vector<size_t> &given) {
        waiting_.assign(actors.size(), false);
        finished_.assign(actors.size(), false);
        std::vector<std::thread> threads;
        for (size_t i = 0; i < actors.size(); i++) {
            threads.emplace_back([this, &actors, i] {
                self = i;
                actors[i]();
                Finish();
            });
        }
        std::vector<Choice> choices;
        for (std::vector<size_t> ready = Ready(); !ready.empty(); ready = Ready()) {
            size_t taken = choices.size() < given.size() ? given[choices.size()] : 0;
            choices.push_back({taken, ready.size()});
            Give(ready[taken]);
        }
        for (std::thread &thread : threads) {
            thread.join();
        }
        return choices;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    size_t turn_ = kNobody;
    std::vector<bool> waiting_;
    std::vector<bool> finished_;

    // Those that wait, when nobody is in the middle of a step.
    std::vector<size_t> Ready() {
        std::unique_lock<std::mutex> lock(mutex_);
        std::vector<size_t> ready;
        changed_.wait(lock, [this, &ready] {
            ready.clear();
            for (size_t i = 0; i < waiting_.size(); i++) {
                if (!waiting_[i] && !finished_[i]) {
                    return false;
                }
                if (waiting_[i]) {
                    ready.push_back(i);
                }
            }
            return turn_ == kNobody;
        });
        return ready;
    }

    void Give(size_t actor) {
        std::unique_lock<std::mutex> lock(mutex_);
        turn_ = actor;
        changed_.notify_all();
        changed_.wait(lock, [this] { return turn_ == kNobody; });
    }
};

Turns *turns = nullptr;

}  // namespace

extern "C" {
void mailbox_step(void);
void mailbox_step(void) {
    if (self != kNobody) {
        turns->Await();
    }
}
}

namespace {

constexpr uint32_t kFirst = 0;
constexpr uint32_t kSecond = 63;

// A mailbox with its hart's interrupt. Only one thread at a time is between two steps.
struct Scene {
    mailbox box;
    const uint32_t posted;  // by all of them, each reason once
    bool is_interrupted = false;
    uint32_t taken = 0;
    std::string wrong;

    explicit Scene(uint32_t reasons) : posted(reasons) {
        mailbox_init(&box);
    }

    void Post(uint32_t sender, uint32_t reasons) {
        if (mailbox_post(&box, {sender}, reasons)) {
            mailbox_step();
            is_interrupted = true;
        }
    }

    void TakeIfInterrupted() {
        mailbox_step();
        if (!is_interrupted) {
            return;
        }
        is_interrupted = false;
        mailbox_batch batch = mailbox_take(&box);
        if ((batch.reasons & taken) != 0) {
            wrong = "a reason came twice";
        }
        if ((batch.reasons & ~posted) != 0) {
            wrong = "a reason came that nobody has posted";
        }
        if ((batch.reasons == 0) != (batch.senders.bits == 0)) {
            wrong = "reasons without a sender, or the other way round";
        }
        taken |= batch.reasons;
    }

    void Judge() {
        while (is_interrupted) {
            TakeIfInterrupted();
        }
        if (taken != posted) {
            wrong = "a reason was lost";
        }
        if (mailbox_is_pending(&box)) {
            wrong = "something is left, and nobody is interrupted for it";
        }
    }
};

using Actors = std::function<std::vector<std::function<void()>>(Scene *)>;

// Tries all of them; returns how many there are, and stops at the first that is wrong.
size_t TryEveryOrder(uint32_t posted, const Actors &actors, std::string *wrong) {
    std::vector<size_t> given;
    for (size_t count = 1;; count++) {
        Scene scene(posted);
        Turns all;
        turns = &all;
        std::vector<Turns::Choice> choices = all.Run(actors(&scene), given);
        scene.Judge();
        if (!scene.wrong.empty()) {
            *wrong = scene.wrong;
            return count;
        }
        while (!choices.empty() && choices.back().taken + 1 == choices.back().among) {
            choices.pop_back();
        }
        if (choices.empty()) {
            return count;
        }
        choices.back().taken++;
        given.clear();
        for (const Turns::Choice &choice : choices) {
            given.push_back(choice.taken);
        }
    }
}

TEST(MailboxOrder, NothingIsLostOrDoubledWhenTheOwnerTakesWhileTwoSendersPost) {
    std::string wrong;
    size_t orders = TryEveryOrder(
        IPI_PING | IPI_FLUSH,
        [](Scene *scene) {
            return std::vector<std::function<void()>>{
                [scene] { scene->Post(kFirst, IPI_PING); },
                [scene] { scene->Post(kSecond, IPI_FLUSH); },
                [scene] { scene->TakeIfInterrupted(); },
            };
        },
        &wrong);
    EXPECT_EQ(wrong, "");
    EXPECT_GT(orders, 100u);
}

TEST(MailboxOrder, NothingIsLostOrDoubledWhenTheOwnerTakesTwiceWhileOneSenderPostsTwice) {
    std::string wrong;
    size_t orders = TryEveryOrder(
        IPI_PING | IPI_HALT,
        [](Scene *scene) {
            return std::vector<std::function<void()>>{
                [scene] {
                    scene->Post(kFirst, IPI_PING);
                    scene->Post(kFirst, IPI_HALT);
                },
                [scene] {
                    scene->TakeIfInterrupted();
                    scene->TakeIfInterrupted();
                },
            };
        },
        &wrong);
    EXPECT_EQ(wrong, "");
    EXPECT_GT(orders, 20u);
}

}  // namespace
