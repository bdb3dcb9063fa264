// SPDX-License-Identifier: Apache-2.0
#include "kernel/memory/vmo_state.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <set>
#include <tuple>
#include <vector>

namespace {

constexpr uint32_t kR = ABI_RIGHT_READ;
constexpr uint32_t kW = ABI_RIGHT_WRITE;
constexpr uint32_t kX = ABI_RIGHT_EXECUTE;
constexpr uint32_t kMappingsMax = 4;

// The answer to a mapping of some rights, in each phase of a VMO's life.
enum Phase { kOpen, kSealing, kSealed, kDevice, kPhases };
struct Answer {
    uint32_t rights;
    std::array<abi_error, kPhases> errors;
};
constexpr Answer kAnswers[] = {
    {kR, {ABI_OK, ABI_OK, ABI_OK, ABI_OK}},
    {kR | kW, {ABI_OK, ABI_EBUSY, ABI_EBUSY, ABI_OK}},
    {kR | kX, {ABI_EBUSY, ABI_EBUSY, ABI_OK, ABI_EINVAL}},
};

abi_error Expected(uint32_t rights, Phase phase) {
    for (const Answer &answer : kAnswers) {
        if (answer.rights == rights) {
            return answer.errors[phase];
        }
    }
    return ABI_EINVAL;
}

std::vector<uint32_t> AllRights() {
    std::vector<uint32_t> all;
    for (uint32_t rights = 0; rights <= ABI_RIGHT_ALL; rights++) {
        all.push_back(rights);
    }
    for (uint32_t bit = 7; bit < 32; bit++) {
        all.push_back(kR | UINT32_C(1) << bit);
    }
    return all;
}

// What the state should be: how many mappings have R, RW and RX, and the phase.
struct Model {
    uint32_t read = 0;
    uint32_t write = 0;
    uint32_t execute = 0;
    Phase phase = kOpen;

    uint32_t *Count(uint32_t rights) {
        return rights == kR ? &read : rights == (kR | kW) ? &write : rights == (kR | kX) ? &execute : nullptr;
    }
    uint32_t All() const {
        return read + write + execute;
    }
    bool operator<(const Model &o) const {
        return std::tie(read, write, execute, phase) < std::tie(o.read, o.write, o.execute, o.phase);
    }
};

vmo_state StateOf(const Model &model) {
    vmo_state state;
    std::memset(&state, 0, sizeof(state));
    state.mappings = model.All();
    state.writable_mappings = model.write;
    state.executable_mappings = model.execute;
    state.sealed = model.phase == kSealed;
    state.sealing = model.phase == kSealing;
    state.device = model.phase == kDevice;
    return state;
}

void ExpectIs(const vmo_state &state, const Model &model) {
    vmo_state expected = StateOf(model);
    EXPECT_EQ(state.mappings, expected.mappings);
    EXPECT_EQ(state.writable_mappings, expected.writable_mappings);
    EXPECT_EQ(state.executable_mappings, expected.executable_mappings);
    EXPECT_EQ(state.sealed, expected.sealed);
    EXPECT_EQ(state.sealing, expected.sealing);
    EXPECT_EQ(state.device, expected.device);
}

void ExpectInvariant(const vmo_state &state) {
    EXPECT_FALSE(state.writable_mappings != 0 && state.executable_mappings != 0);
    EXPECT_FALSE(state.writable_mappings != 0 && (state.sealed || state.sealing));
    EXPECT_FALSE(state.executable_mappings != 0 && !state.sealed);
    EXPECT_FALSE(state.device && (state.sealed || state.sealing || state.executable_mappings != 0));
    EXPECT_FALSE(state.sealed && state.sealing);
    EXPECT_LE(state.writable_mappings + state.executable_mappings, state.mappings);
}

// Every state that operations lead to from a new VMO, with up to kMappingsMax mappings; every operation in each of
// them.
class VmoStateExplorer {
  public:
    std::set<Model> reached;

    void Visit(const Model &model) {
        if (model.All() > kMappingsMax || !reached.insert(model).second || testing::Test::HasFailure()) {
            return;
        }
        SCOPED_TRACE(testing::Message() << "r " << model.read << " w " << model.write << " x " << model.execute
                                        << " phase " << model.phase);
        ExpectInvariant(StateOf(model));
        for (uint32_t rights : AllRights()) {
            SCOPED_TRACE(testing::Message() << "rights " << rights);
            Add(model, rights);
            Remove(model, rights);
            for (uint32_t from : AllRights()) {
                Change(model, from, rights);
            }
        }
        SealBegin(model);
        SealEnd(model);
    }

  private:
    void Add(Model model, uint32_t rights) {
        vmo_state state = StateOf(model);
        abi_error expected = Expected(rights, model.phase);
        EXPECT_EQ(vmo_state_check(&state, rights), expected);
        ExpectIs(state, model);
        EXPECT_EQ(vmo_state_add(&state, rights), expected);
        if (expected == ABI_OK) {
            ++*model.Count(rights);
        }
        ExpectIs(state, model);
        Visit(model);
    }

    void Remove(Model model, uint32_t rights) {
        vmo_state state = StateOf(model);
        uint32_t *count = model.Count(rights);
        bool exists = count != nullptr && *count != 0;
        EXPECT_EQ(vmo_state_remove(&state, rights), exists);
        if (exists) {
            --*count;
        }
        ExpectIs(state, model);
        Visit(model);
    }

    void Change(Model model, uint32_t from, uint32_t to) {
        vmo_state state = StateOf(model);
        abi_error expected = Expected(to, model.phase);
        uint32_t *count = model.Count(from);
        bool exists = count != nullptr && *count != 0;
        if (expected == ABI_OK && !exists) {
            expected = ABI_EINVAL;
        }
        if (exists && to == kR) {
            EXPECT_EQ(expected, ABI_OK) << "to take away never fails";
        }
        abi_error error = vmo_state_change(&state, from, to);
        EXPECT_EQ(error, expected) << "from " << from;
        if (error == ABI_OK) {
            EXPECT_TRUE((from & to) == from || (from & to) == to) << "only adds or only takes away";
            --*count;
            ++*model.Count(to);
        }
        ExpectIs(state, model);
        Visit(model);
    }

    void SealBegin(Model model) {
        vmo_state state = StateOf(model);
        abi_error expected = model.phase == kDevice ? ABI_EINVAL : model.write != 0 ? ABI_EBUSY : ABI_OK;
        EXPECT_EQ(vmo_state_seal_begin(&state), expected);
        if (expected == ABI_OK && model.phase == kOpen) {
            model.phase = kSealing;
        }
        ExpectIs(state, model);
        Visit(model);
    }

    void SealEnd(Model model) {
        vmo_state state = StateOf(model);
        bool expected = model.phase == kSealing || model.phase == kSealed;
        EXPECT_EQ(vmo_state_seal_end(&state), expected);
        if (expected) {
            model.phase = kSealed;
        }
        ExpectIs(state, model);
        Visit(model);
    }
};

TEST(VmoState, StartsWithoutMappingsAndOpen) {
    for (bool device : {false, true}) {
        vmo_state state;
        std::memset(&state, 1, sizeof(state));
        vmo_state_init(&state, device);
        ExpectIs(state, {0, 0, 0, device ? kDevice : kOpen});
    }
}

TEST(VmoState, EveryOperationInEveryStateKeepsWritableAndExecutableApart) {
    VmoStateExplorer memory;
    memory.Visit({0, 0, 0, kOpen});
    VmoStateExplorer device;
    device.Visit({0, 0, 0, kDevice});
    // Pairs of counts with a sum of at most 4: 15. Open: R and RW; sealing: R alone, 5; sealed: R and RX.
    EXPECT_EQ(memory.reached.size(), 15u + 5u + 15u);
    EXPECT_EQ(device.reached.size(), 15u);
}

TEST(VmoState, OfTwoWhoSealAtTheSameTimeEitherMayEndFirst) {
    vmo_state state;
    vmo_state_init(&state, false);
    EXPECT_EQ(vmo_state_seal_begin(&state), ABI_OK);
    EXPECT_EQ(vmo_state_seal_begin(&state), ABI_OK);
    EXPECT_TRUE(vmo_state_seal_end(&state));
    EXPECT_EQ(vmo_state_add(&state, kR | kX), ABI_OK);
    EXPECT_TRUE(vmo_state_seal_end(&state));
    ExpectIs(state, {0, 0, 1, kSealed});
}

}  // namespace
