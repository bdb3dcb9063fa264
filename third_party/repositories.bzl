# SPDX-License-Identifier: Apache-2.0
"""Everything the build takes from outside, and which files of it: all of it from locked Debian packages."""

load("//third_party/chromium:libraries.bzl", "CHROMIUM_LIBRARIES")
load("//third_party/llvm_symbolizer:libraries.bzl", "CURL_LIBRARIES")
load("//third_party/npm:npm_package.bzl", "npm_package")
load("//third_party/qemu:libraries.bzl", "QEMU_LIBRARIES")
load("//toolchains/debian:debian_tree.bzl", "debian_tree")
load("//toolchains/debian:packages.bzl", "PACKAGES")

_LIB = "usr/lib/x86_64-linux-gnu/"

# The C library that the prebuilt tools below run on.
_LIBC = {
    "libc6": [
        "lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
        "lib/x86_64-linux-gnu/libc.so.6",
        "lib/x86_64-linux-gnu/libm.so.6",
    ],
}

def _bazel_repositories():
    """Rules that Bazel's own workspace suffix would otherwise download."""
    debian_tree(
        name = "rules_cc",
        packages = {"bazel-rules-cc": ["usr/share/bazel/rules/cc/*"]},
        patches = ["//third_party/rules:rules_cc.patch"],
        strip_root = "usr/share/bazel/rules/cc",
    )
    debian_tree(
        name = "rules_java",
        packages = {"bazel-rules-java": ["usr/share/bazel/rules/java/*"]},
        strip_root = "usr/share/bazel/rules/java",
    )
    debian_tree(
        name = "platforms",
        packages = {"bazel-platforms": ["usr/share/bazel/tools/platforms/*"]},
        strip_root = "usr/share/bazel/tools/platforms",
    )
    debian_tree(
        name = "bazel_skylib",
        packages = {"bazel-skylib": ["usr/share/bazel/tools/skylib/*"]},
        strip_root = "usr/share/bazel/tools/skylib",
    )

    # Every test rule names its coverage_report_generator, so analysis needs one to exist.
    native.new_local_repository(
        name = "remote_coverage_tools",
        build_file = "//third_party/rules:remote_coverage_tools.BUILD",
        path = "third_party/rules",
    )

def _toolchain_repositories():
    bin = "usr/lib/llvm-19/bin/"
    headers = "usr/lib/llvm-19/lib/clang/19/include/"

    packages = dict(_LIBC)
    packages.update({
        "clang-19": [bin + "clang"],
        "clang-format-19": [bin + "clang-format"],
        "libbsd0": [_LIB + "libbsd.so.0*"],
        "libclang-common-19-dev": [
            # The headers of the C standard; those for processors' vector units are many, large and unused.
            headers + "__std*.h",
            headers + "float.h",
            headers + "inttypes.h",
            headers + "iso646.h",
            headers + "limits.h",
            headers + "std*.h",
            headers + "tgmath.h",
            headers + "unwind.h",
        ],
        "libclang-cpp19": [_LIB + "libclang-cpp.so.19.1"],
        "libedit2": [_LIB + "libedit.so.2*"],
        "libffi8": [_LIB + "libffi.so.8*"],
        "libgcc-s1": ["lib/x86_64-linux-gnu/libgcc_s.so.1"],
        "libicu72": [_LIB + "libicudata.so.72*", _LIB + "libicuuc.so.72*"],
        "libllvm19": [_LIB + "libLLVM.so.19.1"],
        "liblzma5": ["lib/x86_64-linux-gnu/liblzma.so.5*"],
        "libmd0": [_LIB + "libmd.so.0*"],
        "libstdc++6": [_LIB + "libstdc++.so.6*"],
        "libtinfo6": ["lib/x86_64-linux-gnu/libtinfo.so.6*"],
        "libxml2": [_LIB + "libxml2.so.2*"],
        "libz3-4": [_LIB + "libz3.so.4*"],
        "libzstd1": [_LIB + "libzstd.so.1*"],
        "lld-19": [bin + "lld"],
        "llvm-19": [
            bin + "llvm-ar",
            bin + "llvm-nm",
            bin + "llvm-objcopy",
            bin + "llvm-readobj",
            bin + "llvm-size",
        ],
        "zlib1g": ["lib/x86_64-linux-gnu/libz.so.1*"],
    })
    debian_tree(
        name = "llvm",
        build_file = "//third_party/llvm:llvm.BUILD",
        packages = packages,
        programs = {
            "clang": bin + "clang",
            "clang-format": bin + "clang-format",
            "ld.lld": bin + "lld",
            "llvm-ar": bin + "llvm-ar",
            "llvm-nm": bin + "llvm-nm",
            "llvm-objcopy": bin + "llvm-objcopy",
            "llvm-readelf": bin + "llvm-readobj",
            "llvm-size": bin + "llvm-size",
            "llvm-strip": bin + "llvm-objcopy",
        },
    )

    # What host programs are compiled and linked against.
    gcc = "usr/lib/gcc/x86_64-linux-gnu/12/"
    debian_tree(
        name = "sysroot",
        build_file = "//third_party/sysroot:sysroot.BUILD",
        # Absolute in its package; the linker script libc.so names it.
        links = {"lib64/ld-linux-x86-64.so.2": "lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"},
        packages = {
            "libc6": [
                "lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
                "lib/x86_64-linux-gnu/libc.so.6",
                "lib/x86_64-linux-gnu/libm.so.6",
                "lib/x86_64-linux-gnu/libmvec.so.1",
            ],
            "libc6-dev": [
                "usr/include/*",
                _LIB + "*crt*.o",
                _LIB + "libc.a",
                _LIB + "libc.so",
                _LIB + "libc_nonshared.a",
                _LIB + "libdl.a",
                _LIB + "libm-2.36.a",
                _LIB + "libm.a",
                _LIB + "libm.so",
                _LIB + "libmvec.a",
                _LIB + "libpthread.a",
                _LIB + "libresolv.a",
                _LIB + "librt.a",
            ],
            "libgcc-12-dev": [
                gcc + "crtbegin*.o",
                gcc + "crtend*.o",
                gcc + "libgcc.a",
                gcc + "libgcc_eh.a",
            ],
            "libgcc-s1": ["lib/x86_64-linux-gnu/libgcc_s.so.1"],
            "libstdc++-12-dev": [
                "usr/include/*",
                gcc + "libstdc++.a",
            ],
            "linux-libc-dev": [
                "usr/include/asm-generic/*",
                "usr/include/x86_64-linux-gnu/asm/*",
            ] + [
                "usr/include/linux/%s.h" % header
                for header in [
                    # What the C library's own headers include.
                    "close_range",
                    "const",
                    "errno",
                    "falloc",
                    "ioctl",
                    "kernel",
                    "limits",
                    "param",
                    "posix_types",
                    "prctl",
                    "stat",
                    "stddef",
                    "sysinfo",
                    "types",
                ]
            ],
        },
        # Each header is one more link in the sandbox of each compilation. Neither tests nor tools use these.
        trim = [
            "usr/include/c++/12/debug/[!ad]*",
            "usr/include/c++/12/decimal",
            "usr/include/c++/12/experimental",
            "usr/include/c++/12/ext/pb_ds",
            "usr/include/c++/12/parallel",
            "usr/include/c++/12/tr2",
            "usr/include/finclude",
            "usr/include/x86_64-linux-gnu/asm/kvm*",
        ],
    )

    # Sanitizers and libFuzzer, for instrumented host tests.
    clang = "usr/lib/llvm-19/lib/clang/19/"
    debian_tree(
        name = "clang_rt",
        build_file = "//third_party/clang_rt:clang_rt.BUILD",
        packages = {
            "libclang-rt-19-dev": [
                clang + "include/fuzzer/*",
                clang + "include/sanitizer/*",
                clang + "share/asan_ignorelist.txt",
            ] + [
                clang + "lib/linux/libclang_rt.%s*" % library
                for library in [
                    "asan-preinit-x86_64",
                    "asan-x86_64.a",
                    "asan_cxx-x86_64",
                    "asan_static-x86_64",
                    "fuzzer-x86_64",
                    "tsan-x86_64.a",
                    "tsan_cxx-x86_64",
                    "ubsan_standalone-x86_64.a",
                    "ubsan_standalone_cxx-x86_64",
                ]
            ],
        },
    )
    release = "usr/lib/picolibc/riscv64-unknown-elf/lib/release/"
    debian_tree(
        name = "picolibc",
        build_file = "//third_party/picolibc:picolibc.BUILD",
        packages = {
            "picolibc-riscv64-unknown-elf": [
                "usr/lib/picolibc/riscv64-unknown-elf/include/*",
                release + "rv64imac/lp64/libc.a",
                release + "rv64imafdc/lp64d/libc.a",
                release + "rv64imafdc/lp64d/libm.a",
            ],
        },
    )

def _library_repositories():
    debian_tree(
        name = "googletest",
        build_file = "//third_party/googletest:googletest.BUILD",
        packages = {
            "googletest": [
                "usr/src/googletest/googlemock/include/*",
                "usr/src/googletest/googlemock/src/*",
                "usr/src/googletest/googletest/include/*",
                "usr/src/googletest/googletest/src/*",
            ],
        },
        strip_root = "usr/src/googletest",
    )
    debian_tree(
        name = "expat",
        build_file = "//third_party/expat:expat.BUILD",
        packages = {
            "libexpat1-dev": [
                "usr/include/expat*.h",
                _LIB + "libexpat.a",
            ],
        },
        strip_root = "usr",
    )
    debian_tree(
        name = "nlohmann_json",
        build_file = "//third_party/nlohmann_json:nlohmann_json.BUILD",
        packages = {"nlohmann-json3-dev": ["usr/include/nlohmann/*"]},
        strip_root = "usr/include",
    )
    debian_tree(
        name = "libfdt",
        build_file = "//third_party/libfdt:libfdt.BUILD",
        packages = {"src:device-tree-compiler@trixie": []},
        strip_prefix = "dtc-1.7.2",
    )
    debian_tree(
        name = "opensbi",
        build_file = "//third_party/opensbi:opensbi.BUILD",
        packages = {"opensbi": ["usr/lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin"]},
        strip_root = "usr/lib/riscv64-linux-gnu/opensbi/generic",
    )

    # Header only: what tools/recipes reads TOML with.
    debian_tree(
        name = "toml11",
        build_file = "//third_party/toml11:toml11.BUILD",
        packages = {"libtoml11-dev": ["usr/include/*"]},
        strip_root = "usr/include",
    )

def _tool_repositories():
    """Prebuilt programs that tests and images run."""
    qemu = dict(_LIBC)
    qemu.update({
        package: ["*/x86_64-linux-gnu/" + library + "*" for library in libraries]
        for package, libraries in QEMU_LIBRARIES.items()
    })
    qemu["qemu-system-misc"] = ["usr/bin/qemu-system-riscv64"]
    debian_tree(
        name = "qemu",
        build_file = "//third_party/qemu:qemu.BUILD",
        packages = qemu,
        programs = {"qemu-system-riscv64": "usr/bin/qemu-system-riscv64"},
    )

    symbolizer = dict(_LIBC)
    symbolizer.update({
        package: ["*/x86_64-linux-gnu/" + library + "*" for library in libraries]
        for package, libraries in CURL_LIBRARIES.items()
    })
    symbolizer["llvm-19"] = ["usr/lib/llvm-19/bin/llvm-symbolizer"]
    debian_tree(
        name = "llvm_symbolizer",
        build_file = "//third_party/llvm_symbolizer:llvm_symbolizer.BUILD",
        library_repositories = ["llvm"],
        packages = symbolizer,
        programs = {"llvm-symbolizer": "usr/lib/llvm-19/bin/llvm-symbolizer"},
    )

    npm_package(
        name = "buildifier",
        build_file = "//third_party/buildifier:buildifier.BUILD",
        files = ["buildifier-linux_amd64"],
        npm_record = [PACKAGES["npm"][1], PACKAGES["npm"][2]],
        package = "@bazel/buildifier",
        sha256 = "b96ea9b13003036c801f52bee6f9b0314738f8432e5cb9d814c89f59292604ee",
        version = "8.2.1",
    )

    dtc = dict(_LIBC)
    dtc.update({
        "device-tree-compiler": ["usr/bin/dtc"],
        "libfdt1": [_LIB + "libfdt*"],
        "libyaml-0-2": [_LIB + "libyaml-0.so.2*"],
    })
    debian_tree(
        name = "dtc",
        build_file = "//third_party/dtc:dtc.BUILD",
        packages = dtc,
        programs = {"dtc": "usr/bin/dtc"},
    )

    cpio = dict(_LIBC)
    cpio["cpio"] = ["bin/cpio"]
    debian_tree(
        name = "cpio",
        build_file = "//third_party/cpio:cpio.BUILD",
        # GNU cpio is bin/cpio in its package; the wrapper of the same name must not overwrite it.
        packages = cpio,
        programs = {"cpio-hermetic": "bin/cpio"},
    )

    debian_tree(
        name = "cbmc",
        build_file = "//third_party/cbmc:cbmc.BUILD",
        # Its suite has no /lib, and MiniSat is beside the folder of the other libraries.
        links = {
            "lib/x86_64-linux-gnu/ld-linux-x86-64.so.2": _LIB + "ld-linux-x86-64.so.2",
            "lib/x86_64-linux-gnu/libminisat.so.2": "usr/lib/libminisat.so.2.1.0",
        },
        packages = {
            "cbmc@trixie": ["usr/bin/cbmc"],
            "libc6@trixie": [
                _LIB + "ld-linux-x86-64.so.2",
                _LIB + "libc.so.6",
                _LIB + "libm.so.6",
            ],
            "libgcc-s1@trixie": [_LIB + "libgcc_s.so.1"],
            "libstdc++6@trixie": [_LIB + "libstdc++.so.6*"],
            "minisat@trixie": ["usr/lib/libminisat.so.2.1.0"],
            "zlib1g@trixie": [_LIB + "libz.so.1*"],
        },
        programs = {"cbmc": "usr/bin/cbmc"},
    )

    spin = dict(_LIBC)
    spin["spin"] = ["usr/bin/spin"]
    debian_tree(
        name = "spin",
        build_file = "//third_party/spin:spin.BUILD",
        packages = spin,
        programs = {"spin": "usr/bin/spin"},
    )

def _browser_repositories():
    """What tools/trace_view's pages are opened in."""
    packages = dict(_LIBC)
    packages["libc6"] = packages["libc6"] + ["lib/x86_64-linux-gnu/libpthread.so.0"]
    packages.update({
        package: ["*/x86_64-linux-gnu/*" + library + "*" for library in libraries]
        for package, libraries in CHROMIUM_LIBRARIES.items()
    })
    folder = "usr/lib/chromium/"
    shared = [
        "icudtl.dat",
        "v8_context_snapshot.bin",
    ]
    own = [
        "headless_command_resources.pak",
        "headless_lib_data.pak",
        "headless_lib_strings.pak",
    ]
    packages["chromium-common"] = [folder + file for file in shared]
    packages["chromium-headless-shell"] = [folder + file for file in own + ["chromium-headless-shell"]]
    packages["fonts-dejavu-core"] = ["usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"]

    # It looks for its files beside what the system says it is, which is the loader; and one library is in a folder of its own.
    links = {"lib/x86_64-linux-gnu/" + file: folder + file for file in shared + own}
    links["lib/x86_64-linux-gnu/libpulsecommon-16.1.so"] = _LIB + "pulseaudio/libpulsecommon-16.1.so"
    debian_tree(
        name = "chromium",
        build_file = "//third_party/chromium:chromium.BUILD",
        links = links,
        packages = packages,
        programs = {"chromium-headless-shell": folder + "chromium-headless-shell"},
    )

def neuron_repositories():
    """Declares all of them; what nothing needs is not fetched."""
    _bazel_repositories()
    _toolchain_repositories()
    _library_repositories()
    _tool_repositories()
    _browser_repositories()

def neuron_toolchains():
    native.register_execution_platforms("//platforms:host")
    native.register_toolchains(
        "//toolchains/llvm:host",
        "//toolchains/llvm:host_asan",
        "//toolchains/llvm:host_fuzz",
        "//toolchains/llvm:host_tsan",
        "//toolchains/llvm:host_ubsan",
        "//toolchains/llvm:riscv64_kernel",
        "//toolchains/llvm:riscv64_user",
    )
