# SPDX-License-Identifier: Apache-2.0
"""What a person types while a hostile app is at work, and what has to come of it.

Units: the kernel writes down when the shell was woken and when it ran. A slice is the round of 4 ms in which each busy task of a class has its
turn, so a shell among busy tasks of its own class waits for one round, and for the end of the turn that is under way when it is woken.
"""

_PROMPT = "prompt \"neuron> \""

# Less than five milliseconds: one slice and that turn.
WITHIN_A_SLICE = "([0-9]{1,3}|[0-4][0-9]{3})"

# A shell of a higher class does not wait for a turn to end.
AT_ONCE = "[0-9]{1,3}"

def typed(line, *comes):
    """A command, and lines that come in that order, among others, before the next prompt.

    Args:
      line: what is typed.
      *comes: regular expressions.

    Returns:
      lines of a script.
    """
    return ["send " + line] + ["expect-regex " + one for one in comes] + [_PROMPT]

BEGIN = [
    "forbid-regex .{80}.*",
    "expect timed: ready",
    "expect-regex Neuron: {harts} harts, [0-9]+ MiB of memory\\. Type help\\.",
    _PROMPT,
]

END = [
    "send poweroff",
    "expect bye",
    "exit 0",
]

def started(app, argument = ""):
    return typed("run %s%s &" % (app, argument), ".*run: %s is started; kill %s ends it" % (app, app))

def ended(app):
    return typed("kill " + app, ".*kill: %s is ended" % app)

def audited(*lines):
    """What is written down, in whatever order.

    Args:
      *lines: regular expressions, of what stands behind the number.

    Returns:
      lines of a script.
    """
    found = []
    for line in lines:
        found += typed("audit 100", "[ ]+[0-9]+  " + line)
    return found

def waited(ran, answered, woken = "[1-9][0-9]*"):
    """How long the shell waited at most, as the kernel's trace tells.

    Args:
      ran: regular expression of microseconds, for a hart.
      answered: the same, for services that it asked.
      woken: regular expression of how often.

    Returns:
      lines of a script.
    """
    return typed(
        "trace waits",
        "woken +%s times, ran within +%s us" % (woken, ran),
        "called +[0-9]+ times, answered within +%s us" % answered,
    )

def measured(within = WITHIN_A_SLICE, woken = "[1-9][0-9]*"):
    """The shell at work, and how long it waited."""
    return (typed("trace on") + typed("qos", "shell  class interactive  shares 100  placement any") +
            typed("mem", "free +[1-9][0-9]* KiB") + typed("timers", "timers of all +[0-9]+") +
            waited(within, WITHIN_A_SLICE, woken))

def trial(app, audits, argument = "", within = WITHIN_A_SLICE, working = [], reason = "killed", woken = "[1-9][0-9]*", begin = BEGIN):
    """Two rounds of an app that is started, looked at, and ended; memory is what it was (memory_check.sh).

    Args:
      app: its name.
      audits: regular expressions of what has to be written down of it.
      argument: that it is started with, after a blank.
      within: regular expression of microseconds.
      working: lines of a script, while it is at work.
      reason: why it ended, as ps tells.
      woken: as waited; one that makes events without end leaves little of the shell's in the rings of the trace.
      begin: lines of a script, as BEGIN.

    Returns:
      lines of a script.
    """
    one_round = (
        started(app, argument) +
        typed("ps", app + " +running +interactive +100 +[1-9][0-9]* +0.*") +
        measured(within, woken) + working + measured(within, woken) +
        ended(app) +
        typed("ps", app + " +ended +interactive +100 +0 +0  " + reason) +
        audited("policyd   allowed       shell: kill, decision .*", "execd     ended         %s: 130" % app, *audits) +
        typed("mem", "free +[1-9][0-9]* KiB")
    )

    # What the services take once, they take in a round that is not compared.
    return begin + started(app, argument) + ended(app) + typed("mem") + 2 * one_round + END

def all_at_once(apps, audits, within):
    """Two rounds of apps that are at work at the same time.

    Args:
      apps: their names.
      audits: as trial.
      within: as trial; None where time is the host's.

    Returns:
      lines of a script.
    """
    one_round = []
    for app in apps:
        one_round += started(app)

    # It may have been given up already, or wait to be started again.
    one_round += typed("run crash_loop &", ".*run: crash_loop is started; kill crash_loop ends it")
    one_round += typed("ps", *[app + " +running +interactive +100 +[1-9][0-9]* +0.*" for app in apps])
    one_round += typed("smp", "hart .*")
    if within:
        one_round += measured(within, "[0-9]+") + measured(within, "[0-9]+")
    one_round += typed("kill crash_loop", ".*kill: .*crash_loop.*")
    for app in apps:
        one_round += ended(app)
    one_round += typed("ps", *[app + " +ended +interactive +100 +0 +0  killed" for app in apps])
    return BEGIN + 2 * (one_round + audited(*audits)) + END

# Nobody but the one who prints is seen, and what is typed is obeyed all the same.
PRINTING = BEGIN + [
    "send run log_flood",
    "expect-regex .*log_flood: look at me, .*",
    "send \\x03",
    "expect-regex .*run: log_flood: killed",
    _PROMPT,
    "send run log_flood &",
    "expect-regex .*log_flood: look at me, .*",
    "send kill log_flood",
    "expect-regex .*kill: log_flood is ended",
    _PROMPT,
] + typed("ps", "log_flood +ended +interactive +100 +0 +0  killed") + END
