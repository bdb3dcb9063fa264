// SPDX-License-Identifier: Apache-2.0
// Whatever becomes ready, leaves and is taken in whatever order: the queue answers as sorted lists do, each heap is one, and every task is
// where its place says.
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "kernel/scheduler/run_queue.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

namespace {

void Check(bool promise) {
    if (!promise) {
        abort();
    }
}

class Input {
  public:
    Input(const uint8_t *data, size_t size) : next_(data), end_(data + size) {}

    bool IsAtEnd() const {
        return next_ == end_;
    }

    uint32_t Byte() {
        return IsAtEnd() ? 0 : *next_++;
    }

    uint32_t Task() {
        return Byte() % ABI_TASKS_MAX;
    }

    abi_class Class() {
        return static_cast<abi_class>(Byte() % ABI_CLASS_COUNT);
    }

    uint32_t Shares() {
        return 1 + Byte() * 1000 / 256;
    }

    // No further than a turn goes.
    uint64_t Distance() {
        uint64_t place = Byte() % (RUN_AHEAD_BITS - 8);
        return uint64_t{Byte()} << place;
    }

  private:
    const uint8_t *next_;
    const uint8_t *end_;
};

// A class. Virtual times relative to where it began, which do not wrap.
struct Region {
    std::set<std::pair<uint64_t, uint32_t>> tasks;
    uint64_t now = 0;
    uint64_t last_arrival = 0;
    uint64_t shares = 0;
};

class Run {
  public:
    explicit Run(uint64_t origin) {
        run_queue_init(queue_.get());
        // Class by class to where the input wants it to begin.
        for (uint32_t class_ = 0; class_ < ABI_CLASS_COUNT; class_++) {
            for (uint64_t at = 0; at != origin;) {
                at += origin - at < kStep ? origin - at : kStep;
                Check(run_queue_insert(queue_.get(), static_cast<abi_class>(class_), {at, 0, 1}, 0));
                Check(run_queue_take(queue_.get(), static_cast<abi_class>(class_)).virtual_time == at);
            }
        }
        origin_ = origin;
    }

    void Step(Input *input) {
        abi_class class_ = input->Class();
        switch (input->Byte() % 8) {
            case 0:
            case 1:
                Insert(class_, input->Task(), input->Byte() % 2 == 0, input->Distance(), input->Shares());
                break;
            case 2:
                InsertMany(class_, input);
                break;
            case 3:
            case 4:
                Remove(class_, input->Task());
                break;
            case 5:
                for (uint32_t left = input->Byte(); left != 0; left--) {
                    Take(class_);
                }
                break;
            case 6:
                BeginTurn(class_, input->Distance());
                break;
            default:
                Take(class_);
                break;
        }
        CheckClass(class_);
    }

    void Drain() {
        for (uint32_t class_ = 0; class_ < ABI_CLASS_COUNT; class_++) {
            while (!model_[class_].tasks.empty()) {
                Take(static_cast<abi_class>(class_));
            }
            CheckClass(static_cast<abi_class>(class_));
        }
        Check(run_queue_is_empty(queue_.get()) && run_queue_count(queue_.get()) == 0);
    }

  private:
    void Insert(abi_class class_, uint32_t task, bool is_ahead, uint64_t distance, uint32_t shares) {
        if (class_of_[task] != kNone) {
            return;
        }
        Region &region = model_[class_];
        uint64_t at = is_ahead ? region.now + distance : region.now - distance;
        run_entry entry = {origin_ + at, static_cast<uint16_t>(task), static_cast<uint16_t>(shares)};
        Check(run_queue_insert(queue_.get(), class_, entry, 0));
        if (!is_ahead || distance == 0) {
            at = ++region.last_arrival;
        }
        region.tasks.insert({at, task});
        region.shares += shares;
        class_of_[task] = class_;
        at_[task] = at;
        shares_[task] = shares;
    }

    void InsertMany(abi_class class_, Input *input) {
        uint32_t first = input->Task();
        uint32_t count = input->Byte() + 1;
        bool is_ahead = input->Byte() % 2 == 0;
        uint64_t distance = input->Distance();
        uint64_t stride = input->Byte();
        for (uint32_t i = 0; i < count; i++) {
            Insert(class_, (first + i) % ABI_TASKS_MAX, is_ahead, distance + i * stride % 251, 1 + i);
        }
    }

    void Remove(abi_class class_, uint32_t task) {
        run_entry entry;
        bool is_here = class_of_[task] == class_;
        Check(run_queue_remove(queue_.get(), class_, task, &entry) == is_here);
        if (is_here) {
            Forget(class_, entry);
            Check(entry.task == task);
        }
    }

    // Of those with the same virtual time it may be any.
    void Take(abi_class class_) {
        Region &region = model_[class_];
        if (region.tasks.empty()) {
            return;
        }
        uint64_t least = region.tasks.begin()->first;
        run_entry first = *run_queue_first(queue_.get(), class_);
        run_entry entry = run_queue_take(queue_.get(), class_);
        Check(entry.task == first.task && entry.virtual_time == origin_ + least);
        Forget(class_, entry);
        GoOn(&region, least);
    }

    static void GoOn(Region *region, uint64_t now) {
        region->now = now;
        region->last_arrival = region->last_arrival < now ? now : region->last_arrival;
    }

    // Whoever runs begins another turn, while it is due first.
    void BeginTurn(abi_class class_, uint64_t distance) {
        Region &region = model_[class_];
        uint64_t now = region.now + distance;
        if (region.tasks.empty() || region.tasks.begin()->first >= now) {
            run_queue_begin_turn(queue_.get(), class_, origin_ + now);
            GoOn(&region, now);
        }
    }

    void Forget(abi_class class_, run_entry entry) {
        uint32_t task = entry.task;
        Check(class_of_[task] == class_ && entry.virtual_time == origin_ + at_[task] && entry.shares == shares_[task]);
        model_[class_].tasks.erase({at_[task], task});
        model_[class_].shares -= entry.shares;
        class_of_[task] = kNone;
    }

    void CheckClass(abi_class class_) const {
        const run_region &region = queue_->regions[class_];
        const Region &model = model_[class_];
        Check(region.count == model.tasks.size() && region.shares == model.shares);
        Check(region.now == origin_ + model.now);
        Check((queue_->ready_classes >> class_ & 1) == (model.tasks.empty() ? 0 : 1));
        const run_entry *heap = queue_->heaps[class_];
        for (uint32_t place = 0; place < region.count; place++) {
            const run_entry &entry = heap[place];
            Check(queue_->places[entry.task] == place && class_of_[entry.task] == class_);
            Check(!run_queue_is_before(entry.virtual_time, heap[place == 0 ? 0 : (place - 1) / 2].virtual_time));
        }
    }

    static constexpr uint64_t kStep = uint64_t{1} << (RUN_AHEAD_BITS - 1);
    static constexpr uint32_t kNone = ABI_CLASS_COUNT;

    std::unique_ptr<run_queue> queue_ = std::make_unique<run_queue>();
    uint64_t origin_ = 0;
    Region model_[ABI_CLASS_COUNT];
    std::vector<uint32_t> class_of_ = std::vector<uint32_t>(ABI_TASKS_MAX, kNone);
    std::vector<uint64_t> at_ = std::vector<uint64_t>(ABI_TASKS_MAX);
    std::vector<uint32_t> shares_ = std::vector<uint32_t>(ABI_TASKS_MAX);
};

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Input input(data, size);
    // Some begin so that virtual time soon goes around.
    Run run(input.Byte() % 2 == 0 ? 0 : -input.Distance());
    while (!input.IsAtEnd()) {
        run.Step(&input);
    }
    run.Drain();
    return 0;
}
