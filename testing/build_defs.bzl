# SPDX-License-Identifier: Apache-2.0
"""How tests are declared.

    load("//testing:build_defs.bzl", "fuzz_test", "host_test")

  host_test  a GoogleTest binary that runs on this machine, also under --config=asan, ubsan and tsan.
  fuzz_test  a libFuzzer target, with AddressSanitizer and UndefinedBehaviorSanitizer whatever the configuration.
"""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_test")

# Sanitized programs are not static: the C library they were linked with has to be among their files. So has what turns
# the addresses of their reports into lines; .bazelrc says where they find it.
_RUNTIME = select({
    "//platforms:uninstrumented": [],
    "//conditions:default": [
        "@llvm_symbolizer",
        "@sysroot//:runtime",
    ],
})

def _tsan_transition_impl(_settings, _attr):
    return {
        "//command_line_option:platform_suffix": "tsan",
        "//command_line_option:platforms": ["//platforms:host_tsan"],
    }

_tsan_transition = transition(
    implementation = _tsan_transition_impl,
    inputs = [],
    outputs = [
        "//command_line_option:platform_suffix",
        "//command_line_option:platforms",
    ],
)

def _tsan_test_impl(ctx):
    program = ctx.attr.program[0][DefaultInfo]
    launcher = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.expand_template(
        template = ctx.file._launcher,
        output = launcher,
        is_executable = True,
        substitutions = {"@PROGRAM@": program.files_to_run.executable.short_path},
    )
    return [DefaultInfo(executable = launcher, runfiles = program.default_runfiles)]

_tsan_test = rule(
    implementation = _tsan_test_impl,
    attrs = {
        "program": attr.label(mandatory = True, cfg = _tsan_transition),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
        "_launcher": attr.label(default = "//testing:tsan_test.sh", allow_single_file = True),
    },
    test = True,
)

def host_test(name, srcs, deps = [], data = [], size = "small", has_threads = False, tags = [], **kwargs):
    """A GoogleTest.

    Args:
      name: the test.
      srcs: C++ files; main() is provided.
      deps: what is tested.
      data: as cc_test.
      size: as cc_test.
      has_threads: `name`_tsan is the same test with ThreadSanitizer, whatever the configuration.
      tags: as cc_test.
      **kwargs: as cc_test.
    """
    cc_test(
        name = name,
        size = size,
        srcs = srcs,
        data = data + _RUNTIME,
        tags = tags,
        deps = deps + ["@googletest//:gtest_main"],
        **kwargs
    )
    if has_threads:
        _tsan_test(
            name = name + "_tsan",
            size = size,
            program = ":" + name,
            tags = tags,
        )

def _fuzz_transition_impl(_settings, _attr):
    return {
        "//command_line_option:platform_suffix": "fuzz",
        "//command_line_option:platforms": ["//platforms:host_fuzz"],
    }

_fuzz_transition = transition(
    implementation = _fuzz_transition_impl,
    inputs = [],
    outputs = [
        "//command_line_option:platform_suffix",
        "//command_line_option:platforms",
    ],
)

def _fuzz_test_impl(ctx):
    fuzzer = ctx.attr.fuzzer[0][DefaultInfo].files_to_run.executable
    launcher = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.expand_template(
        template = ctx.file._launcher,
        output = launcher,
        is_executable = True,
        substitutions = {
            "@CORPUS@": " ".join([file.short_path for file in ctx.files.corpus]),
            "@FLAGS@": " ".join(ctx.attr.flags),
            "@FUZZER@": fuzzer.short_path,
        },
    )
    runfiles = ctx.runfiles([fuzzer] + ctx.files.corpus + ctx.files._runtime)
    runfiles = runfiles.merge(ctx.attr._symbolizer[DefaultInfo].default_runfiles)
    return [DefaultInfo(executable = launcher, runfiles = runfiles)]

_fuzz_test = rule(
    implementation = _fuzz_test_impl,
    attrs = {
        "corpus": attr.label_list(allow_files = True),
        "flags": attr.string_list(),
        "fuzzer": attr.label(mandatory = True, cfg = _fuzz_transition),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
        "_launcher": attr.label(default = "//testing:fuzz_test.sh", allow_single_file = True),
        "_runtime": attr.label(default = "@sysroot//:runtime"),
        "_symbolizer": attr.label(default = "@llvm_symbolizer"),
    },
    test = True,
)

def fuzz_test(name, srcs, deps = [], corpus = [], runs = 20000, max_len = 4096, tags = [], **kwargs):
    """A fuzzing target.

    `name` replays the corpus and then makes `runs` inputs from it with a fixed seed: the same inputs every time.
    `name`_long does the same for a minute with a new seed, and is tagged manual: `bazel test //x:name_long`.

    Args:
      name: the test.
      srcs: C or C++ files, one of them with LLVMFuzzerTestOneInput().
      deps: what is fuzzed.
      corpus: input files to start from.
      runs: how many inputs to try.
      max_len: length limit of an input in bytes.
      tags: of both tests.
      **kwargs: of both tests.
    """
    cc_binary(
        name = name + "_fuzzer",
        testonly = True,
        srcs = srcs,
        # Built through the transition only.
        tags = ["manual"],
        target_compatible_with = ["//platforms:fuzz"],
        deps = deps,
    )
    limits = ["-max_len=%d" % max_len, "-timeout=10", "-rss_limit_mb=1024"]
    _fuzz_test(
        name = name,
        size = "small",
        corpus = corpus,
        flags = limits + ["-seed=1", "-runs=%d" % runs],
        fuzzer = ":" + name + "_fuzzer",
        tags = tags,
        **kwargs
    )
    _fuzz_test(
        name = name + "_long",
        size = "medium",
        corpus = corpus,
        flags = limits + ["-max_total_time=60"],
        fuzzer = ":" + name + "_fuzzer",
        tags = tags + ["manual"],
        **kwargs
    )
