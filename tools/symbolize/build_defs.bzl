# SPDX-License-Identifier: Apache-2.0
"""symbolizer(name, kernel): `bazel run` names the addresses of a panic report of that kernel."""

def _symbolizer_impl(ctx):
    launcher = ctx.actions.declare_file(ctx.label.name + "_launcher.sh")
    ctx.actions.expand_template(
        template = ctx.file.script,
        output = launcher,
        is_executable = True,
        substitutions = {
            "$KERNEL": ctx.file.kernel.short_path,
            "$SYMBOLIZER": ctx.executable._llvm_symbolizer.short_path.replace("../", ""),
        },
    )
    runfiles = ctx.runfiles([ctx.file.kernel]).merge(ctx.attr._llvm_symbolizer[DefaultInfo].default_runfiles)
    return [DefaultInfo(executable = launcher, runfiles = runfiles)]

symbolizer = rule(
    implementation = _symbolizer_impl,
    attrs = {
        "kernel": attr.label(mandatory = True, allow_single_file = [".elf"]),
        "script": attr.label(default = "//tools/symbolize:symbolize.sh", allow_single_file = True),
        "_llvm_symbolizer": attr.label(default = "@llvm_symbolizer//:llvm_symbolizer", executable = True, cfg = "target"),
    },
    executable = True,
)
