# SPDX-License-Identifier: Apache-2.0
"""How user-mode code is declared.

    load("//libs:build_defs.bzl", "user_library", "user_program")

  user_library  code for U-mode only (system-call stubs and what needs them). Pure code is a plain cc_library.
  user_program  one static ELF file (`name`.elf), linked with the start code of //libs/nexus, for boot archives and images.
"""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library")
load("//toolchains:transition.bzl", "platform_binary")

def user_library(name, on_host = False, **kwargs):
    """A library for U-mode; other arguments as cc_library.

    Args:
      name: the library.
      on_host: host tests may link it, too, with testing/fakes/nexus in the kernel's place.
      **kwargs: as cc_library.
    """
    compatible = ["//platforms:privilege_user"]
    cc_library(
        name = name,
        target_compatible_with = select({
            "//platforms:on_host": [],
            "//conditions:default": compatible,
        }) if on_host else compatible,
        **kwargs
    )

def user_program(name, srcs, deps = [], copts = [], linkopts = [], start = "//libs/nexus:start", visibility = None, testonly = False, tags = []):
    """A user program.

    Args:
      name: the program; its one output is name.elf.
      srcs: C files, one of them with main().
      deps: user libraries and plain libraries.
      copts: extra compiler flags.
      linkopts: extra linker flags.
      start: the library that holds _start.
      visibility: who may use it.
      testonly: for programs that only tests run.
      tags: of the program.
    """
    cc_binary(
        name = name + "_binary",
        srcs = srcs,
        copts = copts,
        linkopts = linkopts,
        # Built through the transition below only.
        tags = ["manual"],
        target_compatible_with = ["//platforms:privilege_user"],
        testonly = testonly,
        deps = deps + [start],
    )
    platform_binary(
        name = name,
        binary = ":" + name + "_binary",
        platform = "//platforms:virt_user",
        tags = tags,
        testonly = testonly,
        visibility = visibility,
    )
