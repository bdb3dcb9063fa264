// SPDX-License-Identifier: Apache-2.0
// Harts and the timebase.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "kernel/boot/devicetree.h"
#include "kernel/boot/devicetree_fixture.h"

namespace {

using devicetree_fixture::Doctor;
using devicetree_fixture::ExpectErrors;
using devicetree_fixture::InfoAfter;
using devicetree_fixture::Read;
using devicetree_fixture::Result;
using devicetree_fixture::Tree;

std::vector<uint64_t> HartIds(const boot_info &info) {
    std::vector<uint64_t> ids;
    for (uint32_t i = 0; i < info.hart_count; i++) {
        ids.push_back(info.harts[i].hart.value);
    }
    return ids;
}

TEST(Devicetree, HartsKeepTheirOrderAndSparseIds) {
    boot_info info = InfoAfter([](Tree &tree) {
        tree.Set("/cpus/cpu@0", "reg", {7});
        tree.Set("/cpus/cpu@1", "reg", {3});
        tree.Set("/cpus/cpu@2", "reg", {0xfffffffe});
        tree.Set("/cpus/cpu@3", "reg", {0});
    });
    EXPECT_EQ(HartIds(info), (std::vector<uint64_t>{7, 3, 0xfffffffe, 0}));
    EXPECT_EQ(info.harts[0].plic_context, 1u);
    EXPECT_EQ(info.harts[3].plic_context, 7u);
    EXPECT_EQ(info.harts[3].sswi_index, 3u);
}

TEST(Devicetree, HartIdsMayHaveTwoCells) {
    boot_info info = InfoAfter([](Tree &tree) {
        tree.Set("/cpus", "#address-cells", {2});
        for (uint32_t i = 0; i < 4; i++) {
            tree.Set("/cpus/cpu@" + std::to_string(i), "reg", {i, 5});
        }
    });
    EXPECT_EQ(HartIds(info), (std::vector<uint64_t>{5, 0x100000005, 0x200000005, 0x300000005}));
}

TEST(Devicetree, HartsThatAreNotOkayAreSkipped) {
    for (const char *status : {"disabled", "fail", "reserved", "", "okay2", "oka"}) {
        boot_info info = InfoAfter([=](Tree &tree) { tree.SetText("/cpus/cpu@1", "status", status); });
        EXPECT_EQ(HartIds(info), (std::vector<uint64_t>{0, 2, 3})) << status;
        EXPECT_EQ(info.harts[1].plic_context, 5u);
        EXPECT_EQ(info.harts[1].sswi_index, 2u);
    }
    boot_info list = InfoAfter([](Tree &tree) { tree.SetText("/cpus/cpu@1", "status", std::string("okay\0ok", 7)); });
    EXPECT_EQ(list.hart_count, 3u);
    boot_info unterminated = InfoAfter([](Tree &tree) { tree.SetBytes("/cpus/cpu@1", "status", "okay"); });
    EXPECT_EQ(unterminated.hart_count, 3u);
    boot_info ok = InfoAfter([](Tree &tree) { tree.SetText("/cpus/cpu@1", "status", "ok"); });
    EXPECT_EQ(ok.hart_count, 4u);
    boot_info absent = InfoAfter([](Tree &tree) { tree.Remove("/cpus/cpu@1", "status"); });
    EXPECT_EQ(absent.hart_count, 4u);
}

TEST(Devicetree, NodesUnderCpusThatAreNoCpusAreSkipped) {
    boot_info info = InfoAfter([](Tree &tree) {
        tree.Remove("/cpus/cpu@1", "device_type");
        tree.SetText("/cpus/cpu@2", "device_type", "cache");
    });
    EXPECT_EQ(HartIds(info), (std::vector<uint64_t>{0, 3}));
}

TEST(Devicetree, SixtyFourHartsAreTheMost) {
    Tree tree;
    for (uint32_t hart = 4; hart < ABI_HARTS_MAX; hart++) {
        tree.AddCpu(1000 + hart, 1000 + hart);
    }
    Result most = Read(tree);
    EXPECT_EQ(most.error, DEVICETREE_OK);
    EXPECT_EQ(most.info.hart_count, uint32_t{ABI_HARTS_MAX});
    EXPECT_FALSE(most.info.harts[0].has_plic_context);
    EXPECT_TRUE(most.info.harts[63].has_plic_context);

    Tree disabled = tree;
    disabled.AddCpu(2000, 2000);
    disabled.SetText("/cpus/cpu@2000", "status", "disabled");
    EXPECT_EQ(Read(disabled).error, DEVICETREE_OK);

    tree.AddCpu(2000, 2000);
    EXPECT_EQ(Read(tree).error, DEVICETREE_TOO_MANY_HARTS);
}

TEST(Devicetree, RefusesHartsItCannotName) {
    auto remove_harts = [](Tree &tree) {
        for (int i = 0; i < 4; i++) {
            tree.RemoveNode("/cpus/cpu@" + std::to_string(i));
        }
    };
    ExpectErrors({
        {"no cpus", [](Tree &tree) { tree.RemoveNode("/cpus"); }, DEVICETREE_NO_HARTS},
        {"empty cpus", remove_harts, DEVICETREE_NO_HARTS},
        {"same id twice", [](Tree &tree) { tree.Set("/cpus/cpu@3", "reg", {0}); }, DEVICETREE_DUPLICATE_HART},
        {"no id", [](Tree &tree) { tree.Remove("/cpus/cpu@3", "reg"); }, DEVICETREE_BAD_HART},
        {"empty id", [](Tree &tree) { tree.Set("/cpus/cpu@3", "reg", {}); }, DEVICETREE_BAD_HART},
        {"short id", [](Tree &tree) { tree.SetBytes("/cpus/cpu@3", "reg", "123"); }, DEVICETREE_BAD_HART},
        {"two ids", [](Tree &tree) { tree.Set("/cpus/cpu@3", "reg", {3, 4}); }, DEVICETREE_BAD_HART},
        {"ids of no cell", [](Tree &tree) { tree.Set("/cpus", "#address-cells", {0}); }, DEVICETREE_BAD_HART},
        {"ids of 3 cells", [](Tree &tree) { tree.Set("/cpus", "#address-cells", {3}); }, DEVICETREE_BAD_HART},
        {"ids as 3 cells",
         [](Tree &tree) {
             tree.Set("/cpus", "#address-cells", {3});
             for (uint32_t i = 0; i < 4; i++) {
                 tree.Set("/cpus/cpu@" + std::to_string(i), "reg", {0, 0, i});
             }
         },
         DEVICETREE_BAD_HART},
        {"ids of many cells", [](Tree &tree) { tree.Set("/cpus", "#address-cells", {~0u}); }, DEVICETREE_BAD_HART},
        {"cells malformed", [](Tree &tree) { tree.Set("/cpus", "#address-cells", {1, 1}); }, DEVICETREE_BAD_HART},
        {"default of 2 cells", [](Tree &tree) { tree.Remove("/cpus", "#address-cells"); }, DEVICETREE_BAD_HART},
    });
}

TEST(Devicetree, SstcIsAWholeExtensionOfTheHartsIsa) {
    struct {
        const char *isa;
        bool sstc;
    } const cases[] = {
        {"rv64imac_sstc", true},
        {"rv64imac_sstc_zicsr", true},
        {"rv64imac_zicsr_sstc", true},
        {"rv64imac_sstcx", false},
        {"rv64imac_xsstc", false},
        {"rv64imacsstc", false},
        {"rv64imac_sst", false},
        {"sstc", false},
        {"", false},
    };
    for (const auto &test : cases) {
        boot_info info = InfoAfter([&](Tree &tree) { tree.SetText("/cpus/cpu@2", "riscv,isa", test.isa); });
        EXPECT_EQ(info.harts[2].sstc, test.sstc) << test.isa;
        EXPECT_TRUE(info.harts[3].sstc);
    }
    boot_info unterminated = InfoAfter([](Tree &tree) { tree.SetBytes("/cpus/cpu@2", "riscv,isa", "rv64i_sstc"); });
    EXPECT_FALSE(unterminated.harts[2].sstc);
    boot_info listed = InfoAfter([](Tree &tree) {
        tree.Remove("/cpus/cpu@2", "riscv,isa");
        tree.SetText("/cpus/cpu@2", "riscv,isa-extensions", std::string("i\0m\0sstc\0zicsr", 14));
    });
    EXPECT_TRUE(listed.harts[2].sstc);
}

TEST(Devicetree, TimebaseComesFromCpusElseFromTheFirstHart) {
    auto timebase = [](const Doctor &doctor) { return InfoAfter(doctor).timebase_hz; };
    EXPECT_EQ(timebase([](Tree &tree) { tree.Set("/cpus", "timebase-frequency", {1, 2}); }), 0x100000002u);
    EXPECT_EQ(timebase([](Tree &tree) { tree.Set("/cpus/cpu@0", "timebase-frequency", {77}); }), 10000000u);
    EXPECT_EQ(timebase([](Tree &tree) {
                  tree.Remove("/cpus", "timebase-frequency");
                  tree.Set("/cpus/cpu@0", "timebase-frequency", {77});
                  tree.Set("/cpus/cpu@1", "timebase-frequency", {78});
              }),
              77u);
    EXPECT_EQ(timebase([](Tree &tree) {
                  tree.Set("/cpus", "timebase-frequency", {0});
                  tree.Set("/cpus/cpu@0", "timebase-frequency", {0, 77});
              }),
              77u);
}

TEST(Devicetree, RefusesATreeWithoutTimebase) {
    ExpectErrors({
        {"absent", [](Tree &tree) { tree.Remove("/cpus", "timebase-frequency"); }, DEVICETREE_NO_TIMEBASE},
        {"zero", [](Tree &tree) { tree.Set("/cpus", "timebase-frequency", {0}); }, DEVICETREE_NO_TIMEBASE},
        {"empty", [](Tree &tree) { tree.Set("/cpus", "timebase-frequency", {}); }, DEVICETREE_NO_TIMEBASE},
        {"3 cells", [](Tree &tree) { tree.Set("/cpus", "timebase-frequency", {0, 0, 1}); }, DEVICETREE_NO_TIMEBASE},
        {"5 bytes", [](Tree &tree) { tree.SetBytes("/cpus", "timebase-frequency", "12345"); }, DEVICETREE_NO_TIMEBASE},
    });
}

}  // namespace
