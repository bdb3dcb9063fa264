# SPDX-License-Identifier: Apache-2.0
"""How bootable images are declared.

    load("//images:build_defs.bzl", "boot_archive", "qemu_image")

  boot_archive  the initrd: named programs as a cpio archive (newc), the same bytes for the same programs.
  qemu_image    `bazel run` boots a kernel and its archive on QEMU; the launcher is also what tests start.
"""

def _boot_archive_impl(ctx):
    archive = ctx.actions.declare_file(ctx.label.name + ".cpio")
    arguments = ctx.actions.args()
    arguments.add(ctx.executable._cpio)
    arguments.add(archive)
    for target, names in ctx.attr.files.items():
        files = target[DefaultInfo].files.to_list()
        if len(files) != 1:
            fail("%s must be one file to have one name in the archive" % target.label)
        for name in names.split(":"):
            arguments.add(name)
            arguments.add(files[0])
    ctx.actions.run(
        outputs = [archive],
        inputs = ctx.files.files,
        executable = ctx.executable._make,
        tools = [ctx.executable._cpio],
        arguments = [arguments],
        mnemonic = "BootArchive",
    )
    return [DefaultInfo(files = depset([archive]), runfiles = ctx.runfiles([archive]))]

_boot_archive = rule(
    implementation = _boot_archive_impl,
    attrs = {
        "files": attr.label_keyed_string_dict(allow_files = True),
        "_cpio": attr.label(default = "@cpio//:cpio", executable = True, cfg = "host"),
        "_make": attr.label(default = "//images:make_boot_archive", executable = True, cfg = "host"),
    },
)

def boot_archive(name, files, **kwargs):
    """A boot archive, `name`.cpio.

    Args:
      name: the archive.
      files: name in the archive -> label of the file, e.g. {"init": "//apps/console"}.
      **kwargs: visibility, testonly.
    """
    names = {}
    for file, label in files.items():
        names.setdefault(label, []).append(file)
    _boot_archive(
        name = name,
        files = {label: ":".join(sorted(labels)) for label, labels in names.items()},
        **kwargs
    )

def _qemu_image_impl(ctx):
    launcher = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.expand_template(
        template = ctx.file._launcher,
        output = launcher,
        is_executable = True,
        substitutions = {
            "@ARCHIVE@": ctx.file.archive.short_path if ctx.file.archive else "",
            "@FIRMWARE@": ctx.file._firmware.short_path,
            "@KERNEL@": ctx.file.kernel.short_path,
            "@QEMU@": ctx.executable._qemu.short_path,
        },
    )
    files = [ctx.file.kernel, ctx.file._firmware] + ([ctx.file.archive] if ctx.file.archive else [])
    runfiles = ctx.runfiles(files).merge(ctx.attr._qemu[DefaultInfo].default_runfiles)
    return [DefaultInfo(executable = launcher, files = depset(files + [launcher]), runfiles = runfiles)]

qemu_image = rule(
    implementation = _qemu_image_impl,
    attrs = {
        "archive": attr.label(allow_single_file = [".cpio"]),
        "kernel": attr.label(mandatory = True, allow_single_file = [".elf"]),
        "_firmware": attr.label(default = "@opensbi//:fw_dynamic", allow_single_file = True),
        "_launcher": attr.label(default = "//images:qemu_image.sh", allow_single_file = True),
        "_qemu": attr.label(default = "@qemu//:qemu_system_riscv64", executable = True, cfg = "target"),
    },
    doc = "Boots `kernel` (a kernel_image) with `archive` (a boot_archive) on QEMU: `bazel run LABEL -- --help`.",
    executable = True,
)
