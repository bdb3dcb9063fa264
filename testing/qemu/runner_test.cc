// SPDX-License-Identifier: Apache-2.0
// The whole runner against a program that stands in for QEMU.
#include "testing/qemu/runner.h"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace {

const char kFakeQemu[] = "testing/qemu/fake_qemu";
const int kPatienceMs = 20000;

std::string TempFile(const std::string &name) {
    const char *directory = std::getenv("TEST_TMPDIR");
    return std::string(directory == nullptr ? "/tmp" : directory) + "/" + name;
}

// True once the process is gone or a zombie; false when the patience ends first.
bool Ends(pid_t id) {
    int notice = static_cast<int>(syscall(SYS_pidfd_open, id, 0));
    if (notice < 0) {
        return errno == ESRCH;
    }
    pollfd wait = {notice, POLLIN, 0};
    bool ended = poll(&wait, 1, kPatienceMs) == 1;
    close(notice);
    return ended;
}

class RunnerTest : public ::testing::Test {
  protected:
    void SetUp() override {
        script_path_ = TempFile("script_" + std::to_string(getpid()));
        transcript_path_ = TempFile("transcript_" + std::to_string(getpid()));
    }
    runner_status Run(const std::string &behaviour, const std::string &script, std::vector<std::string> extra = {}) {
        std::ofstream(script_path_) << script;
        std::vector<std::string> texts = {"runner",
                                          std::string("--qemu=") + kFakeQemu,
                                          "--firmware=none",
                                          "--kernel=" + behaviour,
                                          "--script=" + script_path_,
                                          "--transcript=" + transcript_path_,
                                          "--timeout-seconds=60"};
        texts.insert(texts.end(), extra.begin(), extra.end());
        return RunWith(texts);
    }
    runner_status RunWith(const std::vector<std::string> &texts) {
        std::vector<const char *> arguments;
        for (const auto &text : texts) {
            arguments.push_back(text.c_str());
        }
        ::testing::internal::CaptureStdout();
        ::testing::internal::CaptureStderr();
        runner_status status = runner_main(static_cast<int>(arguments.size()), arguments.data());
        report_ = ::testing::internal::GetCapturedStderr();
        shown_ = ::testing::internal::GetCapturedStdout();
        return status;
    }
    std::string Transcript() {
        std::stringstream text;
        text << std::ifstream(transcript_path_, std::ios::binary).rdbuf();
        return text.str();
    }
    bool Shown(const std::string &part) {
        return shown_.find(part) != std::string::npos;
    }
    bool Reported(const std::string &part) {
        return report_.find(part) != std::string::npos;
    }

    std::string script_path_;
    std::string transcript_path_;
    std::string report_;
    std::string shown_;
};

TEST_F(RunnerTest, PassesAHealthySession) {
    EXPECT_EQ(Run("healthy", "expect KINIT: cpu0 online\nprompt neuron> \nsend smp\nexpect you said smp\nexit 0\n"),
              RUNNER_PASSED)
        << report_;
    EXPECT_EQ(Transcript(), "KINIT: cpu0 online\r\nneuron> smp\r\nyou said smp\r\n");
    EXPECT_EQ(report_, "");
}

TEST_F(RunnerTest, ReportsReasonTailAndReplayOfAFailure) {
    EXPECT_EQ(Run("healthy", "prompt neuron> \nsend smp\nexpect you said mem\nexit 0\n",
                  {"--label=//x:y", "--nonce=12ab", "--seed=9"}),
              RUNNER_FAILED);
    EXPECT_TRUE(Reported("  | neuron> smp\n  | you said smp\n")) << report_;
    EXPECT_TRUE(Reported("FAILED: script line 3, expect \"you said mem\"")) << report_;
    EXPECT_TRUE(Reported("replay: bazel run //x:y -- --nonce=000012ab --seed=9\n")) << report_;
}

TEST_F(RunnerTest, FailsOnAPanicThatNobodyExpectedAndKeepsItsReport) {
    EXPECT_EQ(Run("panic", "expect KINIT: cpu0 online\nexit 101\n"), RUNNER_FAILED);
    EXPECT_TRUE(Reported("was not expected: \"PANIC: on purpose\"")) << report_;
    EXPECT_TRUE(Reported("  | PANIC: end of report\n")) << report_;
}

TEST_F(RunnerTest, PassesAPanicThatWasAgreed) {
    EXPECT_EQ(Run("panic", "expect PANIC: on purpose\nallow-regex PANIC: .*\nexit 101\n"), RUNNER_PASSED) << report_;
}

TEST_F(RunnerTest, FailsOnAnotherExitStatus) {
    EXPECT_EQ(Run("panic", "expect PANIC: on purpose\nallow-regex PANIC: .*\nexit 0\n"), RUNNER_FAILED);
    EXPECT_TRUE(Reported("QEMU ended with exit status 101, agreed was exit status 0")) << report_;
}

TEST_F(RunnerTest, FailsWhenQemuIsKilled) {
    EXPECT_EQ(Run("killed", "exit 0\n"), RUNNER_FAILED);
    EXPECT_TRUE(Reported("QEMU ended with signal 9")) << report_;
}

TEST_F(RunnerTest, AHostTimeoutIsAnErrorOfItsOwnKind) {
    EXPECT_EQ(Run("silent", "exit 0\n", {"--timeout-seconds=1"}), RUNNER_HOST_TIMEOUT);
    EXPECT_TRUE(Reported("HOST TIMEOUT")) << report_;
}

TEST_F(RunnerTest, AHostTimeoutIsNotAPassEvenWhenEverythingWasSeen) {
    EXPECT_EQ(Run("hang", "expect-regex process [0-9]+\nexit 0\n", {"--timeout-seconds=1"}), RUNNER_HOST_TIMEOUT);
    EXPECT_TRUE(Reported("HOST TIMEOUT")) << report_;
}

TEST_F(RunnerTest, NothingIsLeftRunningAfterATimeout) {
    ASSERT_EQ(Run("hang", "exit 0\n", {"--timeout-seconds=1"}), RUNNER_HOST_TIMEOUT);
    int id = 0;
    ASSERT_EQ(std::sscanf(Transcript().c_str(), "process %d", &id), 1);
    EXPECT_TRUE(Ends(id));
}

TEST_F(RunnerTest, EndsAProcessThatQemuLeftBehind) {
    ASSERT_EQ(Run("leave_child", "expect-regex left behind: process [0-9]+\nexit 0\n"), RUNNER_PASSED) << report_;
    int id = 0;
    ASSERT_EQ(std::sscanf(Transcript().c_str(), "left behind: process %d", &id), 1);
    EXPECT_TRUE(Ends(id));
}

TEST_F(RunnerTest, EndsAFlood) {
    EXPECT_EQ(Run("flood", "expect something else\nexit 0\n"), RUNNER_FAILED);
    EXPECT_TRUE(Reported("the transcript is too long")) << report_;
}

TEST_F(RunnerTest, ShowsWhatQemuItselfSaid) {
    EXPECT_EQ(Run("refuse", "exit 0\n"), RUNNER_FAILED);
    EXPECT_TRUE(Reported("QEMU said:\nfake_qemu: no such machine\n")) << report_;
}

TEST_F(RunnerTest, AMissingQemuIsAnErrorOfTheHarness) {
    EXPECT_EQ(Run("healthy", "exit 0\n", {"--qemu=/nonexistent/qemu"}), RUNNER_ERROR);
    EXPECT_TRUE(Reported("cannot start /nonexistent/qemu: No such file or directory")) << report_;
}

TEST_F(RunnerTest, AMissingOrBadScriptIsAMistakeOfUse) {
    EXPECT_EQ(Run("healthy", "exit 0\n", {"--script=/nonexistent/script"}), RUNNER_USAGE);
    EXPECT_EQ(Run("healthy", "expect x\n"), RUNNER_USAGE);
    EXPECT_EQ(Run("healthy", std::string("exit 0\n\0", 8)), RUNNER_USAGE);
}

TEST_F(RunnerTest, EveryRunHasItsOwnNonceUnlessItIsGiven) {
    const std::string script = "expect append nonce={nonce}\nexit 0\n";
    ASSERT_EQ(Run("tell", script), RUNNER_PASSED) << report_;
    std::string first = Transcript();
    ASSERT_EQ(Run("tell", script), RUNNER_PASSED) << report_;
    EXPECT_NE(Transcript(), first);
    ASSERT_EQ(Run("tell", script, {"--nonce=abc"}), RUNNER_PASSED) << report_;
    EXPECT_EQ(Transcript(), "append nonce=00000abc\r\n");
}

TEST_F(RunnerTest, ComparesTheBytesOfRepeatedRuns) {
    EXPECT_EQ(Run("panic", "expect PANIC: on purpose\nallow-regex PANIC: .*\nexit 101\n", {"--runs=3"}), RUNNER_PASSED)
        << report_;
    EXPECT_EQ(Run("random", "exit 0\n", {"--runs=2"}), RUNNER_FAILED);
    EXPECT_TRUE(Reported("two runs of one machine differ")) << report_;
}

TEST_F(RunnerTest, TypesAheadBeforeTheMachineRuns) {
    EXPECT_EQ(Run("controlled", "expect typed before the start: 00 73 6d 70 0d\nsend smp\nexit 0\n", {"--typed-ahead"}),
              RUNNER_PASSED)
        << report_;
}

TEST_F(RunnerTest, TypesAheadNoMoreThanQemuBuffers) {
    const std::string most(31, 'x');
    EXPECT_EQ(Run("controlled", "send " + most + "\nexit 0\n", {"--typed-ahead"}), RUNNER_PASSED) << report_;
    EXPECT_EQ(Run("controlled", "send x" + most + "\nexit 0\n", {"--typed-ahead"}), RUNNER_ERROR);
}

TEST_F(RunnerTest, AQemuThatDoesNotAnswerIsAHostTimeout) {
    EXPECT_EQ(Run("deaf", "exit 0\n", {"--typed-ahead", "--timeout-seconds=1"}), RUNNER_HOST_TIMEOUT);
}

// Starts a runner on a hanging machine in a child process and returns the runner's id; *machine becomes QEMU's.
pid_t StartHangingRunner(const std::string &script, int *machine) {
    int shown[2];
    EXPECT_EQ(pipe(shown), 0);
    pid_t runner = fork();
    if (runner == 0) {
        dup2(shown[1], STDOUT_FILENO);
        const std::string qemu = std::string("--qemu=") + kFakeQemu;
        const std::string file = "--script=" + script;
        const char *arguments[] = {"runner",     qemu.c_str(), "--firmware=none",      "--kernel=hang",
                                   file.c_str(), "--show",     "--timeout-seconds=600"};
        _exit(runner_main(std::size(arguments), arguments));
    }
    close(shown[1]);
    FILE *lines = fdopen(shown[0], "r");
    EXPECT_EQ(std::fscanf(lines, "process %d", machine), 1);
    std::fclose(lines);
    return runner;
}

TEST_F(RunnerTest, QemuDiesWithARunnerThatIsKilled) {
    std::ofstream(script_path_) << "exit 0\n";
    int machine = 0;
    pid_t runner = StartHangingRunner(script_path_, &machine);
    ASSERT_GT(machine, 0);
    ASSERT_EQ(kill(runner, SIGKILL), 0);
    ASSERT_EQ(waitpid(runner, nullptr, 0), runner);
    EXPECT_TRUE(Ends(machine)) << "QEMU outlived its runner";
}

// Boots of the marker table: no script, "--boot" and the like instead.
class BootTest : public RunnerTest {
  protected:
    runner_status Boot(const std::string &behaviour, const std::vector<std::string> &extra) {
        std::vector<std::string> texts = {"runner",
                                          std::string("--qemu=") + kFakeQemu,
                                          "--firmware=none",
                                          "--kernel=" + behaviour,
                                          "--timeout-seconds=60",
                                          "--label=//x:y"};
        texts.insert(texts.end(), extra.begin(), extra.end());
        return RunWith(texts);
    }
};

TEST_F(BootTest, PassesWhenTheMarkerTableSaysGreen) {
    EXPECT_EQ(Boot("text_write_refused", {"--boot=kernel_text_write"}), RUNNER_PASSED) << report_;
    EXPECT_TRUE(Shown("green\n")) << shown_;
}

TEST_F(BootTest, FailsWhereTheMarkerTableSaysRedAndPrintsTheReplay) {
    EXPECT_EQ(Boot("text_write_done", {"--boot=kernel_text_write", "--nonce=12ab", "--seed=9"}), RUNNER_FAILED);
    EXPECT_TRUE(Reported("FAILED: red at test_reject_kernel_text_write, transcript line 2")) << report_;
    EXPECT_TRUE(Reported("replay: bazel run //x:y -- --nonce=000012ab --seed=9\n")) << report_;
}

TEST_F(BootTest, PutsTheBootOnTheKernelCommandLine) {
    EXPECT_EQ(Boot("tell", {"--boot=ladder", "--append=fault=tick_lost", "--nonce=1"}), RUNNER_FAILED);
    EXPECT_TRUE(Reported("  | append fault=tick_lost boot=ladder nonce=00000001\n")) << report_;
}

TEST_F(BootTest, ACounterfactualPassesWhenItIsRedWhereItMustBe) {
    const std::string red = "--red=test_reject_kernel_text_write";
    EXPECT_EQ(Boot("text_write_done", {"--boot=kernel_text_write", red}), RUNNER_PASSED) << report_;
    EXPECT_TRUE(Shown("red at test_reject_kernel_text_write, transcript line 2")) << shown_;
    EXPECT_EQ(Boot("text_write_refused", {"--boot=kernel_text_write", red}), RUNNER_FAILED);
    EXPECT_TRUE(Reported("FAILED: should be red at test_reject_kernel_text_write, and every marker is green"))
        << report_;
    EXPECT_EQ(Boot("text_write_done", {"--boot=kernel_text_write", "--red=KINIT"}), RUNNER_FAILED);
}

TEST_F(BootTest, AHostTimeoutIsNeverRed) {
    EXPECT_EQ(Boot("silent", {"--boot=ladder", "--red=KINIT", "--timeout-seconds=1"}), RUNNER_HOST_TIMEOUT);
    EXPECT_EQ(Boot("killed", {"--boot=ladder", "--red=KINIT"}), RUNNER_FAILED);
}

TEST_F(BootTest, BootsOncePerSeedUntilOneIsWrong) {
    EXPECT_EQ(Boot("text_write_races", {"--boot=kernel_text_write", "--seed=5,6,8"}), RUNNER_PASSED) << report_;
    EXPECT_TRUE(Shown("--seed=5\n") && Shown("--seed=6\n") && Shown("--seed=8\n")) << shown_;
    EXPECT_EQ(Boot("text_write_races", {"--boot=kernel_text_write", "--seed=6,7,8", "--nonce=1"}), RUNNER_FAILED);
    EXPECT_TRUE(Reported("replay: bazel run //x:y -- --nonce=00000001 --seed=7\n")) << report_;
    EXPECT_FALSE(Shown("--seed=8\n")) << shown_;
}

TEST_F(BootTest, AHuntPassesWithTheFirstSeedThatIsRedAndSaysWhich) {
    const std::vector<std::string> hunt = {"--boot=kernel_text_write", "--red=test_reject_kernel_text_write",
                                           "--any-seed"};
    auto with = [&](std::vector<std::string> more) {
        more.insert(more.begin(), hunt.begin(), hunt.end());
        return more;
    };
    EXPECT_EQ(Boot("text_write_races", with({"--seed=5,6,7,8", "--nonce=1"})), RUNNER_PASSED) << report_;
    EXPECT_TRUE(Shown("again with: bazel run //x:y -- --nonce=00000001 --seed=7\n")) << shown_;
    EXPECT_FALSE(Shown("--seed=8\n")) << shown_;
    EXPECT_EQ(Boot("text_write_races", with({"--seed=5,6,8"})), RUNNER_FAILED);
    EXPECT_TRUE(Reported("should be red at test_reject_kernel_text_write")) << report_;
}

TEST_F(BootTest, WhatAHuntFindsMustRepeat) {
    EXPECT_EQ(Boot("text_write_differs",
                   {"--boot=kernel_text_write", "--red=test_reject_kernel_text_write", "--any-seed", "--seed=1"}),
              RUNNER_FAILED);
    EXPECT_TRUE(Reported("two runs of one machine differ")) << report_;
}

TEST_F(BootTest, AHuntEndsWithASeedThatIsRedElsewhere) {
    EXPECT_EQ(Boot("panic", {"--boot=kernel_text_write", "--harts=2", "--red=test_reject_kernel_text_write",
                             "--any-seed", "--seed=1,2"}),
              RUNNER_FAILED);
    EXPECT_FALSE(Shown("--seed=2\n")) << shown_;
}

}  // namespace
