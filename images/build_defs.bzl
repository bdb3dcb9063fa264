# SPDX-License-Identifier: Apache-2.0
"""How bootable images are declared.

    load("//images:build_defs.bzl", "boot_archive", "qemu_image", "system_archive")

  boot_archive    the initrd: named programs as a cpio archive (newc), the same bytes for the same programs.
  system_archive  the same of programs that are started by recipes: with their recipes and the policy, compiled.
  qemu_image      `bazel run` boots a kernel and its archive on QEMU; the launcher is also what tests start.
"""

load("//services:build_defs.bzl", "ProgramInfo")

def _make_archive(ctx, archive, files):
    """Packs files, a list of pairs: name in the archive, file."""
    arguments = ctx.actions.args()
    arguments.add(ctx.executable._cpio)
    arguments.add(archive)
    for name, file in files:
        arguments.add(name)
        arguments.add(file)
    ctx.actions.run(
        outputs = [archive],
        inputs = [file for _, file in files],
        executable = ctx.executable._make,
        tools = [ctx.executable._cpio],
        arguments = [arguments],
        mnemonic = "BootArchive",
    )
    return [DefaultInfo(files = depset([archive]), runfiles = ctx.runfiles([archive]))]

_ARCHIVE_TOOLS = {
    "_cpio": attr.label(default = "@cpio//:cpio", executable = True, cfg = "host"),
    "_make": attr.label(default = "//images:make_boot_archive", executable = True, cfg = "host"),
}

def _boot_archive_impl(ctx):
    members = []
    for target, names in ctx.attr.files.items():
        files = target[DefaultInfo].files.to_list()
        if len(files) != 1:
            fail("%s must be one file to have one name in the archive" % target.label)
        members += [(name, files[0]) for name in names.split(":")]
    return _make_archive(ctx, ctx.actions.declare_file(ctx.label.name + ".cpio"), members)

_boot_archive = rule(
    implementation = _boot_archive_impl,
    attrs = dict(
        _ARCHIVE_TOOLS,
        files = attr.label_keyed_string_dict(allow_files = True),
    ),
)

def boot_archive(name, files, **kwargs):
    """A boot archive, `name`.cpio.

    Args:
      name: the archive.
      files: name in the archive -> label of the file, e.g. {"init": "//apps/shell"}.
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

def _variant_transition_impl(_settings, attr):
    return {"//kernel/config:variant": attr.variant}

_variant_transition = transition(
    implementation = _variant_transition_impl,
    inputs = [],
    outputs = ["//kernel/config:variant"],
)

def _system_archive_impl(ctx):
    programs = [program[ProgramInfo] for program in ctx.attr.programs]
    recipes = ctx.actions.declare_file(ctx.label.name + ".recipes")
    policy = ctx.actions.declare_file(ctx.label.name + ".policy")
    arguments = ctx.actions.args()
    if ctx.attr.larger_policy:
        arguments.add("--larger-policy")
    arguments.add_all([recipes, policy, ctx.file.policy])
    arguments.add_all([program.recipe for program in programs])
    ctx.actions.run(
        outputs = [recipes, policy],
        inputs = [ctx.file.policy] + [program.recipe for program in programs],
        executable = ctx.executable._compiler,
        arguments = [arguments],
        mnemonic = "CompileRecipes",
    )

    # A label behind a transition is a list of one.
    members = [("init", ctx.files.init[0]), ("recipes", recipes), ("policy", policy)]
    members += [(program.program_name, program.program) for program in programs]
    return _make_archive(ctx, ctx.actions.declare_file(ctx.label.name + ".cpio"), members)

_system_archive = rule(
    implementation = _system_archive_impl,
    attrs = dict(
        _ARCHIVE_TOOLS,
        init = attr.label(mandatory = True, allow_files = [".elf"], cfg = _variant_transition),
        larger_policy = attr.bool(),
        policy = attr.label(mandatory = True, allow_single_file = [".toml"]),
        programs = attr.label_list(mandatory = True, providers = [ProgramInfo], cfg = _variant_transition),
        variant = attr.string(mandatory = True),
        _allowlist_function_transition = attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
        _compiler = attr.label(default = "//tools/recipes:recipes_compiler", executable = True, cfg = "host"),
    ),
)

def system_archive(name, programs, init = "//services/init", policy = "policy.toml", larger_policy = False, variant = None, **kwargs):
    """A boot archive, `name`.cpio, of programs that are started by their recipes.

    It has the files `init`, `recipes` and `policy` (the tables of libs/recipe and services/policyd), and each program under its name.

    Args:
      name: the archive.
      programs: labels of services and apps (//services:build_defs.bzl).
      init: the first program, a user_program.
      policy: rules in TOML; they may speak of these programs only.
      larger_policy: they are the rules of a larger image, of which these programs are a part: those that name others are left out.
      variant: of //kernel/config, that all programs are built for; "production" if nothing is said.
      **kwargs: visibility, testonly.
    """
    _system_archive(
        name = name,
        init = init,
        larger_policy = larger_policy,
        policy = policy,
        programs = programs,
        variant = variant or "production",
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
