// SPDX-License-Identifier: Apache-2.0
#include "testing/qemu/command.h"

#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace {

options Basic() {
    options result = {};
    result.qemu = "q";
    result.firmware = "f";
    result.kernel = "k";
    result.harts = 4;
    result.memory_mib = 128;
    result.mode = OPTIONS_DETERMINISTIC;
    result.seed = 7;
    result.nonce = 0x5f1c;
    return result;
}

// All arguments, each followed by a blank.
std::string Build(const options &options) {
    auto built = std::make_unique<command>();
    diagnostic why = {};
    EXPECT_TRUE(command_build(&options, built.get(), &why)) << why.text;
    EXPECT_EQ(built->arguments[built->count], nullptr);
    std::string line;
    for (size_t i = 0; i < built->count; i++) {
        line += std::string(built->arguments[i]) + " ";
    }
    return line;
}

bool Has(const std::string &line, const std::string &part) {
    return line.find(part) != std::string::npos;
}

TEST(CommandTest, DeterministicModeHasOneThreadVirtualTimeAndASeed) {
    std::string line = Build(Basic());
    EXPECT_TRUE(Has(line, "-icount shift=0,sleep=off "));
    EXPECT_TRUE(Has(line, "-rtc clock=vm,base=2026-01-01 "));
    EXPECT_TRUE(Has(line, "interval=7 "));
    EXPECT_FALSE(Has(line, "thread=multi"));
}

TEST(CommandTest, ParallelModeHasAThreadForEachHart) {
    options options = Basic();
    options.mode = OPTIONS_PARALLEL;
    std::string line = Build(options);
    EXPECT_TRUE(Has(line, "-accel tcg,thread=multi "));
    EXPECT_FALSE(Has(line, "-icount"));
    EXPECT_FALSE(Has(line, "interval="));
}

TEST(CommandTest, NamesTheMachine) {
    options options = Basic();
    options.machine = "aclint=on";
    options.initrd = "i";
    options.devicetree = "d";
    std::string line = Build(options);
    EXPECT_EQ(line.rfind("q -M virt,aclint=on -smp 4 -m 128M ", 0), 0u);
    EXPECT_TRUE(Has(line, "-bios f -kernel k -initrd i -dtb d "));
    EXPECT_TRUE(Has(Build(Basic()), "-M virt -smp"));
}

TEST(CommandTest, TheNonceGoesOnTheKernelCommandLineAndSeedsTheMachine) {
    options options = Basic();
    options.append_count = 2;
    options.appends[0] = "a=1";
    options.appends[1] = "b";
    EXPECT_TRUE(Has(Build(options), "-append a=1 b nonce=00005f1c -seed 24348 "));
}

TEST(CommandTest, TypedAheadStartsStoppedWithAControlSocket) {
    options options = Basic();
    EXPECT_FALSE(Has(Build(options), "-S "));
    options.typed_ahead = true;
    EXPECT_TRUE(Has(Build(options), "-S -chardev socket,id=control,fd=3 -mon chardev=control,mode=control "));
}

TEST(CommandTest, ADebuggerStartsStopped) {
    options options = Basic();
    options.gdb = true;
    EXPECT_TRUE(Has(Build(options), "-gdb tcp:localhost:1234 -S "));
}

TEST(CommandTest, LoadsElfAndRawFiles) {
    options options = Basic();
    options.load_count = 2;
    options.loads[0] = "a,b";
    options.loads[1] = "x@0x87000000";
    std::string line = Build(options);
    EXPECT_TRUE(Has(line, "-device loader,file=a,,b -device loader,file=x,addr=0x87000000,force-raw=on "));
}

TEST(CommandTest, RefusesWhatIsTooLong) {
    options options = Basic();
    std::string text(COMMAND_TEXT_BYTES, 'x');
    options.append_count = 1;
    options.appends[0] = text.c_str();
    auto built = std::make_unique<command>();
    diagnostic why = {};
    EXPECT_FALSE(command_build(&options, built.get(), &why));
}

TEST(CommandTest, TheReplayLineNamesTestNonceAndSeed) {
    options options = Basic();
    options.label = "//testing/boot:four";
    const char *arguments[] = {"runner", "--x=y z"};
    char line[256];
    command_describe_replay(&options, 2, arguments, line, sizeof(line));
    EXPECT_STREQ(line, "bazel run //testing/boot:four -- --nonce=00005f1c --seed=7");
    options.label = nullptr;
    command_describe_replay(&options, 2, arguments, line, sizeof(line));
    EXPECT_STREQ(line, "'runner' '--x=y z' --nonce=00005f1c --seed=7");
    options.mode = OPTIONS_PARALLEL;
    command_describe_replay(&options, 2, arguments, line, sizeof(line));
    EXPECT_STREQ(line, "'runner' '--x=y z' --nonce=00005f1c");
}

TEST(CommandTest, TheBootGoesOnTheKernelCommandLine) {
    options options = Basic();
    options.append_count = 1;
    options.appends[0] = "fault=none";
    options.boot = "ladder";
    EXPECT_TRUE(Has(Build(options), "-append fault=none boot=ladder nonce=00005f1c -seed "));
}

}  // namespace
