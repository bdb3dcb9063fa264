// SPDX-License-Identifier: Apache-2.0
// What the benchmark and the program at the other end of its calls agree on. The server runs in a process of its own;
// it answers the words that it gets until its endpoint goes away.
#pragma once

#define SERVER_FILE "server"        // in the archive
#define SERVER_ENDPOINT "endpoint"  // name of the capability, RECEIVE
#define SERVER_CLOCK "clock"        // name of the capability, USE

// Its first argument.
enum server_role {
    // Answers with what came. Its own part of a round trip is SERVER_LOOP_INSTRUCTIONS.
    SERVER_ECHO = 0,
    // The same, with the data of the message page.
    SERVER_ECHO_PAGE = 1,
    // First word of an answer: the counter when the server's code went on; second word: right before the answer.
    SERVER_STAMP = 2,
};

enum server_constants {
    SERVER_LOOP_INSTRUCTIONS = 4,
};
