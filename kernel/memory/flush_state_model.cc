// SPDX-License-Identifier: Apache-2.0
#include "kernel/memory/flush_state_model.h"

#include <csetjmp>

#include "kernel/memory/flush_state_hooks.h"

namespace {

// The real structures: their constants are read by the real code, their atomics only name a Word.
flush_space spaces[2];
flush_hart harts[kHarts];
uint64_t entry_word;
ModelSetup setup;

// The run of one actor up to its next step.
struct {
    jmp_buf out;
    const std::string *log;
    size_t position;
    uint32_t actor;
    Step next;
} run;

// No frame between here and NextStep may have a destructor.
uint64_t Do(Step step) {
    if (run.position < run.log->size()) {
        return static_cast<uint8_t>((*run.log)[run.position++]);
    }
    run.next = step;
    longjmp(run.out, 1);
}

uint8_t WordOf(const volatile void *address) {
    for (uint8_t hart = 0; hart < kHarts; hart++) {
        if (address == &harts[hart].current) {
            return static_cast<uint8_t>(kCurrent + hart);
        }
        if (address == &harts[hart].seen[kSpaceA]) {
            return static_cast<uint8_t>(kSeenA + hart);
        }
        if (address == &harts[hart].seen[kSpaceB]) {
            return static_cast<uint8_t>(kSeenB + hart);
        }
    }
    return address == &entry_word ? kEntry : address == &spaces[0].generation ? kGenerationA : kGenerationB;
}

uint64_t Event(Kind kind, uint64_t value) {
    return Do({kind, 0, static_cast<uint8_t>(value), false});
}

flush_space *SpaceOf(uint32_t number) {
    return &spaces[number - 1];
}

void Taker() {
    flush_space *space = SpaceOf(kSpaceA);
    hook_store(&entry_word, 0, false);
    uint64_t target = flush_begin(space);
    if (setup.defect != kNoInterrupts) {
        uint64_t set = 0;
        for (uint32_t hart = 0; hart < kHarts; hart++) {
            if (flush_must_interrupt(space, &harts[hart], target)) {
                set |= UINT64_C(1) << hart;
                Event(Kind::kSend, hart);
            }
        }
        for (uint32_t hart = 0; hart < kHarts && setup.defect != kNoWait; hart++) {
            size_t before = run.position;
            if ((set >> hart & 1) != 0 && !flush_is_done(space, &harts[hart], target)) {
                Event(Kind::kRetry, before);
            }
        }
    }
    Event(Kind::kReturn, 0);
}

void Flush(uint32_t hart, uint32_t number, uint64_t generation, bool skip) {
    if (!skip) {
        Event(Kind::kFlush, number);
    }
    if (setup.defect == kReadAfterFlush) {
        generation = flush_requested(SpaceOf(number));
    }
    if (setup.defect != kNoSeen) {
        flush_seen(&harts[hart], SpaceOf(number), generation);
    }
}

void Enter(uint32_t hart, uint32_t number) {
    Event(Kind::kRoot, number);
    uint64_t early = 0;
    bool must_early = false;
    if (setup.defect == kNoRecheck) {
        early = flush_requested(SpaceOf(number));
        must_early = hook_load(&harts[hart].seen[number]) != early;
    }
    flush_entry entry = flush_enter(&harts[hart], SpaceOf(number));
    if (setup.defect == kNoRecheck) {
        entry = {early, must_early};
    }
    if (entry.must_flush) {
        Flush(hart, number, entry.generation, setup.defect == kNoFlushEntering);
    }
}

void Serve(uint32_t hart, uint32_t number) {
    Flush(hart, number, flush_requested(SpaceOf(number)), setup.defect == kNoFlushWhenAsked);
}

void Run(uint32_t hart, uint32_t number) {
    Event(Kind::kUser, number);
    if (Event(Kind::kPoll, 0) != 0) {
        Serve(hart, number);
    }
    Event(Kind::kUser, number);
}

void Hart(uint32_t hart) {
    if (setup.inside[hart]) {
        Run(hart, kSpaceA);
        Enter(hart, kSpaceB);
        Event(Kind::kUser, kSpaceB);
    }
    Enter(hart, kSpaceA);
    Run(hart, kSpaceA);
    if (!setup.inside[hart]) {
        Event(Kind::kRoot, FLUSH_NO_SPACE);
        flush_leave(&harts[hart]);
        return;
    }
    // Stays, and does nothing more until it is interrupted.
    Event(Kind::kRest, 0);
    Serve(hart, kSpaceA);
    Event(Kind::kUser, kSpaceA);
}

}  // namespace

void ModelStart(const ModelSetup &chosen) {
    setup = chosen;
    for (uint32_t number : {kSpaceA, kSpaceB}) {
        flush_space_init(SpaceOf(number), number);
    }
    for (uint32_t hart = 0; hart < kHarts; hart++) {
        flush_hart_init(&harts[hart], setup.has_asids[hart] || setup.defect == kTrustsSeen);
    }
}

bool NextStep(const std::string &log, uint32_t actor, bool is_interrupted, Step *step) {
    run.log = &log;
    run.position = 0;
    run.actor = actor;
    if (setjmp(run.out) != 0) {
        *step = run.next;
        return step->kind != Kind::kRest || is_interrupted;
    }
    if (actor == kTaker) {
        Taker();
    } else {
        Hart(actor);
    }
    return false;
}

uint64_t hook_load(const volatile void *word) {
    return Do({Kind::kLoad, WordOf(word), 0, false});
}

void hook_store(volatile void *word, uint64_t value, int is_release) {
    Do({Kind::kStore, WordOf(word), static_cast<uint8_t>(value), is_release != 0});
}

uint64_t hook_fetch_add(volatile void *word, uint64_t value, int is_release) {
    bool release = is_release != 0 && setup.defect != kIncrementNoRelease;
    return Do({Kind::kAdd, WordOf(word), static_cast<uint8_t>(value), release});
}

void hook_fence(int is_full) {
    Defect without = run.actor == kTaker ? kNoFenceTaking : kNoFenceEntering;
    if (is_full != 0 && setup.defect != without) {
        Do({Kind::kFence, 0, 0, false});
    }
}
