# SPDX-License-Identifier: Apache-2.0
"""Tests of what no boot can show, with the code broken: they pass when the test is red.

    load("//testing/sabotage:build_defs.bzl", "sabotaged_test")

  broken_copy  a copy of a C file, `name`/file.c, where the text `code` is `broken` instead; for a kernel that is built of it.
  red_test     passes when the one GoogleTest `red` of the binary `program` is red.
"""

load("@rules_cc//cc:defs.bzl", "cc_binary")

# Sanitizers would find out what the broken code does before the test does.
_AS_BUILT = select({
    "//platforms:uninstrumented": [],
    "//conditions:default": ["@platforms//:incompatible"],
})

def _broken_copy_impl(ctx):
    copy = ctx.actions.declare_file("%s/%s" % (ctx.label.name, ctx.file.source.basename))
    ctx.actions.expand_template(
        template = ctx.file.source,
        output = copy,
        substitutions = {ctx.attr.code: ctx.attr.broken},
    )
    return [DefaultInfo(files = depset([copy]))]

broken_copy = rule(
    implementation = _broken_copy_impl,
    attrs = {
        "broken": attr.string(),
        "code": attr.string(mandatory = True),
        "source": attr.label(mandatory = True, allow_single_file = True),
    },
)

def _red_test_impl(ctx):
    launcher = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.expand_template(
        template = ctx.file._launcher,
        output = launcher,
        is_executable = True,
        substitutions = {
            "@PROGRAM@": ctx.executable.program.short_path,
            "@RED@": ctx.attr.red,
        },
    )
    runfiles = ctx.runfiles([ctx.executable.program]).merge(ctx.attr.program[DefaultInfo].default_runfiles)
    return [DefaultInfo(executable = launcher, runfiles = runfiles)]

red_test = rule(
    implementation = _red_test_impl,
    attrs = {
        "program": attr.label(mandatory = True, executable = True, cfg = "target"),
        "red": attr.string(mandatory = True),
        "_launcher": attr.label(default = "//testing/sabotage:sabotaged_test.sh", allow_single_file = True),
    },
    test = True,
)

def sabotaged_test(name, source, code, broken, red, srcs, deps, private_hdrs = [], data = [], copts = [], linkopts = []):
    """A host test that must be red when one piece of code is another one.

    The broken copy is linked before the libraries, so it takes the place of the file that it is a copy of.

    Args:
      name: the test; contains "sabotage", by which the register knows it.
      source: the C file.
      code: text of it; where it does not occur the test is green, and so fails.
      broken: what stands there instead.
      red: the GoogleTest that notices, as --gtest_filter takes it.
      srcs: of the host test that has it.
      deps: of the host test, and what the C file includes.
      private_hdrs: headers that the C file includes and no library offers.
      data: what the host test reads.
      copts: what the files are compiled with.
      linkopts: what the program is linked with.
    """
    if "sabotage" not in name:
        fail("%s: the name of a sabotaged test says that it is one" % name)
    broken_copy(
        name = name + "_copy",
        testonly = True,
        broken = broken,
        code = code,
        source = source,
    )
    cc_binary(
        name = name + "_program",
        testonly = True,
        srcs = [":" + name + "_copy"] + srcs + private_hdrs,
        copts = copts,
        data = data,
        linkopts = linkopts,
        tags = ["manual"],
        target_compatible_with = _AS_BUILT,
        deps = deps + ["@googletest//:gtest_main"],
    )
    red_test(
        name = name,
        size = "small",
        program = ":" + name + "_program",
        red = red,
        target_compatible_with = _AS_BUILT,
    )
