// SPDX-License-Identifier: Apache-2.0
#include "testing/consistency/build_file.h"

#include "gtest/gtest.h"

namespace {

constexpr char kBuild[] = R"(
load("//testing:build_defs.bzl", "host_test")
load("//a/b:lists.bzl", "BROKEN", "SPOKEN")
load("//a/b/lists.bzl", "STOLEN")
load(":lists.bzl", "WOVEN")
load("@a//b:lists.bzl", "OTHER")

cc_library(
    name = "plain",
    srcs = ["plain_test"],
)

host_test(
    name = "plain_test",  # name = "comment_test",
    deps = [":dep_test"],
)

host_test(
    name = "by_hand_test",
    tags = ["manual"],
)

[
    host_test(
        name = test,
        deps = [":other_test"],
    )
    for test in [
        "one_test",
        "two_test",
    ]
]

KINDS = {
    "small": "little",
    "large": "much",
}

[
    qemu_test(
        name = kind + "_boot_test",
        harts = 1,
    )
    for kind in KINDS
]

[
    qemu_test(
        name = "boot_%d_seed_%d_test" % (harts, seed),
    )
    for harts in [
        2,
        4,
    ]
    for seed in schedule_seeds(harts, 8)
]

[
    qemu_test(
        name = "hundred_%d_test" % percent,
    )
    for percent in [100]
]
[
    qemu_test(
        name = "broken_%s_%s_test" % (marker, fault),
        fault = fault,
    )
    for marker, fault in BROKEN
]

[
    qemu_test(
        name = "woven_%s_test" % thread,
    )
    for thread in WOVEN + OTHER
]

host_test(
    name = "formatted_test".format(1),
)

host_test(
    names = "names_test",
)
)";

constexpr char kLists[] = R"(
ELSE = [("three", "four")]

SPOKEN = [("three", "four")]

WOVEN = ["three"]

OTHER = ["three"]

BROKEN = [
    ("one", "two"),  # five
]
)";

TEST(BuildFile, FindsTestsByTheirLabels) {
    tree tree = {};
    tree_add(&tree, "a/b/BUILD.bazel", kBuild);
    tree_add(&tree, "a/b/lists.bzl", kLists);
    struct {
        const char *label;
        build_label_result result;
    } const cases[] = {
        {"//a/b:plain_test", BUILD_LABEL_TEST},
        {"//a/b:plain", BUILD_LABEL_NOT_TEST},
        {"//a/b:by_hand_test", BUILD_LABEL_MANUAL},
        {"//a/b:comment_test", BUILD_LABEL_MISSING},
        {"//a/b:dep_test", BUILD_LABEL_MISSING},
        {"//a/b:plain_tes", BUILD_LABEL_MISSING},
        {"//a/b:plain_test2", BUILD_LABEL_MISSING},
        {"//a/b:one_test", BUILD_LABEL_TEST},
        {"//a/b:two_test", BUILD_LABEL_TEST},
        {"//a/b:three_test", BUILD_LABEL_MISSING},
        {"//a/b:small_boot_test", BUILD_LABEL_TEST},
        {"//a/b:large_boot_test", BUILD_LABEL_TEST},
        {"//a/b:medium_boot_test", BUILD_LABEL_MISSING},
        {"//a/b:_boot_test", BUILD_LABEL_MISSING},
        {"//a/b:boot_2_seed_7_test", BUILD_LABEL_TEST},
        {"//a/b:boot_4_seed_112_test", BUILD_LABEL_TEST},
        {"//a/b:boot_4_seed_x_test", BUILD_LABEL_MISSING},
        {"//a/b:boot_4_seed__test", BUILD_LABEL_MISSING},
        {"//a/b:hundred_100_test", BUILD_LABEL_TEST},
        {"//a/b:hundred_10_test", BUILD_LABEL_MISSING},
        {"//a/b:broken_one_two_test", BUILD_LABEL_TEST},
        {"//a/b:broken_one_five_test", BUILD_LABEL_MISSING},
        {"//a/b:broken_three_four_test", BUILD_LABEL_MISSING},
        {"//a/b:woven_three_test", BUILD_LABEL_MISSING},
        {"//a/b:formatted_test", BUILD_LABEL_MISSING},
        {"//a/b:names_test", BUILD_LABEL_MISSING},
        {"//a:plain_test", BUILD_LABEL_MISSING},
        {"//a/b", BUILD_LABEL_MALFORMED},
        {"//a/b:", BUILD_LABEL_MALFORMED},
        {"a/b:plain_test", BUILD_LABEL_MALFORMED},
        {":plain_test", BUILD_LABEL_MALFORMED},
    };
    for (const auto &one : cases) {
        EXPECT_EQ(build_file_find_test(&tree, one.label), one.result) << one.label;
    }
    EXPECT_EQ(build_file_find_test(&tree, ("//" + std::string(BUILD_LABEL_BYTES, 'a') + ":b").c_str()),
              BUILD_LABEL_MALFORMED);
    tree_release(&tree);
}

}  // namespace
