// SPDX-License-Identifier: Apache-2.0
// Limits that are stated again, and markers that are not printed by the emitter.
#include "gtest/gtest.h"
#include "testing/consistency/check_fixture.h"

namespace {

TEST(CheckSources, FindsLimitsThatAreStatedAgain) {
    CheckAll({
        {"as an enumerator of the same name",
         Set("kernel/a.h", "enum {\n    HARTS_MAX = 63,\n};\n"),
         {"kernel/a.h:2: drift: HARTS_MAX is defined here too; its one place is abi/limits.h"}},
        {"as an enumerator that counts on",
         Set("kernel/a.h", "enum x {\n    A,\n    HARTS_MAX,\n};\n"),
         {"kernel/a.h:3: drift: HARTS_MAX is defined here too; its one place is abi/limits.h"}},
        {"as a macro",
         Set("kernel/a.h", "#define HARTS_MAX 63\n"),
         {"kernel/a.h:1: drift: HARTS_MAX is defined here too; its one place is abi/limits.h"}},
        {"in a test",
         Set("kernel/a_test.cc", "constexpr int HARTS_MAX = 63;\n"),
         {"kernel/a_test.cc:1: drift: HARTS_MAX is defined here too; its one place is abi/limits.h"}},
        {"for the assembler",
         Set("kernel/a.S", "    .equ HARTS_MAX, 63\n"),
         {"kernel/a.S:1: drift: HARTS_MAX is defined here too; its one place is abi/limits.h"}},
        {"in a macro of Bazel's",
         Set("kernel/a.bzl", "HARTS_MAX = 63\n"),
         {"kernel/a.bzl:1: drift: HARTS_MAX is defined here too; its one place is abi/limits.h"}},
        {"as a number under another name",
         Set("kernel/a.h", "enum { MOST_HARTS = 64 };\n"),
         {"kernel/a.h:1: drift: 64 beside MOST_HARTS states HARTS_MAX again"}},
        {"as a macro under another name",
         Set("kernel/a.h", "#define MOST_HARTS 0x40u\n"),
         {"kernel/a.h:1: drift: 0x40u beside MOST_HARTS states HARTS_MAX again"}},
        {"as an array's bound",
         Set("kernel/a.c", "struct cpu *harts[64];\n"),
         {"kernel/a.c:1: drift: 64 beside harts states HARTS_MAX again"}},
        {"in a comparison",
         Set("kernel/a.c", "void f(void) {\n    g(info->cpu.count <= 64);\n}\n"),
         {"kernel/a.c:2: drift: 64 beside count states HARTS_MAX again"}},
        {"in a comparison of a member",
         Set("kernel/a.c", "bool f = cpu->count == 64;\n"),
         {"kernel/a.c:1: drift: 64 beside count states HARTS_MAX again"}},
        {"a limit that is not the first of its file",
         Set("kernel/a.c", "enum { BOUND = 10 };\n"),
         {"kernel/a.c:1: drift: 10 beside BOUND states BOUND_SECONDS again"}},
        {"a limit that is a macro",
         Set("kernel/a.c", "#define SLICE 12\n"),
         {"kernel/a.c:1: drift: 12 beside SLICE states SLICE_TICKS again"}},
        {"in a comparison the other way round",
         Set("kernel/a.c", "void f(void) {\n    g(64 > info->cpu.count);\n}\n"),
         {"kernel/a.c:2: drift: 64 beside count states HARTS_MAX again"}},
        {"in a script",
         Set("images/a.sh", "if [ \"$harts\" -gt 64 ]; then # 64\n"),
         {"images/a.sh:1: drift: 64 beside harts states HARTS_MAX again"}},
        {"in the file of its own definition",
         Replace("abi/limits.h", "    HARTS_MAX", "    // one more\n    HARTS_AGAIN = 64,\n    HARTS_MAX"),
         {"abi/limits.h:3: drift: 64 beside HARTS_AGAIN states HARTS_MAX again",
          "abi/limits.h:3: orphan: no record of the register is about the limit HARTS_AGAIN"}},
    });
}

TEST(CheckSources, LeavesNumbersAloneThatAreNoLimits) {
    CheckAll({
        {"another number", Set("kernel/a.h", "enum { MOST_HARTS = 63 };\n"), {}},
        {"another thing", Set("kernel/a.h", "enum { LINE_BYTES = 64 };\n"), {}},
        {"a part of a word", Set("kernel/a.h", "enum { CHARTS = 64, HARTSX = 64 };\n"), {}},
        {"one word of two", Set("kernel/a.h", "enum { CPU_BYTES = 64 };\n"), {}},
        {"a part of a sum", Set("kernel/a.h", "enum { HARTS_ROOM = 64 + 1 };\n"), {}},
        {"an argument", Set("kernel/a.c", "int x = count(harts, 64) + count(64, harts) + harts(64);\n"), {}},
        {"what a function returns", Set("kernel/a.c", "bool f = cpu(1).count == 64;\n"), {}},
        {"the value of the first of the file", Set("kernel/a.c", "enum { BOUND = 7 };\n"), {}},
        {"a limit that is computed",
         [](CheckFixture &fixture) {
             fixture.Replace("abi/limits.h", "= 64", "= 32 + 32");
             fixture.Set("kernel/a.c", "enum { MOST_HARTS = 32, ALL_HARTS = 64 };\n");
         },
         {}},
        {"the limit itself", Set("kernel/a.h", "static_assert(HARTS_MAX <= 64, \"one word\");\n"), {}},
        {"a comment, a text",
         Set("kernel/a.c", "// harts = 64\nconst char *a = \"harts = 64\"; /* harts[64] */\n"),
         {}},
        {"a test", Set("kernel/a_test.cc", "EXPECT_TRUE(harts == 64);\n"), {}},
        {"a use of the name",
         Set("kernel/a.c", "int x[HARTS_MAX] = {[HARTS_MAX - 1] = HARTS_MAX};\nbool y = z == HARTS_MAX;\n"),
         {}},
    });
}

TEST(CheckSources, FindsMarkersThatAreNotPrintedByTheEmitter) {
    CheckAll({
        {"a whole line",
         Set("kernel/a.c", "void f(void) {\n    print(\"KSELFTEST: smp online ok\\n\");\n}\n"),
         {"kernel/a.c:2: stray marker: \"KSELFTEST: smp online ok\\n\" looks like a marker, and only the emitter prints "
          "those"}},
        {"from a program",
         Set("apps/a.c", "const char *a = \"SELFTEST\";\n"),
         {"apps/a.c:1: stray marker: \"SELFTEST\" looks like a marker, and only the emitter prints those"}},
        {"evidence",
         Set("kernel/a.S", ".ascii \"PROOF: x\"\n"),
         {"kernel/a.S:1: stray marker: \"PROOF: x\" looks like a marker, and only the emitter prints those"}},
        {"from one that forwards",
         Replace("apps/selftest/emit.c", "call(marker)", "print(\"SELFTEST: x\")"),
         {"apps/selftest/emit.c:2: stray marker: \"SELFTEST: x\" looks like a marker, and only the emitter prints those"}},
        {"in a comment", Set("kernel/a.c", "// KSELFTEST: x ok\n"), {}},
        {"in a test", Set("kernel/a_test.cc", "const char *a = \"SELFTEST: x\";\n"), {}},
        {"in what reads transcripts", Set("testing/qemu/a.c", "const char *a = \"SELFTEST: x\";\n"), {}},
        {"beside what reads transcripts",
         Set("testing/qemu_guest/a.c", "const char *a = \"SELFTEST: x\";\n"),
         {"testing/qemu_guest/a.c:1: stray marker: \"SELFTEST: x\" looks like a marker, and only the emitter prints those"}},
    });
}

}  // namespace
