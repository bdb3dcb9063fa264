// SPDX-License-Identifier: Apache-2.0
// A sound tree, doctored in one way at a time: the checker names the file and the line, and nothing else.
#include "gtest/gtest.h"
#include "testing/consistency/check_fixture.h"

namespace {

using Lines = std::vector<std::string>;

TEST(Check, ASoundTreeHasNoFindings) {
    EXPECT_EQ(CheckFixture().Check(), Lines{});
}

TEST(Check, FindsGaps) {
    CheckAll({
        {"no row for a requirement",
         Replace(kRegister, "last = 2", "last = 3"),
         {"testing/consistency/register.txt:1: gap: C3 has no row"}},
        {"no proof",
         Replace(kRegister, "proof = test //kernel/ipi:mailbox_test\n", ""),
         {"testing/consistency/register.txt:43: gap: C1 is said to be proven and has not a positive proof"}},
        {"no reject test",
         Replace(kRegister, "reject = none a mailbox is never full\n", ""),
         {"testing/consistency/register.txt:43: gap: C1 is said to be proven and has not a reject test (or "
          "\"none\" and the reason)"}},
        {"no place",
         Replace(kRegister, "place = kernel/ipi/ipi.c ipi_send\nproof = test", "proof = test"),
         {"testing/consistency/register.txt:43: gap: C1 is said to be proven and has not a place that enforces it"}},
        {"no class",
         Replace(kRegister, "class = host\n", ""),
         {"testing/consistency/register.txt:43: gap: C1 is said to be proven and has not a class"}},
    });
}

TEST(Check, FindsOrphans) {
    CheckAll({
        {"the reject test is gone from the row",
         Replace(kRegister, "reject = marker test_reject_spurious", "reject = none x"),
         {"testing/consistency/register.txt:40: unfalsifiable: the switch spurious_honoured extinguishes no marker of "
          "this row",
          "testing/markers/marker_table.h:5: orphan: no row claims the marker test_reject_spurious"}},
        {"a marker of another requirement",
         Replace(kMarkers, "1, spurious, C1,", "1, spurious, C2,"),
         {"testing/markers/marker_table.h:5: orphan: the marker test_reject_spurious is to prove C2, and no row of that "
          "claims it"}},
        {"a new switch",
         Replace(kFaults, "FAULT(none, \"nothing\")", "FAULT(none, \"nothing\") FAULT(fresh, \"x\")"),
         {"testing/faults/fault_table.h:2: unfalsifiable: no code acts on the fault switch fresh",
          "testing/faults/fault_table.h:2: orphan: no row names the fault switch fresh"}},
        {"a reject test that is a function",
         [](CheckFixture &fixture) {
             fixture.Append("kernel/selftest/ladder.c", "\nstatic void test_reject_flood(void) {\n}\n");
         },
         {"kernel/selftest/ladder.c:5: orphan: no row claims the reject test test_reject_flood"}},
        {"a reject test that is a target",
         [](CheckFixture &fixture) {
             fixture.Append("kernel/ipi/BUILD.bazel", "\nhost_test(\n    name = \"test_reject_flood\",\n)\n");
         },
         {"kernel/ipi/BUILD.bazel:11: orphan: no row claims the reject test test_reject_flood"}},
        {"a limit of the catalogue",
         Replace("abi/limits.h", "HARTS_MAX = 64,", "HARTS_MAX = 64,\n    TASKS_MAX = 9,"),
         {"abi/limits.h:3: orphan: no record of the register is about the limit TASKS_MAX"}},
    });
}

TEST(Check, AnOpenRowClaimsToo) {
    CheckFixture fixture;
    fixture.Replace(kRegister, "reject = marker test_reject_spurious\nfault = spurious_honoured", "reject = none x");
    fixture.Replace(kRegister, "class = boot\nplace = kernel/ipi/receive.c",
                    "class = host\nsabotage = //kernel/ipi:mailbox_sabotage_test\nplace = kernel/ipi/receive.c");
    fixture.Replace(kMarkers, "PANIC_MARKER(test_reject_spurious,", "PANIC_MARKER(spurious,");
    fixture.Replace(kRegister, "requirement = C2", "requirement = C1");
    fixture.Replace(kRegister, "last = 2", "last = 1");
    fixture.Replace(kRegister, "part = nothing queues",
                    "part = nothing queues\nproof = marker spurious\nfault = spurious_honoured");
    EXPECT_EQ(fixture.Check(), Lines{});
}

TEST(Check, AcceptsARejectTestThatIsATargetOfTheRow) {
    CheckFixture fixture;
    fixture.Append("kernel/ipi/BUILD.bazel", "\nhost_test(\n    name = \"test_reject_flood\",\n)\n");
    fixture.Replace(kRegister, "reject = none a mailbox is never full", "reject = test //kernel/ipi:test_reject_flood");
    EXPECT_EQ(fixture.Check(), Lines{});
}

TEST(Check, FindsDuplicates) {
    CheckAll({
        {"two places",
         Replace(kRegister, "place = kernel/ipi/receive.c ipi_receive",
                 "place = kernel/ipi/receive.c ipi_receive\nplace = kernel/ipi/ipi.c ipi_send"),
         {"testing/consistency/register.txt:37: duplicate: C1 is enforced in two places: kernel/ipi/receive.c "
          "ipi_receive and kernel/ipi/ipi.c ipi_send"}},
        {"the same part twice",
         Replace(kRegister, "part = sending is bounded", "part = an empty mailbox is ignored"),
         {"testing/consistency/register.txt:43: duplicate: the same as line 32: C1"}},
        {"the same limit twice",
         Replace(kRegister, "limit = BOUND_SECONDS\n",
                 "limit = HARTS_MAX\nplace = abi/limits.h\n\nlimit = BOUND_SECONDS\n"),
         {"testing/consistency/register.txt:17: duplicate: the same as line 12: HARTS_MAX"}},
        {"one marker for two places",
         Replace(kRegister, "shared = marker ipi_resched\n", ""),
         {"testing/consistency/register.txt:37: duplicate: the marker ipi_resched is claimed at line 21 for another "
          "place"}},
        {"a switch that breaks two files",
         Replace("kernel/ipi/receive.c", "fault_is(FAULT_spurious_honoured)",
                 "fault_is(FAULT_spurious_honoured) ||\n fault_is(FAULT_sender_forged)"),
         {"kernel/ipi/receive.c:3: duplicate: the fault switch sender_forged already breaks something in "
          "kernel/ipi/ipi.c"}},
        {"a marker that is declared twice",
         Replace(
             kMarkers, "PANIC_MARKER(test_reject_spurious,",
             "PANIC_MARKER(ipi_resched, \"x\", 1, x, C1, ipi_not_raised) \\\n    PANIC_MARKER(test_reject_spurious,"),
         {"testing/markers/marker_table.h:5: duplicate: the marker ipi_resched is declared twice"}},
        {"a second emitter",
         Replace(kRegister, "reader = testing/qemu", "emitter = apps/selftest/emit.c emit\n\nreader = testing/qemu"),
         {"testing/consistency/register.txt:8: duplicate: a second emitter; the first is at line 4"}},
    });
}

TEST(Check, FindsDeadProofs) {
    CheckAll({
        {"a marker was renamed",
         Replace(kMarkers, "MARKER(ipi_resched,", "MARKER(ipi_reschedule,"),
         {"testing/consistency/register.txt:26: dead proof: marker ipi_resched: the marker table declares no such marker",
          "testing/consistency/register.txt:29: unfalsifiable: the switch ipi_not_raised extinguishes no marker of this row",
          "testing/consistency/register.txt:37: dead proof: marker ipi_resched: the marker table declares no such marker",
          "testing/markers/marker_table.h:2: orphan: no row claims the marker ipi_reschedule",
          "testing/markers/marker_table.h:2: dead proof: nothing emits the marker ipi_reschedule"}},
        {"a reject test was deleted",
         Replace(kMarkers,
                 " \\\n    PANIC_MARKER(test_reject_spurious, \"a, (\\\"b\\\"\", 1, spurious, C1, spurious_honoured)",
                 ""),
         {"testing/consistency/register.txt:39: dead proof: marker test_reject_spurious: the marker table declares no such "
          "marker",
          "testing/consistency/register.txt:40: unfalsifiable: the switch spurious_honoured extinguishes no marker of "
          "this row"}},
        {"the emission was deleted",
         Replace("apps/selftest/main.c", "emit(MARKER_test_reject_forged_sender);",
                 "// emit(MARKER_test_reject_forged_sender);"),
         {"testing/markers/marker_table.h:3: dead proof: nothing emits the marker test_reject_forged_sender"}},
        {"a function was renamed",
         Replace("kernel/ipi/receive.c", "ipi_receive", "ipi_take"),
         {"testing/consistency/register.txt:36: dead proof: kernel/ipi/receive.c ipi_receive: the file defines no such "
          "thing"}},
        {"a function is declared only",
         Replace("kernel/ipi/receive.c", "ipi_receive(void) {", "ipi_receive(void);\nvoid x(void) {"),
         {"testing/consistency/register.txt:36: dead proof: kernel/ipi/receive.c ipi_receive: the file defines no such "
          "thing"}},
        {"a test was renamed",
         Replace("kernel/ipi/BUILD.bazel", "\"mailbox_test\"", "\"mail_test\""),
         {"testing/consistency/register.txt:48: dead proof: test //kernel/ipi:mailbox_test: no BUILD file declares it by "
          "that name"}},
        {"a test runs by hand only",
         Replace("kernel/ipi/BUILD.bazel", "deps = [\":mailbox\"],", "tags = [\"manual\"],"),
         {"testing/consistency/register.txt:48: dead proof: test //kernel/ipi:mailbox_test: it is tagged manual, so no "
          "run of //... shows it"}},
        {"what is named is no test",
         Replace("kernel/ipi/BUILD.bazel", "host_test(", "cc_library("),
         {"testing/consistency/register.txt:48: dead proof: test //kernel/ipi:mailbox_test: it is not a test"}},
        {"the switch is gone from the table",
         Replace(kFaults, "    FAULT(sender_forged, \"the sender is wrong\") \\\n", ""),
         {"testing/consistency/register.txt:28: dead proof: sender_forged: the fault table declares no such switch",
          "testing/markers/marker_table.h:4: dead proof: the fault table declares no switch sender_forged"}},
        {"the emitter was renamed",
         Replace(kRegister, "marker.c marker_emit", "marker.c marker_print"),
         {"testing/consistency/register.txt:4: dead proof: kernel/selftest/marker.c marker_print: the file defines no such thing",
          "testing/markers/marker_table.h:2: dead proof: nothing emits the marker ipi_resched"}},
        {"one that forwards was renamed",
         Replace(kRegister, "emit.c emit", "emit.c emits"),
         {"testing/consistency/register.txt:6: dead proof: apps/selftest/emit.c emits: the file defines no such thing",
          "testing/markers/marker_table.h:3: dead proof: nothing emits the marker test_reject_forged_sender"}},
        {"what is emitted is no marker",
         Replace("kernel/selftest/ladder.c", "MARKER_ipi_resched", "NUMBER_ipi_resched"),
         {"testing/markers/marker_table.h:2: dead proof: nothing emits the marker ipi_resched"}},
        {"what is emitted is another marker",
         Replace("kernel/selftest/ladder.c", "MARKER_ipi_resched", "MARKER_ipi_resches"),
         {"testing/markers/marker_table.h:2: dead proof: nothing emits the marker ipi_resched"}},
        {"a limit is no longer defined",
         Replace("kernel/ipi/ipi.h", "BOUND_SECONDS", "LIMIT_SECONDS"),
         {"testing/consistency/register.txt:17: dead proof: BOUND_SECONDS: its place does not define it"}},
        {"a limit's file is gone",
         [](CheckFixture &fixture) { fixture.Remove("kernel/ipi/ipi.h"); },
         {"testing/consistency/register.txt:18: dead proof: kernel/ipi/ipi.h: there is no such source file"}},
        {"a limit without a record",
         Replace(kRegister, "depends = HARTS_MAX", "depends = CPUS_MAX"),
         {"testing/consistency/register.txt:30: dead proof: CPUS_MAX: no record of the register is about that limit"}},
        {"shared with nobody",
         Replace(kRegister, "reject = marker test_reject_spurious",
                 "reject = marker test_reject_spurious\nshared = marker test_reject_spurious"),
         {"testing/consistency/register.txt:40: dead proof: marker test_reject_spurious: no other row claims it"}},
        {"the readers' folder is gone",
         [](CheckFixture &fixture) { fixture.Remove("testing/qemu/reader.c"); },
         {"testing/consistency/register.txt:8: dead proof: testing/qemu: there is no such source file"}},
        {"a table is gone",
         [](CheckFixture &fixture) {
             fixture.Remove(kFaults);
             fixture.Remove(kMarkers);
             fixture.Set(kRegister, "reader = testing/qemu\n");
             fixture.Remove("kernel/selftest/marker.c");
         },
         {"testing/faults/fault_table.h:1: dead proof: the table is not there",
          "testing/markers/marker_table.h:1: dead proof: the table is not there"}},
    });
}

TEST(Check, FindsWhatCannotFail) {
    CheckAll({
        {"a marker without a switch",
         Replace(kMarkers, "C1, ipi_not_raised,", "C1, none,"),
         {"testing/consistency/register.txt:29: unfalsifiable: the switch ipi_not_raised extinguishes no marker of this row",
          "testing/markers/marker_table.h:2: unfalsifiable: no fault switch extinguishes the marker ipi_resched"}},
        {"a switch that nothing asks for",
         Replace("kernel/ipi/ipi.c", "fault_is(FAULT_ipi_not_raised)", "false"),
         {"testing/faults/fault_table.h:3: unfalsifiable: no code acts on the fault switch ipi_not_raised"}},
        {"another function asks",
         Replace("kernel/ipi/ipi.c", "fault_is(FAULT_ipi_not_raised)", "fault_as(FAULT_ipi_not_raised)"),
         {"testing/faults/fault_table.h:3: unfalsifiable: no code acts on the fault switch ipi_not_raised"}},
        {"no switch is asked for",
         Replace("kernel/ipi/ipi.c", "fault_is(FAULT_ipi_not_raised)", "fault_is(PANIC_ipi_not_raised)"),
         {"testing/faults/fault_table.h:3: unfalsifiable: no code acts on the fault switch ipi_not_raised"}},
        {"another switch is asked for",
         Replace("kernel/ipi/ipi.c", "fault_is(FAULT_ipi_not_raised)", "fault_is(FAULT_ipi_not_reised)"),
         {"testing/faults/fault_table.h:3: unfalsifiable: no code acts on the fault switch ipi_not_raised"}},
        {"a switch in a comment",
         Replace("kernel/ipi/ipi.c", "!fault_is(FAULT_ipi_not_raised)", "/*fault_is(FAULT_ipi_not_raised)*/ true"),
         {"testing/faults/fault_table.h:3: unfalsifiable: no code acts on the fault switch ipi_not_raised"}},
        {"a switch that tests alone ask for",
         [](CheckFixture &fixture) {
             fixture.Replace("kernel/ipi/ipi.c", "fault_is(FAULT_ipi_not_raised)", "false");
             fixture.Set("kernel/ipi/ipi_test.cc", "bool x = fault_is(FAULT_ipi_not_raised);\n");
         },
         {"testing/faults/fault_table.h:3: unfalsifiable: no code acts on the fault switch ipi_not_raised"}},
        {"a switch that is dropped from its row",
         Replace(kRegister, "fault = ipi_not_raised\n", ""),
         {"testing/faults/fault_table.h:3: orphan: no row names the fault switch ipi_not_raised",
          "testing/markers/marker_table.h:2: unfalsifiable: no row that claims the marker ipi_resched names its switch "
          "ipi_not_raised"}},
        {"a switch that acts elsewhere",
         Replace(kRegister, "place = kernel/ipi/receive.c ipi_receive", "place = kernel/selftest/ladder.c ladder"),
         {"testing/consistency/register.txt:40: unfalsifiable: the switch spurious_honoured acts elsewhere than in "
          "kernel/selftest/ladder.c, the place that it is to break"}},
        {"a switch that breaks the proof itself",
         [](CheckFixture &fixture) {
             fixture.Replace("kernel/ipi/ipi.c", "fault_is(FAULT_ipi_not_raised)", "false");
             fixture.Replace("kernel/selftest/ladder.c", "marker_emit(",
                             "if (!fault_is(FAULT_ipi_not_raised)) marker_emit(");
         },
         {"kernel/selftest/ladder.c:2: unfalsifiable: the switch ipi_not_raised breaks the proof, not what is proven",
          "testing/consistency/register.txt:29: unfalsifiable: the switch ipi_not_raised acts elsewhere than in "
          "kernel/ipi/ipi.c, the place that it is to break"}},
        {"a row of class host without sabotage",
         Replace(kRegister, "sabotage = //kernel/ipi:mailbox_sabotage_test\n", ""),
         {"testing/consistency/register.txt:43: unfalsifiable: C1 of class host names no \"sabotage\""}},
        {"a row of class boot without a switch",
         Replace(kRegister, "class = host", "class = boot"),
         {"testing/consistency/register.txt:43: unfalsifiable: C1 of class boot names no \"fault\""}},
        {"a sabotage that is a test like any other",
         Replace(kRegister, "sabotage = //kernel/ipi:mailbox_sabotage_test", "sabotage = //kernel/ipi:mailbox_test"),
         {"testing/consistency/register.txt:50: unfalsifiable: //kernel/ipi:mailbox_test does not say by its name that it "
          "is about sabotage"}},
    });
}

TEST(Check, ACounterfactualTestOfItsOwnMakesASwitchCount) {
    CheckFixture fixture;
    fixture.Replace(kFaults, "FAULT(none, \"nothing\")", "FAULT(none, \"nothing\") FAULT(not_started, \"x\")");
    fixture.Replace("kernel/ipi/ipi.c", "return OK;", "return fault_is(FAULT_not_started) ? EINVAL : OK;");
    fixture.Replace(kRegister, "sabotage = //kernel/ipi:mailbox_sabotage_test",
                    "sabotage = //kernel/ipi:mailbox_sabotage_test\nfault = not_started");
    EXPECT_EQ(fixture.Check(), (Lines{"testing/consistency/register.txt:51: unfalsifiable: the switch not_started "
                                      "extinguishes no marker of this row"}));
    fixture.Append("kernel/ipi/BUILD.bazel", "\nqemu_test(\n    name = \"not_started_counterfactual\",\n)\n");
    fixture.Replace(kRegister, "fault = not_started",
                    "fault = not_started\nsabotage = //kernel/ipi:not_started_counterfactual");
    EXPECT_EQ(fixture.Check(), Lines{});
}

}  // namespace
