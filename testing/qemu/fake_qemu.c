// SPDX-License-Identifier: Apache-2.0
// Stands in for QEMU in the runner's own tests: takes the same command line and behaves as the word given as -kernel says.
#define _GNU_SOURCE
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONTROL_DESCRIPTOR = 3, PANIC_STATUS = 101, REFUSED_STATUS = 1 };

static const char *option_value(int argc, char *argv[], const char *option) {
    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], option) == 0) {
            return argv[i + 1];
        }
    }
    return "";
}

static _Noreturn void wait_for_ever(void) {
    for (;;) {
        (void)pause();
    }
}

static void read_typed_line(char *line, size_t capacity) {
    size_t used = 0;
    char byte = 0;
    while (used + 1 < capacity && read(STDIN_FILENO, &byte, 1) == 1 && byte != '\r') {
        line[used++] = byte;
    }
    line[used] = 0;
}

static int be_healthy(void) {
    char command[64];
    (void)printf("KINIT: cpu0 online\r\nneuron> ");
    (void)fflush(stdout);
    read_typed_line(command, sizeof(command));
    (void)printf("%s\r\nyou said %s\r\n", command, command);
    return 0;
}

// Until somebody has read everything printed so far.
static void wait_for_reader(void) {
    int left = 0;
    do {
        (void)fflush(stdout);
        (void)sched_yield();
    } while (ioctl(STDOUT_FILENO, FIONREAD, &left) == 0 && left != 0);
}

static int panic(void) {
    (void)printf("KINIT: cpu0 online\r\nPANIC: on purpose\r\n");
    wait_for_reader();
    (void)printf("PANIC: end of report\r\n");
    return PANIC_STATUS;
}

static int flood(void) {
    for (;;) {
        (void)puts("the same line again");
    }
}

// Leaves a process behind that keeps the console open.
static int leave_child(void) {
    pid_t child = fork();
    if (child == 0) {
        wait_for_ever();
    }
    (void)printf("left behind: process %d\r\n", (int)child);
    return 0;
}

static int be_killed(void) {
    (void)raise(SIGKILL);
    return 0;
}

static int tell_id_and_wait(void) {
    (void)signal(SIGTERM, SIG_IGN);
    (void)printf("process %d\r\n", (int)getpid());
    (void)fflush(stdout);
    wait_for_ever();
}

static int tell_id(void) {
    (void)printf("process %d\r\n", (int)getpid());
    return 0;
}

static int say_nothing(void) {
    wait_for_ever();
}

static int refuse_arguments(void) {
    (void)fputs("fake_qemu: no such machine\n", stderr);
    return REFUSED_STATUS;
}

static void answer(const char *text) {
    (void)send(CONTROL_DESCRIPTOR, text, strlen(text), MSG_NOSIGNAL);
}

static void read_request(char *line, size_t capacity) {
    size_t used = 0;
    char byte = 0;
    while (used + 1 < capacity && recv(CONTROL_DESCRIPTOR, &byte, 1, 0) == 1 && byte != '\n') {
        line[used++] = byte;
    }
    line[used] = 0;
}

// Takes one typed byte between any two requests, as QEMU does, and shows all of them when it is told to run.
static int run_on_request(void) {
    char typed[128] = "";
    size_t count = 0;
    answer("{\"QMP\": {}}\r\n");
    for (;;) {
        char request[256];
        read_request(request, sizeof(request));
        if (strstr(request, "\"cont\"") != NULL) {
            answer("{\"event\": \"RESUME\"}\r\n{\"return\": {}}\r\n");
            break;
        }
        struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
        if (strstr(request, "\"query-status\"") != NULL && count < sizeof(typed) && poll(&input, 1, 0) == 1) {
            count += (size_t)read(STDIN_FILENO, typed + count, 1);
        }
        answer("{\"return\": {}}\r\n");
    }
    (void)printf("typed before the start:");
    for (size_t i = 0; i < count; i++) {
        (void)printf(" %02x", (unsigned char)typed[i]);
    }
    (void)printf("\r\n");
    return 0;
}

static int never_greet(void) {
    char request[256];
    read_request(request, sizeof(request));
    return 0;
}

// The boot kernel_text_write of the marker table.
static int refuse_text_write(void) {
    (void)printf("KINIT: cpu0 online\r\nPANIC: kernel fault: store page fault, address 0x8, pc 0x8 (cpu0)\r\n"
                 "PANIC: end of report\r\n");
    return PANIC_STATUS;
}

static int write_text(void) {
    (void)printf("KINIT: cpu0 online\r\nKSELFTEST: FAIL test_reject_kernel_text_write\r\n");
    return PANIC_STATUS;
}

static int write_text_never_the_same(void) {
    (void)tell_id();
    return write_text();
}

int main(int argc, char *argv[]) {
    static const struct {
        const char *name;
        int (*behave)(void);
    } behaviours[] = {
        {"healthy", be_healthy},
        {"panic", panic},
        {"flood", flood},
        {"leave_child", leave_child},
        {"killed", be_killed},
        {"hang", tell_id_and_wait},
        {"random", tell_id},
        {"silent", say_nothing},
        {"refuse", refuse_arguments},
        {"controlled", run_on_request},
        {"deaf", never_greet},
        {"text_write_refused", refuse_text_write},
        {"text_write_done", write_text},
        {"text_write_differs", write_text_never_the_same},
    };
    const char *kernel = option_value(argc, argv, "-kernel");
    // A race that only one schedule seed shows.
    if (strcmp(kernel, "text_write_races") == 0) {
        bool is_found = strstr(option_value(argc, argv, "-object"), "interval=7") != NULL;
        kernel = is_found ? "text_write_done" : "text_write_refused";
    }
    for (size_t i = 0; i < sizeof(behaviours) / sizeof(behaviours[0]); i++) {
        if (strcmp(kernel, behaviours[i].name) == 0) {
            return behaviours[i].behave();
        }
    }
    // Not a behaviour: says what it was given.
    (void)printf("append %s\r\n", option_value(argc, argv, "-append"));
    return 0;
}
