// SPDX-License-Identifier: Apache-2.0
#include "kernel/ipc/ipc_fixture.h"

#include <cstring>

extern "C" {
#include "kernel/arch/cpu.h"
#include "kernel/ipc/message.h"
}

constexpr Words IpcTest::kWords;
constexpr Words IpcTest::kAnswer;

void IpcTest::SetUp() {
    MachineTest::SetUp();
    server_process_ = MakeProcess();
    client_process_ = MakeProcess();
    server_ = AddTask(server_process_);
    client_ = AddTask(client_process_);
    at_server_ = MakeObject(server_process_, ABI_OBJECT_ENDPOINT);
    at_client_ = Grant(server_process_, at_server_, client_process_, ABI_RIGHT_SEND, kBadge);
    endpoint_ = static_cast<endpoint *>(server_process_->capabilities[SlotOf(at_server_)].object);
}

void IpcTest::TearDown() {
    EndTasks(tasks_);
    EndProcesses({client_process_, server_process_});
    MachineTest::TearDown();
}

task *IpcTest::AddTask(process *process) {
    tasks_.push_back(MakeTask(process));
    return tasks_.back();
}

void IpcTest::SetClass(task *task, abi_class class_) {
    task_set_base_class(task, class_);
    task->class_ = static_cast<uint8_t>(class_);
}

uint32_t IpcTest::Grant(process *from, uint32_t handle, process *to, uint32_t rights, uint64_t badge) {
    struct handle found;
    uint32_t slot = 0;
    uint32_t given = 0;
    capability_child child = {};
    child.rights = rights;
    child.grantable = rights;
    child.badge = badge;
    EXPECT_EQ(handle_find(from, handle, HANDLE_ANY, &found), ABI_OK);
    EXPECT_TRUE(capability_slot_take(&to->slots, &slot));
    EXPECT_EQ(capability_give_into(&found, to, slot, child, &given), ABI_OK);
    return given;
}

uint32_t IpcTest::MakeObject(process *process, abi_object_kind kind) {
    uint64_t handle = 0;
    EXPECT_EQ(object_create(process, kind, &handle), ABI_OK);
    return static_cast<uint32_t>(handle);
}

Words IpcTest::WordsOf(const task *task) {
    Words words;
    user_frame_get_words(&task->frame, words.data());
    return words;
}

void IpcTest::SetWords(task *task, const Words &words) {
    user_frame_set_words(&task->frame, words.data());
}

abi_message *IpcTest::PageOf(const task *task) {
    return static_cast<abi_message *>(memory_at(task->message_physical));
}

abi_message *IpcTest::ResetPage(const task *task, uint64_t deadline_ticks) {
    abi_message *page = PageOf(task);
    memset(page, 0, sizeof(*page));
    page->deadline = deadline_ticks;
    return page;
}

ipc_outcome IpcTest::Receive(task *task, uint32_t handle, uint32_t options, uint32_t hart) {
    Run(hart, task);
    return ipc_receive(Become(hart), handle, options);
}

ipc_outcome IpcTest::Send(task *task, uint32_t handle, const Words &words, uint32_t options, uint32_t hart) {
    Run(hart, task);
    SetWords(task, words);
    return ipc_send(Become(hart), handle, options);
}

ipc_outcome IpcTest::ReplyReceive(task *task, uint32_t handle, const Words &words, uint32_t options) {
    Run(0, task);
    SetWords(task, words);
    return ipc_reply_receive(Become(0), handle, options);
}

abi_error IpcTest::Reply(task *task, const Words &words, uint32_t options) {
    Run(0, task);
    SetWords(task, words);
    return ipc_reply(Become(0), options);
}

abi_error IpcTest::ReplyTo(task *task, uint32_t reply, const Words &words, uint32_t options) {
    Run(0, task);
    SetWords(task, words);
    return ipc_reply_to(Become(0), reply, options);
}

bool IpcTest::IsWaiting(const task *task) {
    wait_ticket ticket;
    return wait_claim_current(&task->claim, &ticket);
}

abi_error IpcTest::ResultOf(const task *task) {
    return static_cast<abi_error>(task->frame.x[kRegisterA0]);
}

uint64_t IpcTest::InfoOf(const task *sender, abi_message_kind kind) {
    return message_info(sender->id.value, static_cast<abi_class>(sender->base_class), kind);
}

void IpcTest::ExpectReady(task *task) {
    EXPECT_FALSE(IsWaiting(task));
    Idle(task->hart);
    percpu_get(cpu_id{task->hart})->exit_work |= EXIT_RESCHEDULE;
    EXPECT_EQ(Leave(task->hart), task);
    Idle(task->hart);
}

void IpcTest::ExpectEnded(task *task, abi_error error) {
    ExpectReady(task);
    EXPECT_EQ(ResultOf(task), error);
    EXPECT_FALSE(task->link.is_linked);
    EXPECT_FALSE(task->has_deadline);
    EXPECT_EQ(task->cargo.accept, 0u);
    EXPECT_EQ(task->slow, 0u);
}

void IpcTest::ExpectMessage(task *task, const Words &words, uint64_t badge, uint64_t info) {
    EXPECT_EQ(ResultOf(task), ABI_OK);
    EXPECT_EQ(WordsOf(task), words);
    EXPECT_EQ(task->frame.x[USER_REGISTER_BADGE], badge);
    EXPECT_EQ(task->frame.x[USER_REGISTER_INFO], info);
    EXPECT_FALSE(task->link.is_linked);
    EXPECT_FALSE(task->has_deadline);
    EXPECT_EQ(task->cargo.accept, 0u);
    EXPECT_EQ(task->slow, 0u);
}

void IpcTest::ServerWaits(uint32_t options) {
    const ipc_outcome outcome = Receive(server_, at_server_, options);
    EXPECT_TRUE(outcome.is_in_frame);
    EXPECT_TRUE(IsWaiting(server_));
    EXPECT_EQ(cpu_current()->current, nullptr);
}

void IpcTest::ServerServes(uint32_t options) {
    ServerWaits(options);
    EXPECT_TRUE(Send(client_, at_client_, kWords, IPC_CALL).is_in_frame);
    ExpectReady(server_);
    EXPECT_EQ(server_->caller, client_);
}
