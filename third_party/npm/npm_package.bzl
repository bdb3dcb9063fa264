# SPDX-License-Identifier: Apache-2.0
"""A package of the npm registry, by SHA-256. Only for a prebuilt program that Debian does not have."""

def _npm_package_impl(ctx):
    script = ctx.path(ctx.attr._registry)
    registry = ctx.execute(["sh", script, "/dev/null"])
    if registry.return_code != 0:
        # No npm on this machine: its package knows the default registry.
        path, sha256 = ctx.attr.npm_record
        mirror = ctx.execute(["sh", ctx.path(ctx.attr._mirror)])
        if mirror.return_code != 0:
            fail(mirror.stderr)
        ctx.download(url = mirror.stdout.strip() + path, output = "npm.deb", sha256 = sha256)
        unpack = ctx.execute(["dpkg-deb", "-x", "npm.deb", "npm"])
        if unpack.return_code != 0:
            fail(unpack.stderr)
        registry = ctx.execute(["sh", script, "npm/usr/share/nodejs/npm/lib/utils/config/definitions.js"])
        if registry.return_code != 0:
            fail(registry.stderr)
        ctx.delete("npm.deb")
        ctx.delete("npm")

    name = ctx.attr.package.split("/")[-1]
    archive = "package.tgz"
    ctx.download(
        url = "%s%s/-/%s-%s.tgz" % (registry.stdout.strip(), ctx.attr.package, name, ctx.attr.version),
        output = archive,
        sha256 = ctx.attr.sha256,
    )
    for file in ctx.attr.files:
        unpack = ctx.execute(["tar", "-xzf", archive, "--no-same-owner", "--strip-components=1", "package/" + file])
        if unpack.return_code != 0:
            fail(unpack.stderr)
    ctx.delete(archive)
    ctx.symlink(ctx.attr.build_file, "BUILD.bazel")

npm_package = repository_rule(
    implementation = _npm_package_impl,
    attrs = {
        "build_file": attr.label(mandatory = True),
        "files": attr.string_list(mandatory = True),
        "npm_record": attr.string_list(mandatory = True),
        "package": attr.string(mandatory = True),
        "sha256": attr.string(mandatory = True),
        "version": attr.string(mandatory = True),
        "_mirror": attr.label(default = "//toolchains/debian:mirror.sh"),
        "_registry": attr.label(default = "//third_party/npm:registry.sh"),
    },
    doc = "Unpacks `files` of an npm package. `npm_record` is the locked Debian package of npm: path, SHA-256.",
)
