// SPDX-License-Identifier: Apache-2.0
// Whatever is inserted, removed and taken in whatever order: the heap answers as a sorted list does in which equal
// deadlines keep the order of insertion.
#include <cstdint>
#include <cstdlib>
#include <set>
#include <vector>

#include "kernel/timer/timer_heap.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

namespace {

void Check(bool promise) {
    if (!promise) {
        abort();
    }
}

struct Earlier {
    bool operator()(const timer_node *node, const timer_node *other) const {
        return node->deadline_ticks < other->deadline_ticks;
    }
};

// A multiset puts an equal element behind those that it has: it knows nothing of sequence numbers.
using Model = std::multiset<timer_node *, Earlier>;

class Input {
  public:
    Input(const uint8_t *data, size_t size) : next_(data), end_(data + size) {}

    bool IsAtEnd() const {
        return next_ == end_;
    }

    uint32_t Byte() {
        return IsAtEnd() ? 0 : *next_++;
    }

    uint32_t Node() {
        uint32_t high = Byte();
        return (high << 8 | Byte()) % kNodes;
    }

    // Few values, so that many are equal; some at the end of time.
    uint64_t Deadline() {
        uint32_t byte = Byte();
        return byte < 0xf0 ? byte / 8 : UINT64_MAX - (0xff - byte);
    }

    static constexpr uint32_t kNodes = TIMER_NODES_MAX + 8;

  private:
    const uint8_t *next_;
    const uint8_t *end_;
};

class Run {
  public:
    Run() {
        timer_heap_init(&heap_);
        for (timer_node &node : nodes_) {
            timer_node_init(&node);
        }
    }

    void Step(Input *input) {
        switch (input->Byte() % 8) {
            case 0:
            case 1:
            case 2:
                Insert(input->Node(), input->Deadline());
                break;
            case 3:
                InsertMany(input);
                break;
            case 4:
            case 5:
                Remove(input->Node());
                break;
            case 6:
                TakeDue(input->Deadline());
                break;
            default:
                RemoveMany(input);
                break;
        }
        CheckNext();
    }

    void Drain() {
        CheckPlaces();
        while (!model_.empty()) {
            TakeDue(UINT64_MAX);
        }
        TakeDue(UINT64_MAX);
        CheckNext();
    }

  private:
    void Insert(uint32_t number, uint64_t deadline) {
        timer_node *node = &nodes_[number];
        bool fits = !in_[number] && model_.size() < TIMER_NODES_MAX;
        timer_node before = *node;
        Check(timer_heap_insert(&heap_, node, deadline) == fits);
        if (fits) {
            Check(node->deadline_ticks == deadline);
            where_[number] = model_.insert(node);
            in_[number] = true;
        } else {
            Check(node->deadline_ticks == before.deadline_ticks && node->place == before.place);
        }
    }

    // One long run can fill the heap. The deadlines rise and fall, so that its branches differ.
    void InsertMany(Input *input) {
        uint32_t first = input->Node();
        uint32_t count = input->Byte() * 8;
        uint64_t deadline = input->Deadline();
        uint64_t stride = input->Byte();
        for (uint32_t i = 0; i < count; i++) {
            Insert((first + i) % Input::kNodes, deadline + i * stride % 251);
        }
    }

    void RemoveMany(Input *input) {
        uint32_t number = input->Node();
        uint32_t stride = input->Byte() + 1;
        for (uint32_t count = input->Byte(); count > 0; count--) {
            Remove(number);
            number = (number + stride) % Input::kNodes;
        }
        CheckPlaces();
    }

    void Remove(uint32_t number) {
        timer_node *node = &nodes_[number];
        Check(timer_heap_remove(&heap_, node) == in_[number]);
        if (in_[number]) {
            Forget(number);
        }
    }

    void TakeDue(uint64_t now) {
        timer_node *expected = model_.empty() ? nullptr : *model_.begin();
        if (expected != nullptr && expected->deadline_ticks > now) {
            expected = nullptr;
        }
        Check(timer_heap_take_due(&heap_, now) == expected);
        if (expected != nullptr) {
            Forget(static_cast<uint32_t>(expected - nodes_.data()));
        }
    }

    void Forget(uint32_t number) {
        Check(nodes_[number].place == TIMER_NODE_IDLE);
        model_.erase(where_[number]);
        in_[number] = false;
    }

    void CheckNext() const {
        Check(heap_.count == model_.size());
        Check(timer_heap_next(&heap_) == (model_.empty() ? UINT64_MAX : (*model_.begin())->deadline_ticks));
    }

    void CheckPlaces() const {
        for (size_t number = 0; number < nodes_.size(); number++) {
            const timer_node &node = nodes_[number];
            Check((node.place != TIMER_NODE_IDLE) == in_[number]);
            Check(!in_[number] || (node.place < heap_.count && heap_.nodes[node.place] == &node));
        }
    }

    timer_heap heap_;
    std::vector<timer_node> nodes_ = std::vector<timer_node>(Input::kNodes);
    std::vector<bool> in_ = std::vector<bool>(Input::kNodes);
    Model model_;
    std::vector<Model::iterator> where_ = std::vector<Model::iterator>(Input::kNodes);
};

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Input input(data, size);
    Run run;
    while (!input.IsAtEnd()) {
        run.Step(&input);
    }
    run.Drain();
    return 0;
}
