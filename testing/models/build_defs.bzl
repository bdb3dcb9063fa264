# SPDX-License-Identifier: Apache-2.0
"""Models of protocols between harts, and their search by Spin.

    load("//testing/models:build_defs.bzl", "sabotaged_model_test", "spin_model_test")

  spin_model_test       passes when every state was visited and none is wrong.
  sabotaged_model_test  the same model with one step taken out; passes when the search finds the error that this is.

docs/verification.md says what a model has to say of itself.
"""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library")

# Sanitizers would look at Spin's search, not at the model.
_AS_BUILT = select({
    "//platforms:uninstrumented": [],
    "//conditions:default": ["@platforms//:incompatible"],
})

# Parts of the search that Spin writes.
_PARTS = ["pan.h", "pan.m", "pan.b", "pan.t", "pan.p"]

# No state may be dropped: memory that runs out ends the search, which is red.
_SEARCH = [
    "-O1",
    "-DMEMLIM=4096",
]

def _search_source_impl(ctx):
    text = ctx.actions.declare_file(ctx.label.name + "/model.pml")
    arguments = ctx.actions.args()
    arguments.add_all(["--no-default-config", "-no-canonical-prefixes", "-E", "-x", "c", "-undef", "-nostdinc", "-I."])
    arguments.add_all(["-D" + define for define in ctx.attr.defines])
    arguments.add(ctx.file.model)
    arguments.add("-o", text)
    ctx.actions.run(
        executable = ctx.file._clang,
        arguments = [arguments],
        inputs = [ctx.file.model] + ctx.files.includes,
        tools = ctx.files._compiler,
        outputs = [text],
        mnemonic = "PreprocessModel",
    )
    source = ctx.actions.declare_file(ctx.label.name + "/pan.c")
    parts = [ctx.actions.declare_file("%s/%s" % (ctx.label.name, part)) for part in _PARTS]

    # The text is preprocessed already; Spin writes into the folder that it is in.
    ctx.actions.run_shell(
        command = "spin=$PWD/$1 && cd \"${2%/*}\" && \"$spin\" -Pcat -a model.pml",
        arguments = [ctx.executable._spin.path, source.path],
        inputs = [text],
        tools = [ctx.executable._spin],
        outputs = [source] + parts,
        mnemonic = "Spin",
    )
    return [
        DefaultInfo(files = depset([source])),
        OutputGroupInfo(parts = depset(parts)),
    ]

_search_source = rule(
    implementation = _search_source_impl,
    attrs = {
        "defines": attr.string_list(),
        "includes": attr.label_list(allow_files = [".pml"]),
        "model": attr.label(mandatory = True, allow_single_file = [".pml"]),
        "_clang": attr.label(default = "@llvm//:bin/clang", allow_single_file = True),
        "_compiler": attr.label(default = "@llvm//:compiler"),
        "_spin": attr.label(default = "@spin//:spin", executable = True, cfg = "host"),
    },
)

def _search_test_impl(ctx):
    launcher = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.expand_template(
        template = ctx.file._launcher,
        output = launcher,
        is_executable = True,
        substitutions = {
            "@FLAGS@": " ".join(ctx.attr.flags),
            "@RED@": ctx.attr.red,
            "@SEARCH@": ctx.executable.search.short_path,
        },
    )
    return [DefaultInfo(executable = launcher, runfiles = ctx.runfiles([ctx.executable.search]))]

_search_test = rule(
    implementation = _search_test_impl,
    attrs = {
        "flags": attr.string_list(),
        "red": attr.string(),
        "search": attr.label(mandatory = True, executable = True, cfg = "target"),
        "_launcher": attr.label(default = "//testing/models:search_test.sh", allow_single_file = True),
    },
    test = True,
)

def spin_model_test(name, model, harts, defines = [], depth = 1000000, acceptance = False, tags = [], size = "small", red = ""):
    """An exhaustive search.

    Args:
      name: the test.
      model: the .pml file; it is preprocessed as C.
      harts: HARTS in the model.
      defines: what else is defined in it.
      depth: of the search. One that reaches it is red.
      acceptance: the model has an LTL claim or acceptance labels, and cycles through them are looked for, too.
      tags: of the test; manual for bounds that take long.
      size: of the test.
      red: use sabotaged_model_test.
    """
    _search_source(
        name = name + "_source",
        testonly = True,
        defines = ["HARTS=%d" % harts] + defines,
        includes = ["//testing/models:includes"],
        model = model,
        tags = ["manual"],
    )
    native.filegroup(
        name = name + "_parts",
        testonly = True,
        srcs = [":" + name + "_source"],
        output_group = "parts",
        tags = ["manual"],
    )
    cc_library(
        name = name + "_headers",
        testonly = True,
        tags = ["manual"],
        textual_hdrs = [":" + name + "_parts"],
    )
    cc_binary(
        name = name + "_search",
        testonly = True,
        srcs = [":" + name + "_source"],
        copts = _SEARCH + ([] if acceptance else ["-DSAFETY"]),
        features = ["third_party_warnings_off"],
        tags = ["manual"],
        target_compatible_with = _AS_BUILT,
        deps = [":" + name + "_headers"],
    )
    _search_test(
        name = name,
        size = size,
        flags = ["-m%d" % depth] + (["-a"] if acceptance else []),
        red = red,
        search = ":" + name + "_search",
        tags = tags,
        target_compatible_with = _AS_BUILT,
    )

def sabotaged_model_test(name, defect, red, defines = [], **kwargs):
    """A search that must find an error.

    Args:
      name: the test; contains "sabotage", by which the register knows it.
      defect: what is defined in the model to break it.
      red: text of what Spin says of the error: "assertion violated (text", "invalid end state", "acceptance cycle".
      defines: as of spin_model_test.
      **kwargs: as of spin_model_test.
    """
    if "sabotage" not in name:
        fail("%s: the name of a sabotaged model says that it is one" % name)
    spin_model_test(
        name = name,
        defines = defines + [defect],
        red = red,
        **kwargs
    )
