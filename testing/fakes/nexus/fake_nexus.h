// SPDX-License-Identifier: Apache-2.0
// Stands behind libs/nexus on the host: handles, VMOs, mappings and processes by the rules of abi/syscall.h, without anything that
// runs. The caller's mappings are real memory; those of other processes are to be looked at. Other calls
// are ENOSYS; messages do not link.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "abi/error.h"
#include "abi/object.h"
#include "abi/process.h"

namespace fake_nexus {

struct Vmo {
    uint64_t pages;
    uint8_t *memory;  // page-aligned
    bool sealed = false;
    uint32_t writable_mappings = 0;

    explicit Vmo(uint64_t page_count);
    ~Vmo();
    Vmo(const Vmo &) = delete;
    Vmo &operator=(const Vmo &) = delete;
};

struct Mapping {
    uint64_t address;
    uint64_t pages;
    uint32_t rights;
    uint32_t handle;  // of the capability it was made through
    std::shared_ptr<Vmo> vmo;
};

struct Process;

struct Capability {
    abi_object_kind kind;
    uint32_t rights;
    uint32_t grantable;
    std::shared_ptr<Vmo> vmo;
    std::shared_ptr<Process> process;
};

struct Task {
    uint64_t entry;
    uint64_t stack_top;
    uint64_t argument;
    uint64_t harts;
    uint32_t authority;
};

struct Process {
    abi_process_limits limits = {};
    uint64_t label = 0;
    bool alive = true;
    uint32_t supervisor = 0;
    std::map<uint32_t, Capability> table;
    std::vector<Mapping> mappings;
    std::vector<Task> tasks;
};

struct Kernel {
    Process caller;
    std::vector<std::shared_ptr<Process>> processes;  // all that were ever made
    uint32_t calls = 0;         // that could be refused: all but capability_close and process_kill
    uint32_t refused_call = 0;  // the number of the call that fails, from 1; 0 = none
    abi_error refusal = ABI_ENOMEM;
    uint32_t next_handle = 0x101;

    // A capability for the caller.
    uint32_t Give(abi_object_kind kind, uint32_t rights, uint32_t grantable);
};

// The kernel of the running test.
Kernel &Current();

// A new one.
void Reset();

}  // namespace fake_nexus
