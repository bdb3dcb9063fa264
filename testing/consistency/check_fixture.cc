// SPDX-License-Identifier: Apache-2.0
#include "testing/consistency/check_fixture.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "testing/consistency/check.h"

namespace {

constexpr char kRegisterText[] = R"(
group = C
last = 2

emitter = kernel/selftest/marker.c marker_emit

forwarder = apps/selftest/emit.c emit

reader = testing/qemu

catalogue = abi/limits.h

limit = HARTS_MAX
place = abi/limits.h
says = harts
says = cpu count

limit = BOUND_SECONDS
place = kernel/ipi/ipi.h
says = bound

requirement = C1
part = the sender is the hart that sends
status = proven
class = boot
place = kernel/ipi/ipi.c ipi_send
proof = marker ipi_resched
reject = marker test_reject_forged_sender
fault = sender_forged
fault = ipi_not_raised
depends = HARTS_MAX

requirement = C1
part = an empty mailbox is ignored
status = proven
class = boot
place = kernel/ipi/receive.c ipi_receive
proof = marker ipi_resched
shared = marker ipi_resched
reject = marker test_reject_spurious
fault = spurious_honoured
depends = BOUND_SECONDS

requirement = C1
part = sending is bounded
status = proven
class = host
place = kernel/ipi/ipi.c ipi_send
proof = test //kernel/ipi:mailbox_test
reject = none a mailbox is never full
sabotage = //kernel/ipi:mailbox_sabotage_test

requirement = C2
part = nothing queues
status = open
missing = the model
issue = Models of the core

limit = SLICE_TICKS
place = kernel/timer/slice.h
says = slice
)";

constexpr char kMarkersText[] = R"(
#define MARKER_TABLE(MARKER, PANIC_MARKER) \
    MARKER(ipi_resched, KSELFTEST, "ipi resched", 2, ladder, none, C1, ipi_not_raised, "sent==1") \
    MARKER(test_reject_forged_sender, SELFTEST, "test_reject_forged_sender", 2, ladder, ipi_resched, C1, \
           sender_forged, "forged!=0") \
    PANIC_MARKER(test_reject_spurious, "a, (\"b\"", 1, spurious, C1, spurious_honoured)
)";

constexpr char kFaultsText[] = R"(
#define FAULT_TABLE(FAULT) \
    FAULT(none, "nothing") \
    FAULT(ipi_not_raised, "no interrupt") \
    FAULT(sender_forged, "the sender is wrong") \
    FAULT(spurious_honoured, "an empty mailbox counts")
)";

constexpr char kSendText[] = R"(
#include "kernel/ipi/ipi.h"

enum error ipi_send(struct cpu_id target) {
    if (target.value >= HARTS_MAX || fault_is(FAULT_sender_forged)) {
        return EINVAL;
    }
    if (!fault_is(FAULT_ipi_not_raised)) {
        ipi_raise(target);
    }
    return OK;
}
)";

constexpr char kBuildText[] = R"(
host_test(
    name = "mailbox_test",
    deps = [":mailbox"],
)

sh_test(
    name = "mailbox_sabotage_test",
)
)";

}  // namespace

CheckFixture::CheckFixture() {
    Set(kRegister, kRegisterText);
    Set(kMarkers, kMarkersText);
    Set(kFaults, kFaultsText);
    Set("abi/limits.h", "enum abi_limits {\n    HARTS_MAX = 64,  // harts\n};\n");
    Set("kernel/ipi/ipi.h", "enum ipi_limits { ROUNDS = 7, BOUND_SECONDS = 10 };\n");
    Set("kernel/timer/slice.h", "#define SLICE_TICKS 12\n");
    Set("kernel/ipi/ipi.c", kSendText);
    Set("kernel/ipi/receive.c", "void ipi_receive(void) {\n    if (fault_is(FAULT_spurious_honoured)) {\n    }\n}\n");
    Set("kernel/ipi/BUILD.bazel", kBuildText);
    Set("kernel/selftest/marker.c", "void marker_emit(int marker) {\n    print(\"KSELFTEST: %s ok\\nPROOF: \");\n}\n");
    Set("kernel/selftest/ladder.c", "void ladder(void) {\n    marker_emit(MARKER_ipi_resched);\n}\n");
    Set("apps/selftest/emit.c", "void emit(int marker) {\n    call(marker);\n}\n");
    Set("apps/selftest/main.c", "int main(void) {\n    emit(MARKER_test_reject_forged_sender);\n}\n");
    Set("testing/qemu/reader.c", "static const char *word = \"KSELFTEST: \";\n");
}

void CheckFixture::Set(const std::string &path, const std::string &text) {
    files_[path] = text.substr(text.find_first_not_of('\n'));
}

void CheckFixture::Remove(const std::string &path) {
    ASSERT_EQ(files_.erase(path), 1u) << path;
}

void CheckFixture::Replace(const std::string &path, const std::string &from, const std::string &to) {
    std::string &text = files_[path];
    size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << path << ": " << from;
    ASSERT_EQ(text.find(from, at + 1), std::string::npos) << path << ": " << from;
    text.replace(at, from.size(), to);
}

void CheckFixture::Append(const std::string &path, const std::string &text) {
    files_[path] += text;
}

std::vector<std::string> CheckFixture::Check() const {
    tree tree = {};
    for (const auto &[path, text] : files_) {
        tree_add(&tree, path.c_str(), text.c_str());
    }
    finding_list findings = {};
    check_all(kRegister, files_.at(kRegister).c_str(), &tree, &findings);
    char *output = nullptr;
    size_t bytes = 0;
    FILE *stream = open_memstream(&output, &bytes);
    finding_print_all(&findings, stream);
    (void)fclose(stream);
    std::istringstream lines(output);
    free(output);
    finding_list_release(&findings);
    tree_release(&tree);
    std::vector<std::string> result;
    for (std::string line; std::getline(lines, line);) {
        result.push_back(line);
    }
    return result;
}

void CheckAll(const std::vector<Doctored> &cases) {
    for (const Doctored &one : cases) {
        CheckFixture fixture;
        one.doctor(fixture);
        EXPECT_EQ(fixture.Check(), one.expected) << one.name;
    }
}

std::function<void(CheckFixture &)> Replace(const char *path, const char *from, const char *to) {
    return [=](CheckFixture &fixture) { fixture.Replace(path, from, to); };
}

std::function<void(CheckFixture &)> Set(const char *path, const char *text) {
    return [=](CheckFixture &fixture) { fixture.Set(path, text); };
}
