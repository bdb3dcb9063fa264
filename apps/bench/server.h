// SPDX-License-Identifier: Apache-2.0
// What the benchmark and the program at the other end of its calls agree on. The server runs in a process of its own;
// it answers the words that it gets until its endpoint goes away.
#pragma once

// Its file in the archive.
extern const char SERVER_FILE[];

#define SERVER_ENDPOINT "endpoint"  // name of the capability, RECEIVE
#define SERVER_CLOCK "clock"        // name of the capability, USE

// Where it finds what it is to do, and that it is a server, if its program can be something else.
enum server_argument {
    SERVER_ROLE_ARGUMENT = 0,
    SERVER_JOB_ARGUMENT = 3,
    SERVER_JOB = 1,
};

enum server_role {
    // Answers with what came. Its own part of a round trip is SERVER_LOOP_INSTRUCTIONS.
    SERVER_ECHO = 0,
    // The same, with the data of the message page.
    SERVER_ECHO_PAGE = 1,
    // First word of an answer: the counter when the server's code went on; second word: right before the answer.
    SERVER_STAMP = 2,
};

// Serves until the endpoint goes away; why it ended is the status of the program.
int server_run(enum server_role role);

enum server_constants {
    SERVER_LOOP_INSTRUCTIONS = 4,
};
