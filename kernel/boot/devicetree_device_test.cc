// SPDX-License-Identifier: Apache-2.0
// Devices, and the interrupts between them and the harts.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "kernel/boot/devicetree.h"
#include "kernel/boot/devicetree_fixture.h"

namespace {

using devicetree_fixture::Big;
using devicetree_fixture::Cells;
using devicetree_fixture::ErrorAfter;
using devicetree_fixture::ExpectErrors;
using devicetree_fixture::InfoAfter;
using devicetree_fixture::Tree;

constexpr char UART[] = "/soc/serial@10000000";
constexpr char PLIC[] = "/soc/plic@c000000";
constexpr char SSWI[] = "/soc/sswi@2f00000";
constexpr char TEST_DEVICE[] = "/soc/test@100000";
constexpr char RTC[] = "/soc/rtc@101000";
constexpr char VIRTIO[] = "/soc/virtio_mmio@10008000";

TEST(Devicetree, DevicesAreFoundByAnyOfTheirCompatibles) {
    struct {
        const char *path;
        std::string compatible;
        bool found;
    } const cases[] = {
        {UART, "ns16550a", true},
        {UART, std::string("acme,uart\0ns16550a", 18), true},
        {UART, "ns16550", false},
        {UART, "ns16550ab", false},
        {UART, "", false},
        {PLIC, "riscv,plic0", true},
        {PLIC, "sifive,plic-1.0.0", true},
        {PLIC, "sifive,plic", false},
        {SSWI, "riscv,aclint-mswi", false},
        {TEST_DEVICE, "sifive,test0", true},
        {TEST_DEVICE, "sifive,test1", true},
        {TEST_DEVICE, "syscon", false},
        {RTC, "google,goldfish-rtc", true},
        {RTC, "google,goldfish", false},
        {RTC, "google,goldfish-rtcs", false},
    };
    for (const auto &test : cases) {
        boot_info info = InfoAfter([&](Tree &tree) { tree.SetText(test.path, "compatible", test.compatible); });
        const device_range &device = test.path == UART   ? info.uart
                                     : test.path == PLIC ? info.plic
                                     : test.path == SSWI ? info.sswi
                                     : test.path == RTC  ? info.rtc
                                                         : info.test_device;
        EXPECT_EQ(device.present, test.found) << test.path << " " << test.compatible;
    }
    EXPECT_FALSE(InfoAfter([](Tree &tree) { tree.SetBytes(UART, "compatible", "ns16550a"); }).uart.present);
}

TEST(Devicetree, DisabledDevicesAreAbsent) {
    boot_info info = InfoAfter([](Tree &tree) {
        for (const char *path : {UART, PLIC, SSWI, TEST_DEVICE, RTC, VIRTIO}) {
            tree.SetText(path, "status", "disabled");
        }
    });
    EXPECT_FALSE(info.uart.present || info.plic.present || info.sswi.present || info.test_device.present ||
                 info.rtc.present);
    EXPECT_EQ(info.rtc_irq, 0u);
    EXPECT_EQ(info.virtio_count, 7u);
    EXPECT_EQ(info.uart_irq, 0u);
    EXPECT_EQ(info.virtio[0].irq, 0u);
    EXPECT_FALSE(info.harts[0].has_plic_context || info.harts[0].has_sswi);
}

TEST(Devicetree, TheFirstOfSeveralUartsIsUsed) {
    boot_info info = InfoAfter([](Tree &tree) {
        std::string first = tree.Add("/soc", "serial@11000000");
        tree.SetText(first, "compatible", "ns16550a");
        tree.Set(first, "reg", {0, 0x11000000, 0, 0x100});
        tree.Set(first, "interrupt-parent", {9});
        tree.Set(first, "interrupts", {33});
    });
    EXPECT_EQ(info.uart.range.base, 0x11000000u);
    EXPECT_EQ(info.uart_irq, 33u);
}

TEST(Devicetree, DevicesMayLieAtTheRootOrBehindBusesWithoutTranslation) {
    boot_info info = InfoAfter([](Tree &tree) {
        tree.RemoveNode(UART);
        tree.RemoveNode(TEST_DEVICE);
        std::string uart = tree.Add("/", "serial@11000000");
        tree.SetText(uart, "compatible", "ns16550a");
        tree.Set(uart, "reg", {0, 0x11000000, 0, 0x100});
        std::string bus = tree.Add("/soc", "bus");
        tree.Set(bus, "ranges", {});
        tree.Set(bus, "#address-cells", {1});
        tree.Set(bus, "#size-cells", {1});
        std::string test = tree.Add(bus, "test");
        tree.SetText(test, "compatible", "sifive,test0");
        tree.Set(test, "reg", {0x12000000, 0x1000});
    });
    EXPECT_EQ(info.uart.range.base, 0x11000000u);
    EXPECT_EQ(info.test_device.range.base, 0x12000000u);
}

TEST(Devicetree, RefusesDevicesWithoutUsableRegisters) {
    auto reg = [](const char *path, const Cells &cells) { return [=](Tree &tree) { tree.Set(path, "reg", cells); }; };
    auto plic_without_contexts = [](uint32_t bytes) {
        return [=](Tree &tree) {
            tree.Remove(PLIC, "interrupts-extended");
            tree.Set(PLIC, "reg", {0, 0xc000000, 0, bytes});
        };
    };
    ExpectErrors({
        {"no reg", [](Tree &tree) { tree.Remove(UART, "reg"); }, DEVICETREE_BAD_DEVICE},
        {"short reg", reg(UART, {0, 0x10000000, 0}), DEVICETREE_BAD_DEVICE},
        {"15 of 16 bytes", [](Tree &tree) { tree.SetBytes(UART, "reg", Big({0, 0x10000000, 0, 0x100}).substr(0, 15)); },
         DEVICETREE_BAD_DEVICE},
        {"empty", reg(UART, {0, 0x10000000, 0, 0}), DEVICETREE_BAD_DEVICE},
        {"wrapping", reg(UART, {~0u, 0xfffff000, 0, 0x1000}), DEVICETREE_BAD_DEVICE},
        {"misaligned", reg(UART, {0, 0x10000002, 0, 0x100}), DEVICETREE_BAD_DEVICE},
        {"smallest UART", reg(UART, {0, 0x10000000, 0, 8}), DEVICETREE_OK},
        {"too small UART", reg(UART, {0, 0x10000000, 0, 7}), DEVICETREE_BAD_DEVICE},
        {"smallest PLIC", plic_without_contexts(0x201000), DEVICETREE_OK},
        {"too small PLIC", plic_without_contexts(0x200fff), DEVICETREE_BAD_DEVICE},
        {"too small SSWI", reg(SSWI, {0, 0x2f00000, 0, 3}), DEVICETREE_BAD_DEVICE},
        {"too small test device", reg(TEST_DEVICE, {0, 0x100000, 0, 3}), DEVICETREE_BAD_DEVICE},
        {"smallest RTC", reg(RTC, {0, 0x101000, 0, 0x20}), DEVICETREE_OK},
        {"too small RTC", reg(RTC, {0, 0x101000, 0, 0x1f}), DEVICETREE_BAD_DEVICE},
        {"RTC without reg", [](Tree &tree) { tree.Remove(RTC, "reg"); }, DEVICETREE_BAD_DEVICE},
        {"RTC of half a reg", reg(RTC, {0, 0x101000}), DEVICETREE_BAD_DEVICE},
        {"misaligned RTC", reg(RTC, {0, 0x101002, 0, 0x1000}), DEVICETREE_BAD_DEVICE},
        {"wrapping RTC", reg(RTC, {~0u, 0xfffff000, 0, 0x1000}), DEVICETREE_BAD_DEVICE},
        {"smallest virtio", reg(VIRTIO, {0, 0x10008000, 0, 0x100}), DEVICETREE_OK},
        {"too small virtio", reg(VIRTIO, {0, 0x10008000, 0, 0xff}), DEVICETREE_BAD_DEVICE},
        {"translated", [](Tree &tree) { tree.Set("/soc", "ranges", {0, 0, 1, 0, 0, 1}); }, DEVICETREE_BAD_DEVICE},
        {"behind a translating bus",
         [](Tree &tree) {
             std::string outer = tree.Add("/", "outer");
             tree.Set(outer, "ranges", {0, 0, 1, 0, 0, 1});
             std::string inner = tree.Add(outer, "inner");
             tree.Set(inner, "ranges", {});
             std::string test = tree.Add(inner, "test");
             tree.SetText(test, "compatible", "sifive,test0");
             tree.Set(test, "reg", {0, 0x12000000, 0x1000});
         },
         DEVICETREE_BAD_DEVICE},
        {"not addressable", [](Tree &tree) { tree.Remove("/soc", "ranges"); }, DEVICETREE_BAD_DEVICE},
        {"cells of 3", [](Tree &tree) { tree.Set("/soc", "#address-cells", {3}); }, DEVICETREE_BAD_DEVICE},
    });
}

TEST(Devicetree, RefusesDevicesInMemory) {
    auto reg = [](const char *path, const Cells &cells) { return [=](Tree &tree) { tree.Set(path, "reg", cells); }; };
    ExpectErrors({
        {"ends where memory begins", reg(UART, {0, 0x7ffff000, 0, 0x1000}), DEVICETREE_OK},
        {"UART before", reg(UART, {0, 0x7ffff000, 0, 0x1001}), DEVICETREE_BAD_DEVICE},
        {"begins where memory ends", reg(UART, {0, 0x88000000, 0, 0x1000}), DEVICETREE_OK},
        {"UART at the end", reg(UART, {0, 0x87fffffc, 0, 0x1000}), DEVICETREE_BAD_DEVICE},
        {"PLIC around", reg(PLIC, {0, 0, 1, 0}), DEVICETREE_BAD_DEVICE},
        {"SSWI inside", reg(SSWI, {0, 0x81000000, 0, 0x4000}), DEVICETREE_BAD_DEVICE},
        {"test device inside", reg(TEST_DEVICE, {0, 0x81000000, 0, 0x1000}), DEVICETREE_BAD_DEVICE},
        {"RTC inside", reg(RTC, {0, 0x81000000, 0, 0x1000}), DEVICETREE_BAD_DEVICE},
        {"RTC at the end", reg(RTC, {0, 0x87fffffc, 0, 0x1000}), DEVICETREE_BAD_DEVICE},
        {"virtio inside", reg(VIRTIO, {0, 0x81000000, 0, 0x1000}), DEVICETREE_BAD_DEVICE},
    });
}

TEST(Devicetree, VirtioHasALimitOfDevices) {
    EXPECT_EQ(ErrorAfter([](Tree &tree) {
                  std::string ninth = tree.Add("/soc", "virtio_mmio@10009000");
                  tree.SetText(ninth, "compatible", "virtio,mmio");
                  tree.Set(ninth, "reg", {0, 0x10009000, 0, 0x1000});
              }),
              DEVICETREE_BAD_DEVICE);
}

TEST(Devicetree, InterruptParentIsInherited) {
    boot_info info = InfoAfter([](Tree &tree) {
        tree.Remove(UART, "interrupt-parent");
        tree.Set("/", "interrupt-parent", {9});
    });
    EXPECT_EQ(info.uart_irq, 10u);
    info = InfoAfter([](Tree &tree) {
        tree.Remove(UART, "interrupt-parent");
        tree.Set("/", "interrupt-parent", {9});
        tree.Set("/soc", "interrupt-parent", {1});
    });
    EXPECT_EQ(info.uart_irq, 0u);
}

TEST(Devicetree, InterruptsOfOtherControllersAreNone) {
    for (uint32_t parent : {0u, 1u, 77u, ~0u}) {
        boot_info info = InfoAfter([=](Tree &tree) { tree.Set(UART, "interrupt-parent", {parent}); });
        EXPECT_EQ(info.uart_irq, 0u) << parent;
        EXPECT_EQ(info.virtio[0].irq, 8u);
    }
    EXPECT_EQ(InfoAfter([](Tree &tree) { tree.Set(RTC, "interrupt-parent", {1}); }).rtc_irq, 0u);
    EXPECT_EQ(InfoAfter([](Tree &tree) { tree.Remove(RTC, "interrupts"); }).rtc_irq, 0u);
    EXPECT_EQ(InfoAfter([](Tree &tree) { tree.Remove(UART, "interrupts"); }).uart_irq, 0u);
    EXPECT_EQ(InfoAfter([](Tree &tree) { tree.Remove(PLIC, "phandle"); }).uart_irq, 0u);
}

TEST(Devicetree, InterruptsMustBeSourcesOfThePlic) {
    auto interrupt = [](const char *path, const Cells &cells) {
        return [=](Tree &tree) { tree.Set(path, "interrupts", cells); };
    };
    auto sources = [](const Cells &cells) { return [=](Tree &tree) { tree.Set(PLIC, "riscv,ndev", cells); }; };
    ExpectErrors({
        {"source 0", interrupt(UART, {0}), DEVICETREE_BAD_DEVICE},
        {"first source", interrupt(UART, {1}), DEVICETREE_OK},
        {"last source", interrupt(UART, {96}), DEVICETREE_OK},
        {"source 97", interrupt(UART, {97}), DEVICETREE_BAD_DEVICE},
        {"no number", interrupt(UART, {}), DEVICETREE_BAD_DEVICE},
        {"RTC source 97", interrupt(RTC, {97}), DEVICETREE_BAD_DEVICE},
        {"RTC source 0", interrupt(RTC, {0}), DEVICETREE_BAD_DEVICE},
        {"RTC no number", interrupt(RTC, {}), DEVICETREE_BAD_DEVICE},
        {"virtio source 97", interrupt(VIRTIO, {97}), DEVICETREE_BAD_DEVICE},
        {"virtio source 0", interrupt(VIRTIO, {0}), DEVICETREE_BAD_DEVICE},
        {"virtio no number", interrupt(VIRTIO, {}), DEVICETREE_BAD_DEVICE},
        {"no sources", [](Tree &tree) { tree.Remove(PLIC, "riscv,ndev"); }, DEVICETREE_BAD_DEVICE},
        {"sources malformed", sources({0, 96}), DEVICETREE_BAD_DEVICE},
        {"0 sources", sources({0}), DEVICETREE_BAD_DEVICE},
        {"0 sources that nobody uses",
         [](Tree &tree) {
             tree.Remove(PLIC, "phandle");
             tree.Set(PLIC, "riscv,ndev", {0});
         },
         DEVICETREE_BAD_DEVICE},
        {"9 sources", sources({9}), DEVICETREE_BAD_DEVICE},
        {"10 sources", sources({10}), DEVICETREE_BAD_DEVICE},
        {"11 sources", sources({11}), DEVICETREE_OK},
        {"1023 sources", sources({1023}), DEVICETREE_OK},
        {"1024 sources", sources({1024}), DEVICETREE_BAD_DEVICE},
    });
}

// In the tree with four harts, the phandles of the harts' own controllers are 8, 6, 4, 2.
TEST(Devicetree, PlicContextsFollowTheListWhateverItsOrder) {
    boot_info info =
        InfoAfter([](Tree &tree) { tree.Set(PLIC, "interrupts-extended", {2, 9, 77, 9, 8, ~0u, 8, 9, 0, 9, 6, 11}); });
    EXPECT_EQ(info.harts[3].plic_context, 0u);
    EXPECT_EQ(info.harts[0].plic_context, 3u);
    EXPECT_TRUE(info.harts[3].has_plic_context && info.harts[0].has_plic_context);
    EXPECT_FALSE(info.harts[1].has_plic_context || info.harts[2].has_plic_context);
}

TEST(Devicetree, SswiRegistersFollowTheListWhateverItsOrder) {
    boot_info info = InfoAfter([](Tree &tree) { tree.Set(SSWI, "interrupts-extended", {4, 1, 77, 1, 8, 9, 8, 1}); });
    EXPECT_EQ(info.harts[2].sswi_index, 0u);
    EXPECT_EQ(info.harts[0].sswi_index, 3u);
    EXPECT_TRUE(info.harts[2].has_sswi && info.harts[0].has_sswi);
    EXPECT_FALSE(info.harts[1].has_sswi || info.harts[3].has_sswi);
}

TEST(Devicetree, HartsWithoutControllerHaveNoContext) {
    for (const char *controller : {"compatible", "phandle"}) {
        boot_info info = InfoAfter([=](Tree &tree) {
            tree.Remove("/cpus/cpu@1/interrupt-controller", controller);
            tree.Set(PLIC, "interrupts-extended", {0, 9, 8, 9, 6, 9});
        });
        EXPECT_FALSE(info.harts[1].has_plic_context) << controller;
        EXPECT_EQ(info.harts[0].plic_context, 1u) << controller;
    }
    boot_info info = InfoAfter([](Tree &tree) { tree.Remove(PLIC, "interrupts-extended"); });
    EXPECT_TRUE(info.plic.present);
    EXPECT_FALSE(info.harts[0].has_plic_context);
}

TEST(Devicetree, ControllersOfSkippedHartsAreNotThoseOfOthers) {
    boot_info info = InfoAfter([](Tree &tree) { tree.SetText("/cpus/cpu@3", "status", "disabled"); });
    ASSERT_EQ(info.hart_count, 3u);
    EXPECT_EQ(info.harts[2].plic_context, 5u);
}

TEST(Devicetree, RefusesMalformedLinesOfInterruptControllers) {
    for (const char *path : {PLIC, SSWI}) {
        uint32_t cause = path == PLIC ? 9 : 1;
        auto targets = [=](const Cells &cells) {
            return [=](Tree &tree) { tree.Set(path, "interrupts-extended", cells); };
        };
        ExpectErrors({
            {"no line", targets({}), DEVICETREE_OK},
            {"half a line", targets({8}), DEVICETREE_BAD_DEVICE},
            {"half a second line", targets({8, cause, 6}), DEVICETREE_BAD_DEVICE},
            {"a byte more", [=](Tree &tree) { tree.SetBytes(path, "interrupts-extended", Big({8, cause}) + "x"); },
             DEVICETREE_BAD_DEVICE},
            {"a hart twice", targets({8, cause, 8, cause}), DEVICETREE_BAD_DEVICE},
        });
    }
}

TEST(Devicetree, ContextsAndRegistersMustLieInsideTheDevice) {
    auto last_of = [](uint32_t lines, uint32_t cause) {
        Cells cells((lines - 1) * 2);
        cells.insert(cells.end(), {8, cause});
        return cells;
    };
    auto doctor = [=](const char *path, uint32_t bytes, uint32_t lines) {
        return [=](Tree &tree) {
            tree.Set(path, "reg", {0, 0x20000000, 0, bytes});
            tree.Set(path, "interrupts-extended", last_of(lines, path == PLIC ? 9 : 1));
        };
    };
    ExpectErrors({
        {"context 4 of 5", doctor(PLIC, 0x205000, 5), DEVICETREE_OK},
        {"context 5 of 5", doctor(PLIC, 0x205000, 6), DEVICETREE_BAD_DEVICE},
        {"context 4 cut off", doctor(PLIC, 0x204fff, 5), DEVICETREE_BAD_DEVICE},
        {"register 4 of 5", doctor(SSWI, 20, 5), DEVICETREE_OK},
        {"register 5 of 5", doctor(SSWI, 20, 6), DEVICETREE_BAD_DEVICE},
        {"register 4 cut off", doctor(SSWI, 19, 5), DEVICETREE_BAD_DEVICE},
        {"last register of any", doctor(SSWI, 0x10000, 4095), DEVICETREE_OK},
        {"beyond any", doctor(SSWI, 0x10000, 4096), DEVICETREE_BAD_DEVICE},
        {"beyond any PLIC", doctor(PLIC, 0x8000000, 4096), DEVICETREE_OK},
    });
}

}  // namespace
