// SPDX-License-Identifier: Apache-2.0
#include "testing/consistency/owner_flow.h"

#include <gtest/gtest.h>

namespace {

using owner_flow::Report;
using Findings = std::vector<std::string>;

// One file with a mutator, and what calls it.
Report Look(const std::string &text, const std::set<std::string> &alone = {}) {
    return owner_flow::Check({{"kernel/a.c", text}}, alone);
}

const char kMutator[] = "static void mark(struct cpu *cpu, int why) {\n    cpu->marked = why;\n}\n";

TEST(OwnerFlow, TheExecutingHartsStructureIsItsOwnHoweverItComes) {
    const char *const sound[] = {
        "void f(void) {\n    mark(cpu_current(), 1);\n}\n",
        "void f(void) {\n    struct cpu *self = cpu_current();\n    mark(self, 1);\n}\n",
        "static struct cpu *mine(void) {\n    return cpu_current();\n}\nvoid f(void) {\n    mark(mine(), 1);\n}\n",
        "static void g(int a, struct cpu *c) {\n    mark(c, a);\n}\nvoid f(void) {\n    g(h(1, 2), cpu_current());\n}\n",
        "void f(struct cpu *other) {\n    percpu_assert_owner(other);\n    mark(other, 1);\n}\n",
        "void f(void) {\n    struct cpu *c = cpu_current();\n    while (c != NULL) {\n        mark(c, 1);\n    }\n}\n",
    };
    for (const char *text : sound) {
        const Report report = Look(std::string(kMutator) + text);
        EXPECT_EQ(report.findings, Findings{}) << text;
        EXPECT_EQ(report.mutators, 1u) << text;
    }
}

TEST(OwnerFlow, AnotherHartsIsNotWhereverItEntersTheWay) {
    const struct {
        const char *text;
        const char *why;
    } wrong[] = {
        {"void f(struct cpu_id id) {\n    mark(percpu_get(id), 1);\n}\n", "kernel/a.c f has it from percpu_get"},
        {"void f(int i) {\n    struct cpu *c = &cpus[i];\n    mark(c, 1);\n}\n", "kernel/a.c f has it from &"},
        {"void f(void) {\n    struct cpu *c = cpu_current();\n    c = percpu_get(0);\n    mark(c, 1);\n}\n",
         "kernel/a.c f has it from percpu_get"},
        {"static struct cpu *mine(int a) {\n    if (a) {\n        return cpu_current();\n    }\n    return percpu_get(a);\n}\n"
         "void f(void) {\n    mark(mine(1), 1);\n}\n",
         "kernel/a.c mine has it from percpu_get"},
        {"static void g(struct cpu *c) {\n    mark(c, 1);\n}\nvoid f(void) {\n    g(cpu_current());\n    g(percpu_get(1));\n}\n",
         "kernel/a.c f has it from percpu_get"},
        {"void f(struct cpu *other, struct cpu *c) {\n    percpu_assert_owner(c);\n    mark(other, 1);\n}\n",
         "nobody calls kernel/a.c f"},
        {"void f(void) {\n    mark(cpu_current(), 1);\n    each_hart(mark);\n}\n", "kernel/a.c f hands out mark"},
        {"void f(void) {\n    mark(somebody, 1);\n}\n", "kernel/a.c f does not say where it has somebody from"},
        {"void f(void) {\n}\n", "nobody calls kernel/a.c mark"},
    };
    for (const auto &one : wrong) {
        const Report report = Look(std::string(kMutator) + one.text);
        EXPECT_EQ(report.findings, (Findings{std::string("kernel/a.c mark writes through cpu: ") + one.why}))
            << one.text;
    }
}

TEST(OwnerFlow, EveryKindOfStoreIsOneAndNoLookIs) {
    const struct {
        const char *statement;
        size_t mutators;
    } cases[] = {
        {"c->a = 1;", 1},
        {"c->a.b[i].c |= 1;", 1},
        {"c->a += 1;", 1},
        {"c->a -= 1;", 1},
        {"c->a &= 1;", 1},
        {"c->a++;", 1},
        {"c->a--;", 1},
        {"counter_increment(&c->statistics.a);", 1},
        {"counter_write(&c->statistics.a, 1);", 1},
        {"x = c->a == 1 || c->b <= 2;", 0},
        {"c->task->a = 1;", 0},
        {"t[c->id.value] = 1;", 0},
        {"x->c->a = 1;", 0},
        {"spinlock_acquire(&c->lock);", 0},
        {"x = counter_read(&c->statistics.a);", 0},
    };
    for (const auto &one : cases) {
        const Report report =
            Look(std::string("void f(int i) {\n    struct cpu *c = percpu_get(i);\n    ") + one.statement + "\n}\n");
        EXPECT_EQ(report.mutators, one.mutators) << one.statement;
        EXPECT_EQ(report.findings.size(), one.mutators) << one.statement;
    }
    EXPECT_EQ(Look("void f(const struct cpu *c) {\n    c->a = 1;\n}\n").mutators, 0u) << "the compiler's";
}

TEST(OwnerFlow, WhoIsAloneMayMakeThemAll) {
    const std::string text =
        std::string(kMutator) + "void init(int i) {\n    struct cpu *c = &cpus[i];\n    mark(c, 1);\n}\n";
    EXPECT_EQ(Look(text).findings.size(), 1u);
    EXPECT_EQ(Look(text, {"kernel/a.c init"}).findings, Findings{});
}

TEST(OwnerFlow, CallsAreFoundInOtherFilesAndInAssembly) {
    const std::string shared = "void mark(struct cpu *cpu) {\n    cpu->marked = 1;\n}\n";
    EXPECT_EQ(owner_flow::Check({{"kernel/a.c", shared}, {"kernel/b.S", "entry:\n    mv a0, tp\n    call mark\n"}}, {})
                  .findings,
              Findings{});
    EXPECT_EQ(owner_flow::Check(
                  {{"kernel/a.c", shared}, {"kernel/b.c", "void f(int i) {\n    mark(percpu_get(i));\n}\n"}}, {})
                  .findings,
              (Findings{"kernel/a.c mark writes through cpu: kernel/b.c f has it from percpu_get"}));
    // Another one's function of that name.
    EXPECT_EQ(owner_flow::Check(
                  {{"kernel/a.c", std::string(kMutator) + "void f(void) {\n    mark(cpu_current(), 1);\n}\n"},
                   {"kernel/b.c", "static void mark(int *a, int b) {\n}\nvoid g(int *a) {\n    mark(a, 1);\n}\n"}},
                  {})
                  .findings,
              Findings{});
}

}  // namespace
