// SPDX-License-Identifier: Apache-2.0
// A client, a server and an endpoint between them, on the machine of kernel/memory/machine_fixture.h. A test says who runs, makes the call as
// trap_entry.S would, and lets the hart leave the kernel.
#pragma once

#include <array>
#include <vector>

#include "kernel/memory/machine_fixture.h"

extern "C" {
#include "kernel/ipc/endpoint.h"
#include "kernel/ipc/ipc.h"
#include "kernel/ipc/notification.h"
#include "kernel/ipc/wait.h"
#include "kernel/scheduler/scheduler.h"
}

using Words = std::array<uint64_t, ABI_MESSAGE_WORDS>;

class IpcTest : public MachineTest {
  protected:
    static constexpr uint64_t kBadge = 0x1234567890;
    static constexpr uint32_t kRegisterA0 = 10;
    static constexpr Words kWords = {11, 22, 33, 44, 55, 66};
    static constexpr Words kAnswer = {601, 502, 403, 304, 205, 106};
    static constexpr uint32_t kInfoSend = ABI_MESSAGE_SEND;

    void SetUp() override;
    void TearDown() override;  // all tasks end, and their processes give back all they have

    // One more task, which ends with the test.
    task *AddTask(process *process);
    static void SetClass(task *task, abi_class class_);

    // A child of a handle, in another process or the same.
    static uint32_t Grant(process *from, uint32_t handle, process *to, uint32_t rights, uint64_t badge = 0);
    static uint32_t MakeObject(process *process, abi_object_kind kind);

    static Words WordsOf(const task *task);
    static void SetWords(task *task, const Words &words);
    static abi_message *PageOf(const task *task);
    // An empty message page with that deadline.
    static abi_message *ResetPage(const task *task, uint64_t deadline_ticks = ABI_DEADLINE_NEVER);

    // The task runs on that hart and makes the call. What is in the frame is not in `error`.
    static ipc_outcome Receive(task *task, uint32_t handle, uint32_t options = 0, uint32_t hart = 0);
    static ipc_outcome Send(task *task, uint32_t handle, const Words &words, uint32_t options, uint32_t hart = 0);
    static ipc_outcome ReplyReceive(task *task, uint32_t handle, const Words &words, uint32_t options = 0);
    static abi_error Reply(task *task, const Words &words, uint32_t options = 0);
    static abi_error ReplyTo(task *task, uint32_t reply, const Words &words, uint32_t options = 0);

    static bool IsWaiting(const task *task);
    // Of the call that the task waited in.
    static abi_error ResultOf(const task *task);
    static uint64_t InfoOf(const task *sender, abi_message_kind kind);

    // It waits, or has gone on and got that: ended with the error, or with a message. It is not ready any more.
    void ExpectEnded(task *task, abi_error error);
    void ExpectMessage(task *task, const Words &words, uint64_t badge, uint64_t info);

    // Takes the task off the hart that made it ready, where it is the only one.
    void ExpectReady(task *task);

    // The server waits for a message.
    void ServerWaits(uint32_t options = 0);
    // The server has received the client's call.
    void ServerServes(uint32_t options = 0);

    process *server_process_ = nullptr;
    process *client_process_ = nullptr;
    task *server_ = nullptr;
    task *client_ = nullptr;
    endpoint *endpoint_ = nullptr;
    uint32_t at_server_ = 0;  // handle with every right
    uint32_t at_client_ = 0;  // handle with SEND and a badge

  private:
    std::vector<task *> tasks_;
};
