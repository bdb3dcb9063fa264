// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "testing/qemu/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "testing/qemu/command.h"
#include "testing/qemu/transcript.h"

enum child_status { CHILD_SETUP_FAILED = 127 };

enum { READ_END = 0, WRITE_END = 1, ENDS = 2 };

// All ends of what connects parent and child; -1 where closed.
struct channels {
    int input[ENDS];
    int output[ENDS];
    int errors[ENDS];
    int control[ENDS];  // [0] is ours
    int failure[ENDS];  // the child writes errno when it cannot become the program; closed by success
};

static void close_descriptor(int *descriptor) {
    if (*descriptor >= 0) {
        (void)close(*descriptor);
        *descriptor = -1;
    }
}

static void close_all(struct channels *channels) {
    int *pairs[] = {channels->input, channels->output, channels->errors, channels->control, channels->failure};
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        close_descriptor(&pairs[i][READ_END]);
        close_descriptor(&pairs[i][WRITE_END]);
    }
}

static bool open_all(struct channels *channels) {
    memset(channels, -1, sizeof(*channels));
    if (pipe2(channels->input, O_CLOEXEC) != 0 || pipe2(channels->output, O_CLOEXEC) != 0 ||
        pipe2(channels->errors, O_CLOEXEC) != 0 || pipe2(channels->failure, O_CLOEXEC) != 0 ||
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channels->control) != 0) {
        return false;
    }
    return fcntl(channels->output[READ_END], F_SETPIPE_SZ, TRANSCRIPT_BYTES_MAX) >= 0;
}

// Gives the child's standard streams and control socket their numbers. The source may already lie where a target does:
// first everything moves out of the way.
static bool place_descriptors(const struct channels *channels) {
    const int sources[] = {channels->input[READ_END], channels->output[WRITE_END], channels->errors[WRITE_END],
                           channels->control[WRITE_END]};
    enum { COUNT = sizeof(sources) / sizeof(sources[0]), ABOVE_TARGETS = 16 };
    _Static_assert(COUNT - 1 == COMMAND_CONTROL_DESCRIPTOR, "a source's index is the descriptor it gets");
    int moved[COUNT];
    for (int i = 0; i < COUNT; i++) {
        moved[i] = fcntl(sources[i], F_DUPFD_CLOEXEC, ABOVE_TARGETS);
        if (moved[i] < 0) {
            return false;
        }
    }
    for (int i = 0; i < COUNT; i++) {
        // The targets 0 to 3 stay open over exec: dup2 does not copy the close-on-exec flag.
        if (dup2(moved[i], i) < 0) {
            return false;
        }
    }
    return true;
}

static _Noreturn void become_program(const char *const argv[], const struct channels *channels, pid_t parent) {
    // The report's descriptor must not be one that the placement overwrites.
    int report = fcntl(channels->failure[WRITE_END], F_DUPFD_CLOEXEC, 16);
    bool ready = setpgid(0, 0) == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && place_descriptors(channels);
    // The parent may have died before the request.
    if (ready && getppid() == parent) {
        (void)signal(SIGPIPE, SIG_DFL);
        (void)execv(argv[0], (char *const *)argv);
    }
    int error = errno;
    (void)!write(report, &error, sizeof(error));
    _exit(CHILD_SETUP_FAILED);
}

// Waits until the child is the program or has said why it is not.
static bool confirm_start(struct channels *channels, pid_t child, const char *path, struct diagnostic *diagnostic) {
    close_descriptor(&channels->failure[WRITE_END]);
    int error = 0;
    ssize_t count = 0;
    do {
        count = read(channels->failure[READ_END], &error, sizeof(error));
    } while (count < 0 && errno == EINTR);
    if (count == 0) {
        return true;
    }
    (void)waitpid(child, NULL, 0);
    diagnostic_set(diagnostic, "cannot start %s: %s", path, strerror(error));
    return false;
}

static int keep(int *descriptor) {
    int kept = *descriptor;
    *descriptor = -1;
    return kept;
}

bool process_start(const char *const argv[], struct process *process, struct diagnostic *diagnostic) {
    struct channels channels;
    pid_t parent = getpid();
    pid_t child = open_all(&channels) ? fork() : -1;
    if (child == 0) {
        become_program(argv, &channels, parent);
    }
    if (child < 0) {
        diagnostic_set(diagnostic, "cannot create a process: %s", strerror(errno));
        close_all(&channels);
        return false;
    }
    if (!confirm_start(&channels, child, argv[0], diagnostic)) {
        close_all(&channels);
        return false;
    }
    process->exit_notice = (int)syscall(SYS_pidfd_open, child, 0);
    process->id = child;
    process->input = keep(&channels.input[WRITE_END]);
    process->output = keep(&channels.output[READ_END]);
    process->errors = keep(&channels.errors[READ_END]);
    process->control = keep(&channels.control[READ_END]);
    close_all(&channels);
    if (process->exit_notice < 0) {
        diagnostic_set(diagnostic, "pidfd_open: %s", strerror(errno));
        process_kill(process);
        (void)process_finish(process);
        return false;
    }
    return true;
}

void process_kill(const struct process *process) {
    (void)kill(-process->id, SIGKILL);
}

struct process_exit process_finish(struct process *process) {
    siginfo_t information;
    while (waitid(P_PID, (id_t)process->id, &information, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
    }
    // What the program itself started goes with it; until the program is reaped its group cannot be anybody else's.
    process_kill(process);
    int status = 0;
    while (waitpid(process->id, &status, 0) < 0 && errno == EINTR) {
    }
    int *descriptors[] = {&process->input, &process->output, &process->errors, &process->control,
                          &process->exit_notice};
    for (size_t i = 0; i < sizeof(descriptors) / sizeof(descriptors[0]); i++) {
        close_descriptor(descriptors[i]);
    }
    if (WIFSIGNALED(status)) {
        return (struct process_exit){.by_signal = true, .value = WTERMSIG(status)};
    }
    return (struct process_exit){.by_signal = false, .value = WEXITSTATUS(status)};
}
