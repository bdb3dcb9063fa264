# SPDX-License-Identifier: Apache-2.0
"""Flags for programs of this machine: tools and tests, against the locked C and C++ libraries."""

_INCLUDE = "external/sysroot/usr/include"

_CXX_DIRECTORIES = [
    _INCLUDE + "/c++/12",
    _INCLUDE + "/x86_64-linux-gnu/c++/12",
    _INCLUDE + "/c++/12/backward",
]

_C_DIRECTORIES = [
    "external/llvm/usr/lib/llvm-19/lib/clang/19/include",
    _INCLUDE + "/x86_64-linux-gnu",
    _INCLUDE,
]

INCLUDE_DIRECTORIES = _CXX_DIRECTORIES + _C_DIRECTORIES

def _isystem(directories):
    return [flag for directory in directories for flag in ["-isystem", directory]]

_COMMON = [
    "--target=x86_64-linux-gnu",
    "--sysroot=external/sysroot",
]

COMPILE_FLAGS = _COMMON + [
    # clang's own search would end in the host's /usr/include: it gets the whole list instead.
    "-nostdinc",
    "-O2",
    "-g1",
    "-fno-omit-frame-pointer",
    "-ffunction-sections",
    "-fdata-sections",
]

C_FLAGS = _isystem(_C_DIRECTORIES)

CXX_FLAGS = ["-nostdinc++"] + _isystem(_CXX_DIRECTORIES + _C_DIRECTORIES)

# Static programs do not care which C library the machine has.
LINK_FLAGS = _COMMON + [
    "-static",
    "-Wl,--gc-sections",
    "-lstdc++",
    "-lm",
]
