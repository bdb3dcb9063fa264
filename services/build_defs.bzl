# SPDX-License-Identifier: Apache-2.0
"""How programs are declared that the system starts by a recipe.

    load("//services:build_defs.bzl", "app", "service")

  service, app  a user program, `name`.elf, and its recipe, `name`.toml. //images:build_defs.bzl puts them into an image (system_archive).
"""

load("//libs:build_defs.bzl", "user_program")

ProgramInfo = provider(
    doc = "A program that is started by a recipe.",
    fields = {
        "program": "its ELF file",
        "program_name": "the name of both, in the image",
        "recipe": "its recipe, in TOML",
    },
)

def _program_impl(ctx):
    recipe = ctx.file.recipe
    name = recipe.basename[:-len(".toml")]
    if name != ctx.label.name:
        fail("the recipe of a program has its name: %s.toml, not %s" % (ctx.label.name, recipe.basename))
    elf = ctx.actions.declare_file(name + ".elf")
    ctx.actions.symlink(output = elf, target_file = ctx.file.program)
    return [
        DefaultInfo(files = depset([elf]), runfiles = ctx.runfiles([elf])),
        OutputGroupInfo(recipe = depset([recipe])),
        ProgramInfo(program = elf, program_name = name, recipe = recipe),
    ]

_program = rule(
    implementation = _program_impl,
    attrs = {
        "program": attr.label(mandatory = True, allow_single_file = [".elf"]),
        "recipe": attr.label(mandatory = True, allow_single_file = [".toml"]),
    },
)

def _other_recipe_impl(ctx):
    program = ctx.attr.program[ProgramInfo]
    return [ProgramInfo(program = program.program, program_name = program.program_name, recipe = ctx.file.recipe)]

program_with_recipe = rule(
    implementation = _other_recipe_impl,
    attrs = {
        "program": attr.label(mandatory = True, providers = [ProgramInfo]),
        "recipe": attr.label(mandatory = True, allow_single_file = [".toml"]),
    },
    doc = "A service or app with another recipe than its own, for images that need one. The recipe has its name, too.",
)

def _program_with_recipe(name, recipe, visibility, testonly, tags, **kwargs):
    user_program(
        name = name + "_program",
        tags = tags,
        testonly = testonly,
        visibility = ["//visibility:private"],
        **kwargs
    )
    _program(
        name = name,
        program = ":" + name + "_program",
        recipe = recipe or name + ".toml",
        tags = tags,
        testonly = testonly,
        visibility = visibility,
    )

def service(name, srcs, deps = [], recipe = None, visibility = None, testonly = False, tags = [], **kwargs):
    """A service.

    Args:
      name: the program; its one output is name.elf.
      srcs: as user_program.
      deps: as user_program.
      recipe: its recipe, of kind "boot" or "service"; name.toml if nothing is said.
      visibility: who may use it.
      testonly: for programs that only tests run.
      tags: of the program.
      **kwargs: as user_program.
    """
    _program_with_recipe(name, recipe, visibility, testonly, tags, srcs = srcs, deps = deps, **kwargs)

def app(name, srcs, deps = [], recipe = None, visibility = None, testonly = False, tags = [], **kwargs):
    """An app.

    Args:
      name: the program; its one output is name.elf.
      srcs: as user_program.
      deps: as user_program.
      recipe: its recipe, of kind "app"; name.toml if nothing is said.
      visibility: who may use it.
      testonly: for programs that only tests run.
      tags: of the program.
      **kwargs: as user_program.
    """
    _program_with_recipe(name, recipe, visibility, testonly, tags, srcs = srcs, deps = deps, **kwargs)
