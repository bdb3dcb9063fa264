# SPDX-License-Identifier: Apache-2.0
"""How kernel code is declared.

    load("//kernel:build_defs.bzl", "kernel_image", "kernel_library", "pure_library")

  pure_library    mechanism without hardware: a plain library that host tests link too. It may depend on //abi, //libs,
                  pure third-party code and other pure libraries; anything else fails at analysis.
  kernel_library  kernel code behind the arch seam: on the target, and on the host with testing/fakes/arch in place of the
                  hardware. User programs cannot be linked with it: they become incompatible.
  arch_library    code for the hardware itself. Host programs cannot be linked with it either.
  kernel_image    one kernel ELF file (`name`.elf) of a variant (production, selftest, sabotage), for use anywhere.
"""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library")
load("//toolchains:transition.bzl", "platform_binary")

# Compiler options of what programs go through all the time, and of what is not rare. The rest of the kernel is compiled for size alone
# (-Oz, toolchains/riscv64/flags.bzl), which shares the beginnings and ends of functions. What is inlined is compiled as what it is inlined
# into, so all of a short way must have the same.
FAST = ["-O2"]
BRISK = ["-Os"]

_PURE_TAG = "pure"

_PURE_REPOSITORIES = ["libfdt"]

_TagsInfo = provider("The tags of a target.", fields = ["tags"])

def _tags_aspect_impl(_target, ctx):
    return [_TagsInfo(tags = ctx.rule.attr.tags)]

# A rule sees its dependencies' providers, not their tags; an aspect sees both.
_tags_aspect = aspect(implementation = _tags_aspect_impl)

def _is_pure(dep):
    package = dep.label.package
    if dep.label.workspace_name:
        return dep.label.workspace_name in _PURE_REPOSITORIES
    return (_PURE_TAG in dep[_TagsInfo].tags or package.split("/")[0] in ["abi", "libs"])

def _purity_check_impl(ctx):
    for dep in ctx.attr.deps:
        if not _is_pure(dep):
            fail("%s is pure and must not depend on %s" % (ctx.attr.library, dep.label))
    return [CcInfo()]

_purity_check = rule(
    implementation = _purity_check_impl,
    attrs = {
        "deps": attr.label_list(aspects = [_tags_aspect]),
        "library": attr.string(),
    },
)

def pure_library(name, deps = [], tags = [], **kwargs):
    """A library of pure code. `deps` is a plain list: a select() could hide a dependency from the check."""
    _purity_check(
        name = name + "_purity",
        deps = deps,
        library = "//%s:%s" % (native.package_name(), name),
        # Analyzed with the library, not for itself: it may be there to fail.
        tags = ["manual"],
        visibility = ["//visibility:private"],
    )
    cc_library(
        name = name,
        tags = tags + [_PURE_TAG],
        # The check is a dependency, so the library cannot be built without it.
        deps = deps + [":" + name + "_purity"],
        **kwargs
    )

def kernel_library(name, srcs = [], fast = [], brisk = [], deps = [], visibility = None, **kwargs):
    """Thin files that ask pure code and act through the arch seam; other arguments as cc_library.

    Args:
      name: the library.
      srcs: its files, compiled for size, and private headers of all of them.
      fast: C files that are compiled as FAST says,
      brisk: or as BRISK says.
      deps: of every file.
      visibility: of the library.
      **kwargs: as cc_library.
    """
    compatible = select({
        "//platforms:on_host": [],
        "//conditions:default": ["//platforms:privilege_kernel"],
    })
    headers = [file for file in srcs if file.endswith(".h")]
    parts = []
    for suffix, files, copts in [("_fast", fast, FAST), ("_brisk", brisk, BRISK)]:
        if files:
            parts.append(":" + name + suffix)
            cc_library(
                name = name + suffix,
                srcs = files + headers,
                copts = copts,
                target_compatible_with = compatible,
                visibility = ["//visibility:private"],
                deps = deps,
            )
    cc_library(
        name = name,
        srcs = srcs,
        target_compatible_with = compatible,
        visibility = visibility,
        deps = deps + parts,
        **kwargs
    )

def arch_library(name, **kwargs):
    """Code for S-mode on the target only; arguments as cc_library."""
    cc_library(
        name = name,
        target_compatible_with = ["//platforms:privilege_kernel"],
        **kwargs
    )

def kernel_image(name, deps, linker_script, variant = "production", visibility = None, testonly = False):
    """A kernel.

    Args:
      name: the image; its one output is name.elf.
      deps: kernel libraries. The linker script's ENTRY pulls the first of them in.
      linker_script: label of the .ld file.
      variant: production, selftest or sabotage.
      visibility: who may use it.
      testonly: for kernels that only tests boot.
    """
    cc_binary(
        name = name + "_binary",
        additional_linker_inputs = [linker_script],
        linkopts = ["-Wl,-T,$(execpath %s)" % linker_script],
        # Built through the transition below only.
        tags = ["manual"],
        target_compatible_with = ["//platforms:privilege_kernel"],
        testonly = testonly,
        deps = deps,
    )
    platform_binary(
        name = name,
        binary = ":" + name + "_binary",
        platform = "//platforms:virt_kernel",
        testonly = testonly,
        variant = variant,
        visibility = visibility,
    )
