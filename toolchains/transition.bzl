# SPDX-License-Identifier: Apache-2.0
"""Builds one binary for a target platform, whatever the surrounding build is for.

So that `bazel test //...`, which is configured for the host, builds kernels and services for the machine.
"""

def _platform_binary_transition_impl(settings, attr):
    return {
        # Sanitizers and the like are for host tests: an image has the same bytes under every configuration.
        "//command_line_option:copt": [],
        "//command_line_option:features": [],
        "//command_line_option:linkopt": [],
        "//command_line_option:platforms": [str(attr.platform)],
        "//command_line_option:platform_suffix": "",
        "//kernel/config:variant": attr.variant or settings["//kernel/config:variant"],
    }

_platform_binary_transition = transition(
    implementation = _platform_binary_transition_impl,
    inputs = ["//kernel/config:variant"],
    outputs = [
        "//command_line_option:copt",
        "//command_line_option:features",
        "//command_line_option:linkopt",
        "//command_line_option:platforms",
        "//command_line_option:platform_suffix",
        "//kernel/config:variant",
    ],
)

def _platform_binary_impl(ctx):
    elf = ctx.actions.declare_file(ctx.label.name + ".elf")

    # Attributes behind a transition are lists, even when they hold one target.
    ctx.actions.symlink(output = elf, target_file = ctx.attr.binary[0][DefaultInfo].files.to_list()[0])
    return [DefaultInfo(files = depset([elf]), runfiles = ctx.runfiles([elf]))]

platform_binary = rule(
    implementation = _platform_binary_impl,
    attrs = {
        "binary": attr.label(mandatory = True, cfg = _platform_binary_transition),
        "platform": attr.label(mandatory = True),
        "variant": attr.string(),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
    doc = "One ELF file, `name`.elf, of cc_binary `binary` built for `platform` and kernel variant `variant` (empty: inherited).",
)
