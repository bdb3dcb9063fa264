// SPDX-License-Identifier: Apache-2.0
// Test only: one that takes a page away from space A and two harts that run, leave and enter it, as sequences of steps
// over the code of flush_state.c itself (flush_state_hooked.c): each of its loads, stores and fences is a step.
// An actor has no state but the values that it has read: to make its next step it is run again from its start over
// those.
#pragma once

#include <cstdint>
#include <string>

#include "kernel/memory/flush_state.h"

enum : uint32_t { kHarts = 2, kTaker = 2, kActors = 3, kSpaceA = 1, kSpaceB = 2, kTags = 3 };

// Words of shared memory.
enum Word : uint8_t {
    kEntry,
    kGenerationA,
    kGenerationB,
    kCurrent,
    kSeenA = kCurrent + kHarts,
    kSeenB = kSeenA + kHarts,
    kWords = kSeenB + kHarts
};

enum class Kind : uint8_t { kLoad, kStore, kAdd, kFence, kSend, kPoll, kRetry, kRest, kReturn, kRoot, kFlush, kUser };

struct Step {
    Kind kind;
    uint8_t word;
    uint8_t value;  // also: hart (kSend), space (kRoot, kFlush, kUser), place in the log (kRetry)
    bool release;
};

// What is broken on purpose.
enum Defect {
    kNone,
    kNoRecheck,           // entering: looks at the generation before it says that it runs the space
    kNoFenceEntering,     // F1
    kNoFenceTaking,       // F2
    kIncrementNoRelease,  // generation++ before the entry is cleared
    kNoInterrupts,        // nobody is interrupted nor waited for
    kNoWait,              // interrupted, but not waited for
    kNoFlushEntering,
    kNoFlushWhenAsked,
    kReadAfterFlush,  // the generation that it has seen is read after the flush
    kTrustsSeen,      // hardware without ASIDs, treated as if it had them
    kNoSeen,          // flushes and does not say so
};

struct ModelSetup {
    bool has_asids[kHarts];
    bool inside[kHarts];  // runs space A at the start; else no space, but it has run A
    Defect defect;
};

// Before the steps of an exploration are asked for.
void ModelStart(const ModelSetup &setup);

// The step that the actor makes when its steps before returned the values in the log. False: it has finished, or rests
// until it is interrupted.
bool NextStep(const std::string &log, uint32_t actor, bool is_interrupted, Step *step);
