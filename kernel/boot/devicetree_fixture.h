// SPDX-License-Identifier: Apache-2.0
// For tests of devicetree_read: trees that QEMU and OpenSBI made (testdata/), and changes in single places of them.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "kernel/boot/devicetree.h"

namespace devicetree_fixture {

using Cells = std::vector<uint32_t>;
using RangeList = std::vector<std::pair<uint64_t, uint64_t>>;

inline constexpr char FOUR_HARTS[] = "virt_4_harts";
inline constexpr char FOUR_HARTS_SSWI[] = "virt_4_harts_sswi";

// The bytes of a tree of testdata/.
std::string Load(const std::string &name);

// The cells as a tree stores them.
std::string Big(const Cells &cells);

// A device tree that can be changed. Paths and properties that do not exist fail the test.
class Tree {
  public:
    explicit Tree(const std::string &name = FOUR_HARTS_SSWI);

    void SetBytes(const std::string &path, const char *name, const std::string &bytes);
    void Set(const std::string &path, const char *name, const Cells &cells);
    void SetText(const std::string &path, const char *name, const std::string &text);  // with its terminator
    void Remove(const std::string &path, const char *name);
    void RemoveNode(const std::string &path);

    // In front of the other nodes inside the parent. Returns its path.
    std::string Add(const std::string &parent, const std::string &name);
    void AddCpu(uint32_t hart, uint32_t phandle);

    void Reserve(uint64_t base, uint64_t bytes);  // in the memory reservation block

    std::string Pack();

  private:
    void *fdt();
    int Node(const std::string &path);

    std::vector<uint64_t> blob_;
};

struct Result {
    devicetree_error error;
    boot_info info;
};

// Reads a copy of exactly that size, so that a sanitizer sees every access outside. Fails the test when the result
// breaks a promise of devicetree.h.
Result ReadBytes(const std::string &bytes);
Result Read(Tree &tree);

using Doctor = std::function<void(Tree &)>;

// What a change to the tree with four harts and SSWI leads to.
devicetree_error ErrorAfter(const Doctor &doctor);
boot_info InfoAfter(const Doctor &doctor);

struct Case {
    const char *what;
    Doctor doctor;
    devicetree_error expected;
};

void ExpectErrors(const std::vector<Case> &cases);

RangeList Ranges(const physical_range *ranges, uint32_t count);

}  // namespace devicetree_fixture
