# SPDX-License-Identifier: Apache-2.0
"""One clang toolchain: what it runs on, what it makes code for, and the files each kind of action may read."""

load("@rules_cc//cc:defs.bzl", "cc_toolchain")
load(":cc_toolchain_config.bzl", "cc_toolchain_config")

def llvm_toolchain(name, constraints, headers, libraries, **config):
    """Declares toolchain `name`, chosen for target platforms that have all `constraints`.

    Args:
      name: the toolchain() target to register.
      constraints: constraint values of the target platform.
      headers: what compilations read besides clang.
      libraries: what links read besides lld.
      **config: attributes of cc_toolchain_config.
    """
    cc_toolchain_config(name = name + "_config", **config)

    native.filegroup(
        name = name + "_compiler_files",
        srcs = ["clang", "@llvm//:compiler"] + headers,
    )
    native.filegroup(
        name = name + "_linker_files",
        srcs = ["clang", "@llvm//:linker"] + libraries,
    )
    native.filegroup(
        name = name + "_archiver_files",
        srcs = ["llvm-ar", "@llvm//:archiver"],
    )
    native.filegroup(
        name = name + "_object_files",
        srcs = ["llvm-nm", "llvm-objcopy", "llvm-strip", "@llvm//:object_tools"],
    )
    native.filegroup(
        name = name + "_all_files",
        srcs = [
            name + "_archiver_files",
            name + "_compiler_files",
            name + "_linker_files",
            name + "_object_files",
        ],
    )
    cc_toolchain(
        name = name + "_cc",
        all_files = name + "_all_files",
        ar_files = name + "_archiver_files",
        as_files = name + "_compiler_files",
        compiler_files = name + "_compiler_files",
        dwp_files = name + "_object_files",
        linker_files = name + "_linker_files",
        objcopy_files = name + "_object_files",
        strip_files = name + "_object_files",
        toolchain_config = name + "_config",
        toolchain_identifier = name + "_config",
    )
    native.toolchain(
        name = name,
        exec_compatible_with = ["@platforms//cpu:x86_64", "@platforms//os:linux"],
        target_compatible_with = constraints,
        toolchain = name + "_cc",
        toolchain_type = "@bazel_tools//tools/cpp:toolchain_type",
    )
