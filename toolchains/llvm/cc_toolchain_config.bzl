# SPDX-License-Identifier: Apache-2.0
"""The one description of clang and lld that all platforms share; //toolchains/host and //toolchains/riscv64 give the flags."""

load(
    "@bazel_tools//tools/cpp:cc_toolchain_config_lib.bzl",
    "feature",
    "flag_group",
    "flag_set",
    "tool_path",
)
load("@rules_cc//cc:action_names.bzl", "ACTION_NAMES")

_C_ACTIONS = [ACTION_NAMES.c_compile]

_CXX_ACTIONS = [
    ACTION_NAMES.cpp_compile,
    ACTION_NAMES.cpp_header_parsing,
    ACTION_NAMES.linkstamp_compile,
]

_ASSEMBLE_ACTIONS = [
    ACTION_NAMES.assemble,
    ACTION_NAMES.preprocess_assemble,
]

_COMPILE_ACTIONS = _C_ACTIONS + _CXX_ACTIONS + _ASSEMBLE_ACTIONS

_LINK_ACTIONS = [
    ACTION_NAMES.cpp_link_executable,
    ACTION_NAMES.cpp_link_dynamic_library,
    ACTION_NAMES.cpp_link_nodeps_dynamic_library,
]

_WARNINGS = [
    "-Wall",
    "-Wextra",
    "-Wconversion",
    # Constants are enums here, one enum for each subject: arithmetic between them is meant.
    "-Wno-enum-enum-conversion",
    "-Wshadow",
    "-Wthread-safety",
    "-Wundef",
    "-Wvla",
    "-Wimplicit-fallthrough",
    "-Wdate-time",
    "-Werror",
]

_C_WARNINGS = [
    "-Wmissing-prototypes",
    "-Wstrict-prototypes",
    "-Wmissing-variable-declarations",
]

# Paths are relative to the execution root and times are not recorded, so output does not depend on where or when.
_REPRODUCIBLE = [
    "-no-canonical-prefixes",
    "-ffile-compilation-dir=.",
]

def _flags(actions, flags):
    return [flag_set(actions = actions, flag_groups = [flag_group(flags = flags)])] if flags else []

def _impl(ctx):
    resource_dir = "-resource-dir=" + ctx.attr.resource_dir
    features = [
        feature(
            name = "neuron_flags",
            enabled = True,
            flag_sets =
                _flags(
                    _COMPILE_ACTIONS,
                    ["--no-default-config", resource_dir] + _REPRODUCIBLE + ctx.attr.compile_flags,
                ) +
                _flags(_C_ACTIONS, ["-std=gnu17"] + ctx.attr.c_flags) +
                _flags(_CXX_ACTIONS, ["-std=gnu++17"] + ctx.attr.cxx_flags) +
                _flags(
                    _LINK_ACTIONS,
                    [
                        "--no-default-config",
                        "-no-canonical-prefixes",
                        resource_dir,
                        "--ld-path=external/llvm/bin/ld.lld",
                    ] + ctx.attr.link_flags,
                ),
        ),
        feature(
            name = "warnings",
            enabled = True,
            flag_sets = _flags(_C_ACTIONS + _CXX_ACTIONS, _WARNINGS) + _flags(_C_ACTIONS, _C_WARNINGS),
        ),
        # Libraries stay object files, which lld takes in groups: no archive is made on the way to a program.
        feature(name = "supports_start_end_lib", enabled = True),
        # Other people's sources keep their own idea of a warning.
        feature(
            name = "third_party_warnings_off",
            flag_sets = _flags(_C_ACTIONS + _CXX_ACTIONS, ["-w", "-Wno-error"]),
        ),
    ]
    return cc_common.create_cc_toolchain_config_info(
        ctx = ctx,
        abi_libc_version = ctx.attr.libc,
        abi_version = "elf",
        compiler = "clang",
        cxx_builtin_include_directories = ctx.attr.include_directories,
        features = features,
        host_system_name = "local",
        target_cpu = ctx.attr.cpu,
        target_libc = ctx.attr.libc,
        target_system_name = ctx.attr.target,
        tool_paths = [
            tool_path(name = name, path = path)
            for name, path in {
                "ar": "llvm-ar",
                "cpp": "clang",
                "gcc": "clang",
                "gcov": "/bin/false",
                "ld": "clang",
                "nm": "llvm-nm",
                "objcopy": "llvm-objcopy",
                "objdump": "/bin/false",
                "strip": "llvm-strip",
            }.items()
        ],
        toolchain_identifier = ctx.label.name,
    )

cc_toolchain_config = rule(
    implementation = _impl,
    attrs = {
        "c_flags": attr.string_list(),
        "compile_flags": attr.string_list(),
        "cpu": attr.string(mandatory = True),
        "cxx_flags": attr.string_list(),
        "include_directories": attr.string_list(),
        "libc": attr.string(mandatory = True),
        "link_flags": attr.string_list(),
        "resource_dir": attr.string(default = "external/llvm/usr/lib/llvm-19/lib/clang/19"),
        "target": attr.string(mandatory = True),
    },
    provides = [CcToolchainConfigInfo],
)
