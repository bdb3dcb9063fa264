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
    "-g1",
    "-fno-omit-frame-pointer",
    "-ffunction-sections",
    "-fdata-sections",
]

C_FLAGS = ["-O2"] + _isystem(_C_DIRECTORIES)

# C++ is for GoogleTests: what they test is C and optimized, they themselves are compiled in half the time without.
CXX_FLAGS = [
    "-O0",
    "-nostdinc++",
] + _isystem(_CXX_DIRECTORIES + _C_DIRECTORIES)

_LINK = _COMMON + [
    "-Wl,--gc-sections",
    "-Wl,--build-id=none",
]

# Static programs do not care which C library the machine has.
LINK_FLAGS = _LINK + [
    "-static",
    "-lstdc++",
    "-lm",
]

# The sanitizers' run-time libraries are of a repository of their own, which only these builds fetch.
INSTRUMENTED_RESOURCE_DIR = "external/clang_rt/usr/lib/llvm-19/lib/clang/19"

INSTRUMENTED_INCLUDE_DIRECTORIES = INCLUDE_DIRECTORIES + [INSTRUMENTED_RESOURCE_DIR + "/include"]

# The locked C library also at run time. Sanitizers cannot be linked statically, and the loader's name has to be in the
# program (they restart themselves through /proc/self/exe), so it is a path below the folder that Bazel starts
# actions and tests in. host_test and fuzz_test put the files there.
_RUNTIME = "external/sysroot/lib/x86_64-linux-gnu"

def instrumented_compile_flags(sanitizers):
    return COMPILE_FLAGS + [
        "-isystem",
        INSTRUMENTED_RESOURCE_DIR + "/include",
        "-fPIE",
        "-fno-sanitize-recover=all",
        "-fsanitize=" + sanitizers,
        # A check of C++ objects' types, which would need one more library.
        "-fno-sanitize=vptr",
    ]

def instrumented_link_flags(sanitizers):
    return _LINK + [
        "-pie",
        "-fsanitize=" + sanitizers,
        "-static-libgcc",
        "-Wl,--dynamic-linker=%s/ld-linux-x86-64.so.2" % _RUNTIME,
        "-Wl,-rpath," + _RUNTIME,
        "-Wl,-Bstatic",
        "-lstdc++",
        "-Wl,-Bdynamic",
        "-lm",
    ]
