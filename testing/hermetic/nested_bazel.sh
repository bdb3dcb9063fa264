# SPDX-License-Identifier: Apache-2.0
#
# For tests that need a build of their own: `nested COMMAND ARGUMENT...` runs Bazel on the real workspace with an output
# base in the test's temporary folder and no cache of results. What the outer build has already unpacked (compilers,
# libraries: pinned by SHA-256) is used from there. Source this file; the server ends with the test.

workspace=$(dirname "$(readlink -f "$TEST_SRCDIR/$TEST_WORKSPACE/WORKSPACE")")
unpacked=$(dirname "$(dirname "$(dirname "$(readlink -f "$TEST_SRCDIR/llvm/bin/clang")")")")
output_base=$TEST_TMPDIR/output_base

nested_home=$(getent passwd "$(id -u)" | cut -d: -f6)
nested_options=(--disk_cache= --symlink_prefix=/ --color=no --noshow_progress)
for repository in "$unpacked"/*/WORKSPACE; do
    repository=${repository%/WORKSPACE}
    nested_options+=("--override_repository=${repository##*/}=$repository")
done

nested() {
    local command=$1
    shift
    (
        cd "$workspace" &&
            env -i HOME="$nested_home" PATH=/usr/local/bin:/usr/bin:/bin \
                bazel --output_base="$output_base" --host_jvm_args=-Xmx1g "$command" "${nested_options[@]}" "$@"
    )
}

end_nested() {
    (cd "$workspace" && env -i HOME="$nested_home" PATH=/usr/local/bin:/usr/bin:/bin bazel --output_base="$output_base" shutdown) || true
    chmod -R u+w "$output_base" && rm -rf "$output_base"
}
trap end_nested EXIT
