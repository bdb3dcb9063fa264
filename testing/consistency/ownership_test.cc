// SPDX-License-Identifier: Apache-2.0
// Sources and pages that were doctored: each is one finding, and says which.
#include "testing/consistency/ownership.h"

#include <gtest/gtest.h>

namespace {

using Sources = std::map<std::string, std::string>;

const char kPage[] = R"(
## `struct cpu`, kernel/percpu/percpu.h

| Field | Written by | Read by | By what |
|---|---|---|---|
| `current`, `queue` | owner | owner | a lock |
| `asked` | any hart | owner | acquire |

## `struct task`, kernel/task/task.h

| Field | Written by | Read by | By what |
|---|---|---|---|
| `owed` | any hart | any hart | relaxed |

## `struct endpoint`, kernel/ipc/endpoint.h

| Field | Written by | Read by | By what |
|---|---|---|---|
| `object` | its lock | the same | its lock |

## Elsewhere

| Word | Written by | Read by | By what |
|---|---|---|---|
| `idle_bits`, `ring`, `mailbox.senders` | any hart | any hart | atomic |

## Ranks

| Rank | Place | What it guards |
|---|---|---|
| `SPACE` | 1 | mappings |
| `RUN_QUEUE` | 2 | ready tasks |

## Reasons

| Reason | Class | Sent by |
|---|---|---|
| `IPI_HALT` | correctness | who panics |
| `IPI_RESCHEDULE` | best-effort or correctness | who wakes |

## Limits

| Limit | Value | Of what |
|---|---|---|
| `ABI_SHARES_MAX` | 1000 | shares |
| `ABI_CONTROL_CALLS_MAX` | 10000 | calls |
| `IPI_NUDGES_PER_SECOND` | 1000 | nudges |
| `STARVATION_MILLISECONDS` | 100 | of a class |
| `STEAL_TASKS_MAX` | 4 | tasks |
)";

Sources Sound() {
    return {
        {"kernel/percpu/percpu.h",
         "#define X(a) \\\n _Atomic int a;\nstruct task;\nstruct cpu {\n struct task *current;  // _Atomic in a comment;\n"
         " _Alignas(64) struct run_queue queue GUARDED_BY(lock);\n _Atomic uint64_t asked;\n};\n"
         "static inline void f(_Atomic uint64_t *word) { _Atomic int local; (void)local; }\n"},
        {"kernel/task/task.h", "extern \"C\" {\nstruct task {\n _Atomic uint64_t\n  owed;  // ticks\n};\n}\n"},
        {"kernel/ipc/endpoint.h", "struct endpoint { struct object object; };\n"},
        {"kernel/scheduler/idle.c", "static _Atomic uint64_t idle_bits;\nstatic struct ring ring GUARDED_BY(lock);\n"},
        {"kernel/ipi/mailbox.h",
         "struct mailbox { _Atomic uint64_t senders; uint32_t plain; };\nenum ipi_reason {\n"
         "  IPI_RESCHEDULE = 1u << 0,  // best-effort or correctness, as the sender decided: look\n"
         "  IPI_HALT = 1u << 1,  // correctness: stop\n  IPI_REASONS_ALL = (1u << 2) - 1,\n};\n"},
        {"kernel/sync/lock_rank.h",
         "#define LOCK_RANK_LIST(RANK) \\\n RANK(SPACE, \"address space\") /* a */ \\\n RANK(RUN_QUEUE, \"run queue\")\n"},
        {"kernel/ipi/ipi.h", "enum ipi_limits { IPI_NUDGES_PER_SECOND = 1000, };\n"},
        {"abi/task.h",
         "enum abi_shares { ABI_SHARES_MAX = 1000, };\nenum abi_task_limit { ABI_CONTROL_CALLS_MAX = 10000, };\n"},
        {"kernel/scheduler/scheduler.h", "enum scheduler_constants { STARVATION_MILLISECONDS = 100, };\n"},
        {"kernel/scheduler/steal.h", "enum { STEAL_TASKS_MAX = 4, };\n"},
    };
}

std::vector<std::string> CheckWith(const std::string &path, const std::string &before, const std::string &after) {
    Sources sources = Sound();
    std::string page = kPage;
    std::string &text = path == "page" ? page : sources[path];
    const size_t at = text.find(before);
    EXPECT_NE(at, std::string::npos) << before;
    text.replace(at, before.size(), after);
    return ownership::Check(sources, page);
}

using Findings = std::vector<std::string>;

TEST(Ownership, ASoundTreeHasNoFinding) {
    EXPECT_EQ(ownership::Check(Sound(), kPage), Findings());
}

TEST(Ownership, AFieldThatIsNotOnThePageIsNamed) {
    EXPECT_EQ(CheckWith("kernel/percpu/percpu.h", "_Atomic uint64_t asked;", "_Atomic uint64_t asked; bool fresh;"),
              Findings{"struct cpu: fresh is not on the page"});
    EXPECT_EQ(CheckWith("kernel/ipi/mailbox.h", "uint32_t plain", "_Atomic uint32_t plain[64]"),
              Findings{"elsewhere: mailbox.plain is not on the page"});
    EXPECT_EQ(CheckWith("kernel/ipi/mailbox.h", "uint32_t plain", "struct x plain GUARDED_BY(lock)"),
              Findings{"elsewhere: mailbox.plain is not on the page"});
    EXPECT_EQ(CheckWith("kernel/scheduler/idle.c", "static struct", "_Atomic bool fresh = false;\nstatic struct"),
              Findings{"elsewhere: fresh is not on the page"});
}

TEST(Ownership, ARowWithoutAFieldIsNamed) {
    EXPECT_EQ(
        CheckWith("kernel/task/task.h", "_Atomic uint64_t\n  owed", "uint64_t spent"),
        (Findings{"struct task: spent is not on the page", "struct task: owed is on the page, and in no source"}));
    EXPECT_EQ(CheckWith("page", "`idle_bits`", "`idle_bits`, `busy_bits`"),
              Findings{"elsewhere: busy_bits is on the page, and in no source"});
    EXPECT_EQ(CheckWith("kernel/scheduler/idle.c", "static _Atomic uint64_t", "static uint64_t"),
              Findings{"elsewhere: idle_bits is on the page, and in no source"});
}

TEST(Ownership, ARowTwiceOrTooShortIsNamed) {
    EXPECT_EQ(CheckWith("page", "`current`, `queue`", "`current`, `queue`, `asked`"),
              Findings{"asked is listed twice"});
    EXPECT_EQ(CheckWith("page", "| `owed` | any hart | any hart | relaxed |", "| `owed` | any hart |"),
              Findings{"a row has too few cells: `owed`"});
}

TEST(Ownership, AReasonIsThereWithItsClass) {
    EXPECT_EQ(CheckWith("page", "| `IPI_HALT` | correctness", "| `IPI_HALT` | best-effort"),
              Findings{"IPI_HALT is \"best-effort\" on the page and \"correctness\" in the source"});
    EXPECT_EQ(CheckWith("kernel/ipi/mailbox.h", "IPI_REASONS_ALL = (1u << 2) - 1", "IPI_STOP = 1u << 2"),
              Findings{"reasons: IPI_STOP is not on the page"});
    EXPECT_EQ(CheckWith("page", "`IPI_HALT`", "`IPI_HALT`, `IPI_WAKE`"),
              Findings{"reasons: IPI_WAKE is on the page, and in no source"});
}

TEST(Ownership, ARankIsThereWithItsPlace) {
    EXPECT_EQ(CheckWith("kernel/sync/lock_rank.h", "RANK(RUN_QUEUE,", "RANK(TASK, \"task\") RANK(RUN_QUEUE,"),
              (Findings{"ranks: TASK is not on the page", "RUN_QUEUE is \"2\" on the page and \"3\" in the source"}));
    EXPECT_EQ(CheckWith("page", "| `SPACE` | 1", "| `SPACE` | 2"),
              Findings{"SPACE is \"2\" on the page and \"1\" in the source"});
    EXPECT_EQ(CheckWith("page", "`SPACE`", "`SPACE`, `LAST`"),
              Findings{"ranks: LAST is on the page, and in no source"});
}

TEST(Ownership, ALimitIsThereWithItsValue) {
    EXPECT_EQ(CheckWith("abi/task.h", "MAX = 1000,", "MAX = 999,"),
              Findings{"ABI_SHARES_MAX is \"1000\" on the page and \"999\" in the source"});
    EXPECT_EQ(CheckWith("kernel/scheduler/steal.h", "4, }", "4, STEAL_MORE = 5, }"),
              Findings{"limits: STEAL_MORE is not on the page"});
    EXPECT_EQ(CheckWith("page", "`STEAL_TASKS_MAX`", "`STEAL_TASKS_MAX`, `STEAL_LESS`"),
              Findings{"limits: STEAL_LESS is on the page, and in no source"});
}

TEST(Ownership, WhatNothingComparesIsNamed) {
    EXPECT_EQ(CheckWith("page", "## Limits", "## Locks")[0], "nothing compares the table under Locks");
    EXPECT_FALSE(ownership::Check({}, "").empty()) << "nothing was read";
}

}  // namespace
