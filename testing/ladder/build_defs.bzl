# SPDX-License-Identifier: Apache-2.0
"""How proofs on the booted machine are declared. See docs/testing.md.

    load("//testing/ladder:build_defs.bzl", "counterfactual_test", "ladder_test")

  ladder_test          a boot of the marker table that must be green.
  counterfactual_test  the same boot with one mechanism broken: it must be red at the marker that proves the mechanism.

`bazel run LABEL -- --nonce=... --seed=...` repeats a run that failed; `--show` shows it, `--gdb` lets a debugger in.
"""

load("//testing/qemu:build_defs.bzl", "qemu_test")

_SELFTEST = "//kernel:selftest"
_SABOTAGE = "//kernel:sabotage"
_ARCHIVE = "//images:selftest_boot"

# Boots whose proofs are the services' begin with this word, and have an archive each; the services can be broken, too.
_SERVICES = "services"

def _archive(boot, kernel):
    if not boot.startswith(_SERVICES):
        return _ARCHIVE
    return "//images:%s_%s" % (boot, kernel.split(":")[1])

def ladder_test(name, harts, kernel = _SELFTEST, boot = "ladder", fault = None, command_line = [], **kwargs):
    """A boot that must be green: all its markers with their evidence, the exit status, nothing else.

    Args:
      name: the test.
      harts: of the machine.
      kernel: label of the kernel.
      boot: of the marker table.
      fault: the word after fault= on the kernel command line.
      command_line: more words of it.
      **kwargs: as qemu_test.
    """
    qemu_test(
        name = name,
        archive = _archive(boot, kernel),
        boot = boot,
        # Parallel harts run on the host's clock: the guest's watchdog must outlast a busy host (the runner has its own), and where
        # the host has fewer threads, each lock that is handed over waits for one.
        command_line = command_line + (["fault=" + fault] if fault else []) +
                       (["watchdog=60000", "lock_rounds=64"] if kwargs.get("mode") == "parallel" else []),
        harts = harts,
        kernel = kernel,
        **kwargs
    )

def counterfactual_test(name, fault, red, **kwargs):
    """A boot of the sabotage kernel that must be red at one marker, and green before it.

    Args:
      name: the test; contains "counterfactual", by which people find all of them.
      fault: the switch that is on.
      red: the marker's id, or "KINIT" for the line of the last hart.
      **kwargs: as ladder_test.
    """
    if "counterfactual" not in name:
        fail("%s: the name of a counterfactual test says that it is one" % name)
    ladder_test(
        name = name,
        fault = fault,
        kernel = _SABOTAGE,
        red = red,
        **kwargs
    )
