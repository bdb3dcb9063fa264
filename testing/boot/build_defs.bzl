# SPDX-License-Identifier: Apache-2.0
"""Boots with a device tree of the test's choosing.

    load("//testing/boot:build_defs.bzl", "doctored_boot_test", "machine_devicetree", "refused_boot_test")

  machine_devicetree   the device tree that QEMU makes for a machine.
  doctored_boot_test   a qemu_test whose kernel gets an edited one (devicetree_edit.h).
  refused_boot_test    a doctored_boot_test that must end in one refusal, and the status for it.
"""

load("//testing/qemu:build_defs.bzl", "qemu_test", "script_file")

_DEVICETREE_ADDRESS = "0x87000000"
_SHIM = "//testing/boot:devicetree_shim"
_EDIT = "//testing/boot:devicetree_edit"
_QEMU = "@qemu//:qemu_system_riscv64"
_FIRMWARE = "@opensbi//:fw_dynamic"

# The firmware's own memory, which it adds to the tree that it hands on and which these trees never saw.
_FIRMWARE_EDITS = [
    "add-node /reserved-memory",
    "set-cells /reserved-memory #address-cells 2",
    "set-cells /reserved-memory #size-cells 2",
    "set-cells /reserved-memory ranges",
    "add-node /reserved-memory/firmware@80000000",
    "set-cells /reserved-memory/firmware@80000000 reg 0 0x80000000 0 0x80000",
]

def machine_devicetree(name, harts, archive, memory_mib = 128):
    """`name`.dtb, QEMU's tree for a machine whose kernel is the shim, with the firmware's memory reserved.

    Args:
      name: the target.
      harts: of the machine.
      archive: the boot archive that will be given to it.
      memory_mib: of the machine.
    """
    native.genrule(
        name = name,
        testonly = True,
        srcs = [archive, _FIRMWARE, _SHIM],
        outs = [name + ".dtb"],
        cmd = " && ".join([
            ("$(execpath %s) -M virt,dumpdtb=$@.machine -seed 1 -smp %d -m %dM -display none " % (_QEMU, harts, memory_mib) +
             "-bios $(execpath %s) -kernel $(execpath %s) -initrd $(execpath %s) 2>/dev/null" % (_FIRMWARE, _SHIM, archive)),
            "$(execpath %s) $@.machine $@ %s" % (_EDIT, " ".join(["'%s'" % edit for edit in _FIRMWARE_EDITS])),
        ]),
        tools = [_EDIT, _QEMU],
    )

def doctored_boot_test(name, devicetree, edits, kernel, harts, script, archive, **kwargs):
    """A boot whose kernel gets `devicetree` with `edits`.

    Args:
      name: the test.
      devicetree: a machine_devicetree for as many harts and the same archive.
      edits: see devicetree_edit.h.
      kernel: label of the kernel.
      harts: of the machine.
      script: label of the script.
      archive: label of the boot archive.
      **kwargs: as qemu_test.
    """
    native.genrule(
        name = name + "_devicetree",
        testonly = True,
        srcs = [devicetree],
        outs = [name + ".dtb"],
        cmd = "$(execpath %s) $< $@ %s" % (_EDIT, " ".join(["'%s'" % edit for edit in edits])),
        tools = [_EDIT],
    )
    qemu_test(
        name = name,
        archive = archive,
        harts = harts,
        kernel = _SHIM,
        loads = {
            kernel: "",
            name + ".dtb": _DEVICETREE_ADDRESS,
        },
        script = script,
        **kwargs
    )

def refusal_script(name, reason):
    """A script, `name`: the kernel says why it does not boot, runs no program, and ends with the status for that.

    Args:
      name: the target.
      reason: what follows "KINIT: FAIL ", an extended regular expression.
    """
    script_file(
        name = name,
        testonly = True,
        lines = [
            "forbid-regex Neuron: .*",
            "expect-regex KINIT: FAIL " + reason,
            "exit 102",
        ],
    )

def refused_boot_test(name, reason, **kwargs):
    """A doctored_boot_test that must be refused for `reason`.

    Args:
      name: the test.
      reason: as refusal_script.
      **kwargs: as doctored_boot_test.
    """
    refusal_script(
        name = name + "_script",
        reason = reason,
    )
    doctored_boot_test(
        name = name,
        script = name + "_script",
        **kwargs
    )
