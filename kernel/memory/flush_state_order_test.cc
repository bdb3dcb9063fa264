// SPDX-License-Identifier: Apache-2.0
// Every interleaving of the steps of flush_state_model.h. Stores wait in a buffer and reach memory in any order that
// their release marks and addresses allow; loads happen in order. So this finds missing fences and releases, not
// missing acquires.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "kernel/memory/flush_state_model.h"

namespace {

struct Waiting {
    uint8_t word;
    uint8_t value;
    bool release;
};

struct State {
    uint8_t memory[kWords] = {};
    uint8_t root[kHarts] = {};
    bool cached[kHarts][kTags] = {};  // the TLB has A's page under that address-space number
    bool interrupt[kHarts] = {};
    bool returned = false;  // the frame belongs to somebody else
    std::vector<Waiting> buffer[kActors];
    std::string log[kActors];

    std::string Key() const {
        std::string key(reinterpret_cast<const char *>(memory), sizeof(memory));
        for (uint32_t hart = 0; hart < kHarts; hart++) {
            key += static_cast<char>(root[hart]);
            key +=
                static_cast<char>(interrupt[hart] | cached[hart][0] << 1 | cached[hart][1] << 2 | cached[hart][2] << 3);
        }
        key += static_cast<char>(returned);
        for (uint32_t actor = 0; actor < kActors; actor++) {
            key += static_cast<char>(buffer[actor].size());
            for (const Waiting &w : buffer[actor]) {
                key += {static_cast<char>(w.word), static_cast<char>(w.value), static_cast<char>(w.release)};
            }
            key += static_cast<char>(log[actor].size());
            key += log[actor];
        }
        return key;
    }
};

// Visits every state that can be reached, up to the first that must not be.
class Explorer {
  public:
    explicit Explorer(const ModelSetup &setup) : setup_(setup) {}

    const char *violation = nullptr;
    std::string path;  // to the violation
    size_t states = 0;
    size_t ends = 0;

    void Explore(const State &state) {
        if (violation != nullptr || !visited_.insert(state.Key()).second) {
            return;
        }
        states++;
        bool is_end = true;
        for (uint32_t actor = 0; actor < kActors && violation == nullptr; actor++) {
            Drain(state, actor);
            Speculate(state, actor);
            Step step = {};
            is_end = is_end && state.buffer[actor].empty();
            if (NextStep(state.log[actor], actor, state.interrupt[actor % kHarts], &step)) {
                is_end = false;
                Advance(state, actor, step);
            }
        }
        ends += is_end;
    }

  private:
    ModelSetup setup_;
    std::unordered_set<std::string> visited_;

    void Visit(const State &next, const std::string &what) {
        Explore(next);
        if (violation != nullptr) {
            path = what + "\n" + path;
        }
    }

    // One buffered store reaches memory.
    void Drain(const State &state, uint32_t actor) {
        const std::vector<Waiting> &buffer = state.buffer[actor];
        for (size_t i = 0; i < buffer.size() && violation == nullptr; i++) {
            bool may = i == 0 || !buffer[i].release;
            for (size_t j = 0; j < i; j++) {
                may = may && buffer[j].word != buffer[i].word;
            }
            if (may) {
                State next = state;
                next.memory[buffer[i].word] = buffer[i].value;
                next.buffer[actor].erase(next.buffer[actor].begin() + static_cast<ptrdiff_t>(i));
                Visit(next, std::to_string(actor) + " drains word " + std::to_string(buffer[i].word));
            }
        }
    }

    uint32_t TagOf(uint32_t hart, uint32_t number) const {
        return setup_.has_asids[hart] ? number : 0;
    }

    // The hart walks the tables of the loaded root on its own initiative.
    void Speculate(const State &state, uint32_t actor) {
        if (actor == kTaker || state.root[actor] != kSpaceA || state.memory[kEntry] == 0 || violation != nullptr ||
            state.cached[actor][TagOf(actor, kSpaceA)]) {
            return;
        }
        State next = state;
        next.cached[actor][TagOf(actor, kSpaceA)] = true;
        Visit(next, std::to_string(actor) + " speculates");
    }

    static uint8_t Load(const State &state, uint32_t actor, uint8_t word) {
        const std::vector<Waiting> &buffer = state.buffer[actor];
        for (size_t i = buffer.size(); i > 0; i--) {
            if (buffer[i - 1].word == word) {
                return buffer[i - 1].value;
            }
        }
        return state.memory[word];
    }

    void User(State *next, uint32_t hart, uint32_t number) {
        bool *cached = &next->cached[hart][TagOf(hart, number)];
        if (number == kSpaceA && next->memory[kEntry] != 0) {
            *cached = true;
        }
        if (*cached && number != kSpaceA) {
            violation = "user code reaches a page of another space";
        } else if (*cached && next->returned) {
            violation = "user code reaches a page that was taken away";
        }
    }

    void Advance(const State &state, uint32_t actor, Step step) {
        State next = state;
        uint8_t result = 0;
        if (violation != nullptr || (step.kind == Kind::kFence && !state.buffer[actor].empty())) {
            return;
        }
        switch (step.kind) {
            case Kind::kLoad:
                result = Load(state, actor, step.word);
                break;
            case Kind::kStore:
                next.buffer[actor].push_back({step.word, step.value, step.release});
                break;
            case Kind::kAdd:
                // Its store waits like others, as loads behind an AMO may pass it. There is but one who adds.
                result = Load(state, actor, step.word);
                next.buffer[actor].push_back({step.word, static_cast<uint8_t>(result + step.value), step.release});
                break;
            case Kind::kSend:
                next.interrupt[step.value] = true;
                break;
            case Kind::kPoll:
            case Kind::kRest:
                result = state.interrupt[actor];
                next.interrupt[actor] = false;
                break;
            case Kind::kReturn:
                next.returned = true;
                break;
            case Kind::kRoot:
                next.root[actor] = step.value;
                break;
            case Kind::kFlush:
                next.cached[actor][TagOf(actor, step.value)] = false;
                break;
            case Kind::kUser:
                User(&next, actor, step.value);
                break;
            case Kind::kRetry:
                next.log[actor].resize(step.value);
                CheckProgress(state);
                break;
            case Kind::kFence:
                break;
        }
        if (step.kind != Kind::kRetry) {
            next.log[actor] += static_cast<char>(result);
        }
        Visit(next, std::to_string(actor) + " step " + std::to_string(static_cast<int>(step.kind)) + " word " +
                        std::to_string(step.word) + " value " + std::to_string(step.value));
    }

    // Who waits must not wait for harts that will never do anything more.
    void CheckProgress(const State &state) {
        for (uint32_t hart = 0; hart < kHarts; hart++) {
            Step step = {};
            if (!state.buffer[hart].empty() || NextStep(state.log[hart], hart, state.interrupt[hart], &step)) {
                return;
            }
        }
        // What it waits for may have come true since it looked.
        for (uint32_t hart = 0; hart < kHarts; hart++) {
            if (state.memory[kCurrent + hart] == kSpaceA && state.memory[kSeenA + hart] < state.memory[kGenerationA]) {
                violation = "waits for ever";
            }
        }
    }
};

Explorer ExploreAll(const ModelSetup &setup) {
    ModelStart(setup);
    State state;
    state.memory[kEntry] = 1;
    state.memory[kGenerationA] = 1;
    state.memory[kGenerationB] = 1;
    for (uint32_t hart = 0; hart < kHarts; hart++) {
        state.memory[kSeenA + hart] = 1;
        state.memory[kSeenB + hart] = 1;
        if (setup.inside[hart]) {
            state.root[hart] = kSpaceA;
            state.memory[kCurrent + hart] = kSpaceA;
        }
        state.cached[hart][setup.has_asids[hart] ? kSpaceA : 0] = true;
    }
    Explorer explorer(setup);
    explorer.Explore(state);
    return explorer;
}

constexpr ModelSetup kSetups[] = {
    {{true, true}, {true, true}, kNone},     {{true, true}, {true, false}, kNone},
    {{true, true}, {false, false}, kNone},   {{true, false}, {true, true}, kNone},
    {{true, false}, {false, true}, kNone},   {{false, false}, {true, true}, kNone},
    {{false, false}, {false, false}, kNone},
};

TEST(FlushOrder, NoHartReachesAPageAfterItWasTakenAway) {
    for (const auto &s : kSetups) {
        SCOPED_TRACE(testing::Message() << "ASIDs " << s.has_asids[0] << s.has_asids[1] << " inside " << s.inside[0]
                                        << s.inside[1]);
        Explorer explorer = ExploreAll(s);
        EXPECT_EQ(explorer.violation, nullptr) << explorer.violation << "\n" << explorer.path;
        EXPECT_GT(explorer.states, 10000u);
        EXPECT_GT(explorer.ends, 0u);
    }
}

TEST(FlushOrder, EveryPartOfTheProtocolIsNeeded) {
    struct {
        const char *what;
        Defect defect;
        bool has_asids;
        bool inside;
    } const cases[] = {
        {"no recheck", kNoRecheck, true, false},
        {"no fence when entering", kNoFenceEntering, true, false},
        {"no fence when taking away", kNoFenceTaking, true, false},
        {"increment without release, entering", kIncrementNoRelease, true, false},
        {"increment without release, asked", kIncrementNoRelease, true, true},
        {"no interrupts", kNoInterrupts, true, true},
        {"no wait", kNoWait, true, true},
        {"no flush when entering", kNoFlushEntering, true, false},
        {"no flush when asked", kNoFlushWhenAsked, true, true},
        {"generation read after the flush", kReadAfterFlush, false, false},
        {"does not say that it flushed", kNoSeen, true, true},
        {"trusts seen without ASIDs", kTrustsSeen, false, true},
    };
    for (const auto &c : cases) {
        SCOPED_TRACE(c.what);
        Explorer explorer = ExploreAll({{c.has_asids, c.has_asids}, {c.inside, c.inside}, c.defect});
        ASSERT_NE(explorer.violation, nullptr);
        EXPECT_EQ(std::string(explorer.violation) == "waits for ever", c.defect == kNoSeen) << explorer.violation;
    }
}

}  // namespace
