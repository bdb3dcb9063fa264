# SPDX-License-Identifier: Apache-2.0
"""How tests are declared.

    load("//testing:build_defs.bzl", "host_test")

  host_test  a GoogleTest binary that runs on this machine, also under --config=asan, ubsan and tsan.
"""

load("@rules_cc//cc:defs.bzl", "cc_test")

# Sanitized programs are not static: the C library they were linked with has to be among their files.
_RUNTIME = select({
    "//platforms:uninstrumented": [],
    "//conditions:default": ["@sysroot//:runtime"],
})

def host_test(name, srcs, deps = [], data = [], size = "small", **kwargs):
    """A GoogleTest; `srcs` are C++ files, main() is provided. Other arguments as cc_test."""
    cc_test(
        name = name,
        size = size,
        srcs = srcs,
        data = data + _RUNTIME,
        deps = deps + ["@googletest//:gtest_main"],
        **kwargs
    )
