# SPDX-License-Identifier: Apache-2.0
"""Bounded proofs: CBMC looks at every execution of a harness that stays within the stated bounds.

    load("//testing/proofs:build_defs.bzl", "proof_test", "sabotaged_proof_test")

  proof_test            passes when CBMC finds no execution that violates a property, and that the harness's end is reached.
  sabotaged_proof_test  the same with one piece of the code replaced: passes when the one property that it names is violated.

The code under proof is the source files of a library as the kernel has them, preprocessed for the kernel's own target.
"""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "C_COMPILE_ACTION_NAME")
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

_CodeInfo = provider("What a library is made of.", fields = ["sources"])

def _code_aspect_impl(_target, ctx):
    files = ctx.rule.files.srcs if hasattr(ctx.rule.attr, "srcs") else []
    return [_CodeInfo(sources = [file for file in files if file.extension == "c"])]

# A rule sees what its dependencies make, not what of; an aspect sees both.
_code_aspect = aspect(implementation = _code_aspect_impl)

def _kernel_transition_impl(_settings, _attr):
    return {
        "//command_line_option:copt": [],
        "//command_line_option:features": [],
        "//command_line_option:linkopt": [],
        "//command_line_option:platforms": ["//platforms:virt_kernel"],
        "//command_line_option:platform_suffix": "",
    }

# Code is proven as it is for the machine, whatever the tests around are built for.
_kernel_transition = transition(
    implementation = _kernel_transition_impl,
    inputs = [],
    outputs = [
        "//command_line_option:copt",
        "//command_line_option:features",
        "//command_line_option:linkopt",
        "//command_line_option:platforms",
        "//command_line_option:platform_suffix",
    ],
)

def _overlay(ctx, files, path, substitutions):
    """A copy of the file with that path in the workspace, below a folder where it is found first."""
    for file in files:
        if file.short_path == path:
            copy = ctx.actions.declare_file("%s/%s" % (ctx.label.name, path))
            ctx.actions.expand_template(template = file, output = copy, substitutions = substitutions)
            return copy
    fail("%s: nothing here is made of %s" % (ctx.label, path))

def _preprocessed_impl(ctx):
    contexts = [dep[CcInfo].compilation_context for dep in ctx.attr.deps]
    headers = [header for context in contexts for header in context.headers.to_list()]
    sources = [file for dep in ctx.attr.deps for file in dep[_CodeInfo].sources]
    paths = [file.short_path for file in sources]
    for path in ctx.attr.replaced:
        if path not in paths:
            fail("%s: %s is no part of it" % (ctx.label, path))
    sources = [file for file in sources if file.short_path not in ctx.attr.replaced]

    changes = {}
    if ctx.attr.scale:
        scaled = {
            "%s = " % limit: "%s = %s, /* scaled, for */ %s_OF_THE_MACHINE = " % (limit, value, limit)
            for limit, value in ctx.attr.scale.items()
        }
        changes = {path: scaled for path in ctx.attr.scaled}
    if ctx.attr.source:
        changes[ctx.attr.source] = dict(changes.get(ctx.attr.source, {}), **{ctx.attr.code: ctx.attr.broken})
    overlays = []
    for path, substitutions in changes.items():
        copy = _overlay(ctx, headers + sources, path, substitutions)
        sources = [copy if file.short_path == path else file for file in sources]
        overlays.append(copy)

    toolchain = find_cpp_toolchain(ctx)
    configuration = cc_common.configure_features(ctx = ctx, cc_toolchain = toolchain)
    root = "%s/%s/%s" % (ctx.bin_dir.path, ctx.label.package, ctx.label.name)
    flags = cc_common.get_memory_inefficient_command_line(
        action_name = C_COMPILE_ACTION_NAME,
        feature_configuration = configuration,
        variables = cc_common.create_compile_variables(
            cc_toolchain = toolchain,
            feature_configuration = configuration,
            quote_include_directories = depset([root, "."]),
            system_include_directories = depset(transitive = [context.system_includes for context in contexts]),
        ),
    )
    flags = flags + ["-iquote", root, "-iquote", "."]
    outputs = []
    for file in ctx.files.harness + ctx.files._library + sources:
        output = ctx.actions.declare_file("%s/%s.i" % (ctx.label.name, file.basename))
        ctx.actions.run(
            executable = cc_common.get_tool_for_action(
                action_name = C_COMPILE_ACTION_NAME,
                feature_configuration = configuration,
            ),
            arguments = flags + ["-include", ctx.file._atomics.path, "-E", file.path, "-o", output.path],
            inputs = depset(
                [file, ctx.file._atomics] + ctx.files._proof + ctx.files.hdrs + overlays,
                transitive = [context.headers for context in contexts] + [toolchain.all_files],
            ),
            mnemonic = "ProofPreprocess",
            outputs = [output],
        )
        outputs.append(output)
    return [DefaultInfo(files = depset(outputs))]

_preprocessed = rule(
    implementation = _preprocessed_impl,
    attrs = {
        "broken": attr.string(),
        "code": attr.string(),
        "deps": attr.label_list(aspects = [_code_aspect], providers = [CcInfo]),
        "harness": attr.label(mandatory = True, allow_single_file = [".c"]),
        "hdrs": attr.label_list(allow_files = [".h"]),
        "replaced": attr.string_list(),
        "scale": attr.string_dict(),
        "scaled": attr.string_list(),
        "source": attr.string(),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
        "_atomics": attr.label(default = "//testing/proofs:atomics.h", allow_single_file = True),
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
        "_library": attr.label(default = "//testing/proofs:library.c", allow_single_file = True),
        "_proof": attr.label(default = "//testing/proofs:proof.h", allow_single_file = True),
    },
    cfg = _kernel_transition,
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)

def _proof_test_impl(ctx):
    launcher = ctx.actions.declare_file(ctx.label.name + ".sh")
    flags = ["--unwind", str(ctx.attr.unwind)] + ctx.attr.flags
    for loop, bound in ctx.attr.unwindset.items():
        flags += ["--unwindset", "%s:%d" % (loop, int(bound))]
    ctx.actions.expand_template(
        template = ctx.file._launcher,
        output = launcher,
        is_executable = True,
        substitutions = {
            "@BOUNDS@": ", ".join(["%s %s" % item for item in ctx.attr.scale.items()]),
            "@CBMC@": ctx.executable._cbmc.short_path,
            "@ENTRY@": ctx.attr.entry,
            "@FILES@": " ".join([file.short_path for file in ctx.files.code]),
            "@FLAGS@": " ".join(flags),
            "@RED@": ctx.attr.red,
        },
    )
    runfiles = ctx.runfiles([ctx.executable._cbmc] + ctx.files.code)
    return [DefaultInfo(
        executable = launcher,
        runfiles = runfiles.merge(ctx.attr._cbmc[DefaultInfo].default_runfiles),
    )]

_proof_test = rule(
    implementation = _proof_test_impl,
    attrs = {
        "code": attr.label(mandatory = True),
        "entry": attr.string(mandatory = True),
        "flags": attr.string_list(),
        "red": attr.string(),
        "scale": attr.string_dict(),
        "unwind": attr.int(mandatory = True),
        "unwindset": attr.string_dict(),
        "_cbmc": attr.label(default = "@cbmc", executable = True, cfg = "host"),
        "_launcher": attr.label(default = "//testing/proofs:proof_test.sh", allow_single_file = True),
    },
    test = True,
)

def _declare(name, harness, entry, deps, unwind, hdrs, scale, scaled, replaced, unwindset, flags, tags, concurrent, breakage, red):
    _preprocessed(
        name = name + "_code",
        testonly = True,
        deps = deps,
        harness = harness,
        hdrs = hdrs,
        replaced = replaced,
        scale = scale,
        scaled = scaled,
        tags = ["manual"],
        **breakage
    )

    # With several threads CBMC keeps no account of which objects live: their bounds are a subject of the sequential proofs.
    threads = ["--no-pointer-check", "--no-pointer-primitive-check"]
    _proof_test(
        name = name,
        # Seconds of work, which a busy machine may stretch.
        size = "large" if "manual" in tags else "medium",
        code = ":" + name + "_code",
        entry = entry,
        flags = (threads if concurrent else []) + flags,
        red = red,
        scale = scale,
        tags = tags,
        unwind = unwind,
        unwindset = unwindset,
    )

def proof_test(
        name,
        harness,
        entry,
        deps,
        unwind,
        hdrs = [],
        scale = {},
        scaled = ["abi/limits.h"],
        replaced = [],
        unwindset = {},
        flags = [],
        tags = [],
        concurrent = False):
    """A proof.

    Args:
      name: the test.
      harness: the C file with the entry.
      entry: function without arguments that states what is proven (testing/proofs/proof.h).
      deps: the library under proof, and what else its headers need. Their C files are part of the proof.
      unwind: how often the body of any loop may run, plus one. More is a violated property, not a path left out.
      hdrs: headers of the harness.
      scale: limit -> the smaller value that it has in this proof. The harness asserts it statically.
      scaled: the files of deps whose limits these are.
      replaced: C files of deps that are no part of the proof: the harness has functions instead that do anything that the contracts allow,
        and state what the contracts ask for. That the files keep the contracts is another proof.
      unwindset: the same bound for single loops, by CBMC's name for them (function.number).
      flags: more checks for CBMC, such as --unsigned-overflow-check.
      tags: "manual" for longer bounds.
      concurrent: there are threads in it.
    """
    _declare(name, harness, entry, deps, unwind, hdrs, scale, scaled, replaced, unwindset, flags, tags, concurrent, {}, "")

def sabotaged_proof_test(
        name,
        source,
        code,
        broken,
        red,
        harness,
        entry,
        deps,
        unwind,
        hdrs = [],
        scale = {},
        scaled = ["abi/limits.h"],
        replaced = [],
        unwindset = {},
        flags = [],
        concurrent = False):
    """A proof that must fail when one piece of code is another one.

    Args:
      name: the test; contains "sabotage", by which the register knows it.
      source: path in the workspace of a C file or header of deps.
      code: text of it; where it does not occur nothing is violated, and the test fails.
      broken: what stands there instead.
      red: text of the property that is violated.
      harness: of the proof, as everything that follows.
      entry: as proof_test.
      deps: as proof_test.
      unwind: as proof_test.
      hdrs: as proof_test.
      scale: as proof_test.
      scaled: as proof_test.
      replaced: as proof_test.
      unwindset: as proof_test.
      flags: as proof_test.
      concurrent: as proof_test.
    """
    if "sabotage" not in name:
        fail("%s: the name of a sabotaged proof says that it is one" % name)
    breakage = {"broken": broken, "code": code, "source": source}
    _declare(name, harness, entry, deps, unwind, hdrs, scale, scaled, replaced, unwindset, flags, [], concurrent, breakage, red)
