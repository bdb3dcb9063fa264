# SPDX-License-Identifier: Apache-2.0
"""The rule behind `debian_tree`, in a file of its own: Bazel fetches a repository again when the file that defines its
rule changes, or any file that one loads, and that must not happen for every change of the lock.
"""

# The tree is beside the wrapper (in place, below an execution root), or in runfiles (as a tool, as data of a test).
_WRAPPER = """#!/bin/sh
# Runs the program with the loader and the libraries of this tree: nothing of the host's C library is used.
loader=lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
for root in "${0%/*}/.." "${0%/*}" "$0.runfiles/@REPOSITORY@" "${RUNFILES_DIR:-}/@REPOSITORY@"; do
    if [ -e "$root/$loader" ]; then
        libraries=
        for tree in @TREES@; do
            libraries=$libraries:$tree/lib/x86_64-linux-gnu:$tree/usr/lib/x86_64-linux-gnu
        done
        exec "$root/$loader" --library-path "${libraries#:}" --argv0 @NAME@ "$root/@PROGRAM@" "$@"
    fi
done
echo "$0: its libraries are not beside it" >&2
exit 127
"""

# dpkg-deb is on every Debian machine; elsewhere ar and tar do the same.
_UNPACK = """set -eu
deb=$1
shift
if command -v dpkg-deb > /dev/null; then
    dpkg-deb --fsys-tarfile "$deb" | tar -x --no-same-owner --wildcards "$@"
else
    ar p "$deb" data.tar.xz | tar -xJ --no-same-owner --wildcards "$@"
fi
"""

def _debian_tree_impl(ctx):
    mirror = ctx.execute(["sh", ctx.path(ctx.attr._mirror)])
    if mirror.return_code != 0:
        fail(mirror.stderr)
    base = mirror.stdout.strip()

    for package, paths in ctx.attr.packages.items():
        path, sha256 = ctx.attr.records[package].split(" ")
        if package.startswith("src:"):
            ctx.download_and_extract(url = base + path, sha256 = sha256, stripPrefix = ctx.attr.strip_prefix)
            continue
        deb = "package.deb"
        ctx.download(url = base + path, output = deb, sha256 = sha256)
        unpack = ctx.execute(["sh", "-c", _UNPACK, "unpack", deb] + ["./" + p for p in paths])
        if unpack.return_code != 0:
            fail("%s: %s" % (package, unpack.stderr))
        ctx.delete(deb)

    if ctx.attr.trim:
        trim = ctx.execute(["sh", "-c", "rm -r " + " ".join(ctx.attr.trim)])
        if trim.return_code != 0:
            fail(trim.stderr)
    for link, path in ctx.attr.links.items():
        ctx.symlink(path, link)
    trees = " ".join(["\"$root\""] + ["\"$root/../%s\"" % tree for tree in ctx.attr.library_repositories])
    for program, path in ctx.attr.programs.items():
        wrapper = _WRAPPER.replace("@REPOSITORY@", ctx.name).replace("@NAME@", program)
        wrapper = wrapper.replace("@PROGRAM@", path).replace("@TREES@", trees)
        ctx.file("bin/" + program, wrapper, executable = True)
    for patch in ctx.attr.patches:
        ctx.patch(patch, 1)
    if ctx.attr.strip_root:
        # The rules' packages keep their tree below usr/share; Bazel wants it at the top.
        move = ctx.execute(["sh", "-c", "mv \"$1\"/* . && rm -rf usr", "move", ctx.attr.strip_root])
        if move.return_code != 0:
            fail(move.stderr)
    if ctx.attr.build_file:
        ctx.symlink(ctx.attr.build_file, "BUILD.bazel")
    ctx.file("WORKSPACE", "workspace(name = \"%s\")\n" % ctx.name)

debian_tree_repository = repository_rule(
    implementation = _debian_tree_impl,
    attrs = {
        "build_file": attr.label(allow_single_file = True),
        "library_repositories": attr.string_list(),
        "links": attr.string_dict(),
        "packages": attr.string_list_dict(mandatory = True),
        "patches": attr.label_list(allow_files = True),
        "programs": attr.string_dict(),
        "records": attr.string_dict(mandatory = True),
        "strip_prefix": attr.string(),
        "strip_root": attr.string(),
        "trim": attr.string_list(),
        "_mirror": attr.label(default = "//toolchains/debian:mirror.sh"),
    },
)
