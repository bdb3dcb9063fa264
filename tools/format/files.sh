# SPDX-License-Identifier: Apache-2.0
#
# The files that have a format, found on disk rather than listed in BUILD files: a new file cannot be forgotten.
# Source this; each function prints the paths of one kind, separated by NUL.

# Not ours: Bazel's links into its output base, git's own files.
find_sources() {
    find . -name .git -prune -o -name 'bazel-*' -type l -prune -o -type f \( "$@" \) -print0
}

c_files() {
    find_sources -name '*.c' -o -name '*.h' -o -name '*.cc'
}

build_files() {
    find_sources -name BUILD -o -name BUILD.bazel -o -name '*.BUILD' -o -name WORKSPACE -o -name '*.bzl'
}

# Everything that carries a licence line.
licensed_files() {
    find_sources -name '*.c' -o -name '*.h' -o -name '*.cc' -o -name '*.S' -o -name '*.ld' -o -name '*.sh' -o -name '*.toml' \
        -o -name BUILD.bazel -o -name '*.BUILD' -o -name WORKSPACE -o -name '*.bzl' -o -path ./bazelw -o -path './.ci/*'
}

# Packages with explicit sources: everything but the descriptions of other people's.
first_party_build_files() {
    find_sources -name BUILD -o -name BUILD.bazel
}

# What buildifier looks for beyond layout: rules are loaded (newer Bazels know none by themselves), names resolve.
# Shell rules are not: their repository has no package in the pinned suite.
BUILDIFIER_WARNINGS=$(printf '%s,' \
    load unused-variable uninitialized unreachable duplicated-name no-effect redefined-variable \
    native-cc-binary native-cc-library native-cc-test native-cc-import native-cc-toolchain \
    module-docstring function-docstring function-docstring-args name-conventions package-on-top \
    bzl-visibility confusing-name print return-value rule-impl-return provider-params list-append \
    positional-args depset-iteration string-iteration deprecated-function)
BUILDIFIER_WARNINGS=${BUILDIFIER_WARNINGS%,}
