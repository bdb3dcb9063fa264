// SPDX-License-Identifier: Apache-2.0
// Requirement A2, looked for in the sources: whoever writes a word of a struct cpu is the hart that the structure is of.
//
// A function that stores through a pointer to a struct cpu, or counts there, is a mutator. Its pointer must be the executing hart's: it comes
// from cpu_current(), from a function that returns such a one, or as an argument from functions whose own is such, in all their calls; or
// percpu_assert_owner is asked. Assembly has no hart's structure but that in tp. What is reached by a protocol of its own (a lock, an atomic
// word) is handed to functions by its address and is not looked at: docs/ownership.md lists it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace owner_flow {

// By path below the workspace.
using Sources = std::map<std::string, std::string>;

struct Report {
    size_t mutators = 0;
    std::vector<std::string> findings;
};

// `alone` are functions, "path name", that run while there is no other hart, and may write whose they like.
Report Check(const Sources &sources, const std::set<std::string> &alone);

}  // namespace owner_flow
