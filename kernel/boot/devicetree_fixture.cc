// SPDX-License-Identifier: Apache-2.0
#include "kernel/boot/devicetree_fixture.h"

#include <libfdt.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>

#include "kernel/boot/boot_info_check.h"

namespace devicetree_fixture {

namespace {

constexpr size_t EDITOR_BYTES = 128 << 10;

void Check(int result, const std::string &what) {
    ASSERT_GE(result, 0) << what << ": " << fdt_strerror(result);
}

}  // namespace

std::string Load(const std::string &name) {
    std::ifstream file("kernel/boot/testdata/" + name + ".dtb", std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    EXPECT_FALSE(bytes.empty()) << name;
    return bytes;
}

std::string Big(const Cells &cells) {
    std::string bytes;
    for (uint32_t cell : cells) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes += static_cast<char>(cell >> shift);
        }
    }
    return bytes;
}

Tree::Tree(const std::string &name) : blob_(EDITOR_BYTES / 8) {
    Check(fdt_open_into(Load(name).data(), fdt(), EDITOR_BYTES), "open");
}

void Tree::SetBytes(const std::string &path, const char *name, const std::string &bytes) {
    Check(fdt_setprop(fdt(), Node(path), name, bytes.data(), static_cast<int>(bytes.size())), path);
}

void Tree::Set(const std::string &path, const char *name, const Cells &cells) {
    SetBytes(path, name, Big(cells));
}

void Tree::SetText(const std::string &path, const char *name, const std::string &text) {
    SetBytes(path, name, text + '\0');
}

void Tree::Remove(const std::string &path, const char *name) {
    Check(fdt_delprop(fdt(), Node(path), name), path);
}

void Tree::RemoveNode(const std::string &path) {
    Check(fdt_del_node(fdt(), Node(path)), path);
}

std::string Tree::Add(const std::string &parent, const std::string &name) {
    Check(fdt_add_subnode(fdt(), Node(parent), name.c_str()), name);
    return (parent == "/" ? "" : parent) + "/" + name;
}

void Tree::AddCpu(uint32_t hart, uint32_t phandle) {
    std::string cpu = Add("/cpus", "cpu@" + std::to_string(hart));
    SetText(cpu, "device_type", "cpu");
    Set(cpu, "reg", {hart});
    std::string controller = Add(cpu, "interrupt-controller");
    SetText(controller, "compatible", "riscv,cpu-intc");
    Set(controller, "phandle", {phandle});
}

void Tree::Reserve(uint64_t base, uint64_t bytes) {
    Check(fdt_add_mem_rsv(fdt(), base, bytes), "reserve");
}

std::string Tree::Pack() {
    Check(fdt_pack(fdt()), "pack");
    std::string packed(reinterpret_cast<char *>(fdt()), fdt_totalsize(fdt()));
    Check(fdt_open_into(fdt(), fdt(), EDITOR_BYTES), "open again");
    return packed;
}

void *Tree::fdt() {
    return blob_.data();
}

int Tree::Node(const std::string &path) {
    int node = fdt_path_offset(fdt(), path.c_str());
    Check(node, path);
    return node;
}

Result ReadBytes(const std::string &bytes) {
    std::unique_ptr<char[]> copy(new char[bytes.size()]);
    std::memcpy(copy.get(), bytes.data(), bytes.size());
    Result result;
    std::memset(&result.info, 0x5a, sizeof(result.info));
    boot_info untouched;
    std::memcpy(&untouched, &result.info, sizeof(untouched));
    result.error = devicetree_read(copy.get(), bytes.size(), &result.info);
    if (result.error == DEVICETREE_OK) {
        const char *defect = boot_info_find_defect(&result.info);
        EXPECT_EQ(defect, nullptr) << defect;
    } else {
        EXPECT_EQ(std::memcmp(&result.info, &untouched, sizeof(untouched)), 0);
    }
    return result;
}

Result Read(Tree &tree) {
    return ReadBytes(tree.Pack());
}

devicetree_error ErrorAfter(const Doctor &doctor) {
    Tree tree;
    doctor(tree);
    return Read(tree).error;
}

boot_info InfoAfter(const Doctor &doctor) {
    Tree tree;
    doctor(tree);
    Result result = Read(tree);
    EXPECT_EQ(result.error, DEVICETREE_OK) << devicetree_error_text(result.error);
    return result.info;
}

void ExpectErrors(const std::vector<Case> &cases) {
    for (const Case &test : cases) {
        EXPECT_EQ(ErrorAfter(test.doctor), test.expected) << test.what;
    }
}

RangeList Ranges(const physical_range *ranges, uint32_t count) {
    RangeList list;
    for (uint32_t i = 0; i < count; i++) {
        list.emplace_back(ranges[i].base, ranges[i].bytes);
    }
    return list;
}

}  // namespace devicetree_fixture
