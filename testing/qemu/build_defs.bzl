# SPDX-License-Identifier: Apache-2.0
"""How boots are tested.

    load("//testing/qemu:build_defs.bzl", "qemu_test", "schedule_seeds", "script_file")

  qemu_test       boots a kernel on QEMU and holds its console against a script (script.h explains its lines).
  schedule_seeds  so many schedule seeds that are worth trying with so many harts.
  script_file     a script of a few lines that stands in the BUILD file.

`bazel run LABEL -- --nonce=... --seed=...` repeats a run that failed; `--show` shows it, `--gdb` lets a debugger in.
"""

# The smallest turn that a test of so many harts gets, in microseconds of virtual time. All harts share one host thread:
# 64 harts boot in a minute with turns of 1 us, in 16 s with 10 us, in 3 s with 50 us.
_LEAST_SEED_BY_HARTS = [
    (4, 1),
    (8, 7),
    (16, 10),
    (64, 50),
]

# Apart from each other by more than a factor can hide; no two have a common divisor with most of the others.
_SEED_STEPS = [0, 1, 2, 4, 6, 9, 12, 16, 22, 28, 36, 46, 58, 72, 90, 112]

# The host's patience. It ends before Bazel's own, so that the runner can say so.
_TIMEOUT_SECONDS = {
    "small": 50,
    "medium": 280,
    "large": 880,
}

_QEMU = "@qemu//:qemu_system_riscv64"
_FIRMWARE = "@opensbi//:fw_dynamic"
_RUNNER = "//testing/qemu:qemu_runner"

# For runs that must be the same to the byte. QEMU's main loop wakes up at the end of each turn; if the host lets it wait until the turn
# after that ends, it may run the timer that the emulating thread is about to run, and another hart is next. A turn that is long
# for the host leaves no room for that; turns of 1 us did, about once in 50 runs on a busy host.
REPEATED_SEED = 50

def schedule_seeds(harts, count):
    """The first `count` schedule seeds for machines of so many harts.

    Args:
      harts: of the machine.
      count: at most 16.

    Returns:
      a list of numbers.
    """
    for most, least in _LEAST_SEED_BY_HARTS:
        if harts <= most:
            return [least + step for step in _SEED_STEPS[:count]]
    fail("no schedule seeds are known for %d harts" % harts)

def _script_file_impl(ctx):
    file = ctx.actions.declare_file(ctx.label.name + ".script")
    ctx.actions.write(file, "\n".join(ctx.attr.lines) + "\n")
    return [DefaultInfo(files = depset([file]), runfiles = ctx.runfiles([file]))]

script_file = rule(
    implementation = _script_file_impl,
    attrs = {"lines": attr.string_list(mandatory = True)},
    doc = "A script, `name`.script.",
)

def _shell_quote(text):
    return "'" + text.replace("'", "'\\''") + "'"

def qemu_test(
        name,
        kernel,
        script = None,
        boot = None,
        red = None,
        any_seed = False,
        archive = None,
        harts = 1,
        memory_mib = 128,
        mode = "deterministic",
        seed = None,
        runs = 1,
        nonce = None,
        typed_ahead = None,
        command_line = [],
        machine = None,
        devicetree = None,
        loads = {},
        check = [],
        size = "medium",
        tags = [],
        **kwargs):
    """A boot against a script or the marker table; an sh_test underneath. QEMU's exit status is agreed there.

    Args:
      name: the test.
      kernel: label of the ELF file that QEMU enters.
      script: label of the script.
      boot: instead of a script: the boot of the marker table that the machine makes (testing/markers/ladder.h).
      red: of that boot, the marker where it must be red, everything before it green.
      any_seed: enough when it is red under one of the seeds, and green under those before.
      archive: label of the boot archive.
      harts: of the machine.
      memory_mib: of the machine.
      mode: "deterministic" (one host thread, the same in every run) or "parallel" (a host thread for each hart).
      seed: schedule seed of deterministic mode, or a list: a boot for each; the smallest of schedule_seeds when not given.
      nonce: eight hexadecimal digits instead of random ones, for a boot whose subject is a chance that not every layout of memory gives.
      runs: deterministic runs whose transcripts must be the same bytes.
      typed_ahead: the script's input is typed before the machine starts, at most 32 bytes of it, so that it is there at the
        same virtual times in every run. Not given: in deterministic mode, since otherwise no run replays.
      command_line: words of the kernel command line.
      machine: properties of the machine, e.g. "aclint=on".
      devicetree: label of a device tree to give to firmware and kernel instead of QEMU's.
      loads: label of a file -> address to put its bytes at, or "" for an ELF file.
      check: labels of a program and of files: the program is run on the transcript of a boot that has passed, named behind the files, and
        the test passes only if it does.
      size: as sh_test.
      tags: as sh_test.
      **kwargs: visibility.
    """
    options = [
        "--qemu=$(rootpath %s)" % _QEMU,
        "--firmware=$(rootpath %s)" % _FIRMWARE,
        "--kernel=$(rootpath %s)" % kernel,
        "--label=//%s:%s" % (native.package_name(), name),
        "--harts=%d" % harts,
        "--memory-mib=%d" % memory_mib,
        "--mode=" + mode,
        "--timeout-seconds=%d" % _TIMEOUT_SECONDS[size],
        "--runs=%d" % runs,
    ]
    if mode == "deterministic":
        seeds = seed if type(seed) == "list" else [seed or schedule_seeds(harts, 1)[0]]
        options.append("--seed=" + ",".join([str(one) for one in seeds]))
    if script:
        options.append("--script=$(rootpath %s)" % script)
    if boot:
        options.append("--boot=" + boot)
    if red:
        options.append("--red=" + red)
    if nonce:
        options.append("--nonce=" + nonce)
    if any_seed:
        options.append("--any-seed")
    if typed_ahead == None:
        typed_ahead = mode == "deterministic" and script != None
    if typed_ahead:
        options.append("--typed-ahead")
    if archive:
        options.append("--initrd=$(rootpath %s)" % archive)
    if machine:
        options.append("--machine=" + machine)
    if devicetree:
        options.append("--devicetree=$(rootpath %s)" % devicetree)
    for word in command_line:
        options.append(_shell_quote("--append=" + word))
    for file, address in loads.items():
        options.append("--load=$(rootpath %s)" % file + ("@" + address if address else ""))
    runner = ["$(rootpath %s)" % _RUNNER]
    launcher = "//testing/qemu:qemu_test.sh"
    if check:
        runner = [str(len(check))] + ["$(rootpath %s)" % label for label in check] + runner
        launcher = "//testing/qemu:checked_qemu_test.sh"
    files = [kernel, script, archive, devicetree] + loads.keys() + check
    native.sh_test(
        name = name,
        size = size,
        srcs = [launcher],
        args = runner + options,
        data = [_QEMU, _FIRMWARE, _RUNNER] + [file for file in files if file],
        tags = tags + (["cpu:2"] if mode == "parallel" else []),
        **kwargs
    )
