// SPDX-License-Identifier: Apache-2.0
#include "libs/loader/loader.h"

#include <elf.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "abi/limits.h"
#include "abi/object.h"
#include "testing/fakes/nexus/fake_nexus.h"

namespace {

constexpr uint64_t PAGE = ABI_PAGE_BYTES;
constexpr uint64_t TEXT = 0x10000;
constexpr uint64_t DATA = 0x14000;
constexpr uint64_t ENTRY = TEXT + 0x200;
constexpr uint64_t STACK_PAGES = 3;
constexpr uint32_t USE = ABI_RIGHT_USE;

// Text with the headers in it, and data with a page of zeros behind.
std::vector<uint8_t> ProgramFile() {
    std::vector<uint8_t> file(2 * PAGE);
    Elf64_Ehdr header = {};
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_ident[EI_VERSION] = EV_CURRENT;
    header.e_type = ET_EXEC;
    header.e_machine = EM_RISCV;
    header.e_version = EV_CURRENT;
    header.e_entry = ENTRY;
    header.e_phoff = sizeof(header);
    header.e_ehsize = sizeof(header);
    header.e_phentsize = sizeof(Elf64_Phdr);
    header.e_phnum = 2;
    const Elf64_Phdr segments[] = {
        {PT_LOAD, PF_R | PF_X, 0, TEXT, TEXT, 0x400, 0x400, PAGE},
        {PT_LOAD, PF_R | PF_W, PAGE, DATA, DATA, 0x10, 2 * PAGE, PAGE},
    };
    std::memcpy(file.data(), &header, sizeof(header));
    std::memcpy(file.data() + sizeof(header), segments, sizeof(segments));
    std::memcpy(file.data() + PAGE, "data of program", 0x10);
    return file;
}

class LoaderTest : public testing::Test {
  protected:
    LoaderTest() : file(ProgramFile()) {
        Begin();
    }

    // Another kernel, and a program to start.
    void Begin() {
        fake_nexus::Reset();
        spawned = {};
        program = {};
        log = Kernel().Give(ABI_OBJECT_LOG, ABI_RIGHT_ALL, ABI_RIGHT_ALL);
        clock = Kernel().Give(ABI_OBJECT_CLOCK, USE, USE);
        supervisor = Kernel().Give(ABI_OBJECT_ENDPOINT, ABI_RIGHT_SEND, 0);
        grants = {{"log", log, ABI_RIGHT_SEND, 0}, {"clock", clock, USE, USE}};
        program.file = file.data();
        program.bytes = file.size();
        program.limits.pages = 40;
        program.limits.tasks = 2;
        program.arguments[0] = 11;
        program.arguments[3] = 14;
        program.stack_pages = STACK_PAGES;
        program.supervisor = supervisor;
        program.harts = 5;
        program.authority = 77;
    }

    static fake_nexus::Kernel &Kernel() {
        return fake_nexus::Current();
    }

    abi_error Spawn() {
        program.grants = grants.data();
        program.grant_count = grants.size();
        return loader_spawn(&program, &spawned);
    }

    // After a refusal: the caller has what it had, nothing lives, and nobody was told of anything.
    void ExpectNothingLeft() {
        EXPECT_EQ(Kernel().caller.table.size(), 3u);
        EXPECT_TRUE(Kernel().caller.mappings.empty());
        for (const auto &process : Kernel().processes) {
            EXPECT_FALSE(process->alive);
            EXPECT_TRUE(process->tasks.empty());
        }
        EXPECT_EQ(spawned.process, 0u);
        EXPECT_EQ(spawned.task, 0u);
    }

    fake_nexus::Process &Child() {
        return *Kernel().caller.table.at(spawned.process).process;
    }

    const fake_nexus::Mapping *MappingOf(uint64_t address) {
        for (const fake_nexus::Mapping &mapping : Child().mappings) {
            if (address >= mapping.address && address < mapping.address + mapping.pages * PAGE) {
                return &mapping;
            }
        }
        return nullptr;
    }

    std::vector<uint8_t> file;
    uint32_t log;
    uint32_t clock;
    uint32_t supervisor;
    std::vector<loader_grant> grants;
    loader_program program = {};
    loader_process spawned = {};
};

TEST_F(LoaderTest, MapsTheProgramWithItsRights) {
    ASSERT_EQ(Spawn(), ABI_OK);
    const fake_nexus::Mapping *text = MappingOf(TEXT);
    ASSERT_NE(text, nullptr);
    EXPECT_EQ(text->rights, uint32_t{ABI_RIGHT_READ | ABI_RIGHT_EXECUTE});
    EXPECT_TRUE(text->vmo->sealed);
    EXPECT_EQ(std::memcmp(text->vmo->memory, file.data(), 0x400), 0);
    const fake_nexus::Mapping *data = MappingOf(DATA);
    ASSERT_NE(data, nullptr);
    EXPECT_EQ(data->rights, uint32_t{ABI_RIGHT_READ | ABI_RIGHT_WRITE});
    EXPECT_EQ(data->pages, 2u);
    EXPECT_STREQ(reinterpret_cast<const char *>(data->vmo->memory), "data of program");
    EXPECT_EQ(Child().mappings.size(), 3u);
}

TEST_F(LoaderTest, StartsTheTaskBelowItsStartRecord) {
    ASSERT_EQ(Spawn(), ABI_OK);
    ASSERT_EQ(Child().tasks.size(), 1u);
    const fake_nexus::Task &task = Child().tasks[0];
    EXPECT_EQ(spawned.task, 1u);
    EXPECT_EQ(task.entry, ENTRY);
    EXPECT_EQ(task.harts, 5u);
    EXPECT_EQ(task.authority, 77u);
    EXPECT_EQ(task.argument, task.stack_top);
    const fake_nexus::Mapping *stack = MappingOf(task.stack_top);
    ASSERT_NE(stack, nullptr);
    EXPECT_EQ(stack->pages, STACK_PAGES);
    EXPECT_EQ(stack->rights, uint32_t{ABI_RIGHT_READ | ABI_RIGHT_WRITE});
    EXPECT_EQ(task.stack_top + sizeof(start_record), stack->address + stack->pages * PAGE);
    EXPECT_EQ(MappingOf(stack->address - 1), nullptr);
    EXPECT_EQ(MappingOf(stack->address + stack->pages * PAGE), nullptr);
}

TEST_F(LoaderTest, GrantsByName) {
    ASSERT_EQ(Spawn(), ABI_OK);
    const fake_nexus::Task &task = Child().tasks[0];
    const fake_nexus::Mapping *stack = MappingOf(task.argument);
    start_record record;
    std::memcpy(&record, stack->vmo->memory + (task.argument - stack->address), sizeof(record));
    EXPECT_EQ(record.arguments[0], 11u);
    EXPECT_EQ(record.arguments[3], 14u);
    const fake_nexus::Capability &its_log = Child().table.at(start_record_find(&record, "log"));
    EXPECT_EQ(its_log.kind, ABI_OBJECT_LOG);
    EXPECT_EQ(its_log.rights, uint32_t{ABI_RIGHT_SEND});
    EXPECT_EQ(its_log.grantable, 0u);
    const fake_nexus::Capability &its_clock = Child().table.at(start_record_find(&record, "clock"));
    EXPECT_EQ(its_clock.kind, ABI_OBJECT_CLOCK);
    EXPECT_EQ(its_clock.grantable, USE);
    EXPECT_EQ(Child().limits.pages, 40u);
    EXPECT_EQ(Child().limits.tasks, 2u);
    EXPECT_EQ(Child().supervisor, supervisor);
}

TEST_F(LoaderTest, ANameIsALabelOfItsFirstEightLetters) {
    ASSERT_EQ(Spawn(), ABI_OK);
    EXPECT_EQ(Child().label, 0u);
    program.name = "ab";
    ASSERT_EQ(Spawn(), ABI_OK);
    EXPECT_EQ(Child().label, UINT64_C(0x6261));
    program.name = "abcdefghij";
    ASSERT_EQ(Spawn(), ABI_OK);
    EXPECT_EQ(Child().label, UINT64_C(0x6867666564636261));
}

// Two VMO capabilities that are mapped writable, one that is executable; the caller keeps the process alone.
TEST_F(LoaderTest, KeepsNoWayIntoTheProgram) {
    ASSERT_EQ(Spawn(), ABI_OK);
    EXPECT_EQ(Kernel().caller.table.size(), 4u);
    EXPECT_TRUE(Kernel().caller.mappings.empty());
    for (const auto &entry : Child().table) {
        if (entry.second.kind == ABI_OBJECT_VMO) {
            EXPECT_NE(entry.second.rights & (ABI_RIGHT_WRITE | ABI_RIGHT_EXECUTE),
                      uint32_t{ABI_RIGHT_WRITE | ABI_RIGHT_EXECUTE});
            EXPECT_EQ(entry.second.rights & ABI_RIGHT_MANAGE, 0u);
        }
    }
}

TEST_F(LoaderTest, LeavesNothingWhicheverCallIsRefused) {
    ASSERT_EQ(Spawn(), ABI_OK);
    const uint32_t calls = Kernel().calls;
    ASSERT_GT(calls, 15u);
    for (uint32_t refused = 1; refused <= calls; refused++) {
        SCOPED_TRACE(refused);
        Begin();
        Kernel().refused_call = refused;
        EXPECT_EQ(Spawn(), ABI_ENOMEM);
        EXPECT_EQ(Kernel().calls, refused);
        ExpectNothingLeft();
    }
}

TEST_F(LoaderTest, RefusesWhatIsNoProgram) {
    file[0] ^= 1;
    EXPECT_EQ(Spawn(), ABI_EINVAL);
    EXPECT_EQ(Kernel().calls, 0u);
    ExpectNothingLeft();
}

TEST_F(LoaderTest, RefusesAProgramWithoutAStack) {
    program.stack_pages = 0;
    EXPECT_EQ(Spawn(), ABI_EINVAL);
    ExpectNothingLeft();
}

TEST_F(LoaderTest, RefusesTwoGrantsOfOneName) {
    grants[1].name = "log";
    EXPECT_EQ(Spawn(), ABI_EINVAL);
    ExpectNothingLeft();
}

TEST_F(LoaderTest, RefusesMoreGrantsThanARecordHolds) {
    std::vector<std::string> names(START_RECORD_CAPABILITIES_MAX + 1);
    grants.clear();
    for (size_t i = 0; i < names.size(); i++) {
        names[i] = "n" + std::to_string(i);
        grants.push_back({names[i].c_str(), log, ABI_RIGHT_SEND, 0});
    }
    EXPECT_EQ(Spawn(), ABI_ENOSPC);
    ExpectNothingLeft();
    grants.pop_back();
    EXPECT_EQ(Spawn(), ABI_OK);
}

TEST_F(LoaderTest, HandsOnWhatTheKernelSaysOfAGrant) {
    grants[1].rights = ABI_RIGHT_SEND;
    EXPECT_EQ(Spawn(), ABI_EPERM);
    ExpectNothingLeft();
}

TEST_F(LoaderTest, MapsAnArchiveReadOnly) {
    auto vmo = std::make_shared<fake_nexus::Vmo>(2);
    uint32_t handle = 0x42;
    Kernel().caller.table[handle] = {ABI_OBJECT_VMO, ABI_RIGHT_READ, 0, vmo, nullptr};
    const void *archive = nullptr;
    EXPECT_EQ(loader_map_archive(handle, 0, &archive), ABI_EINVAL);
    EXPECT_EQ(loader_map_archive(handle, 2 * PAGE + 1, &archive), ABI_EINVAL);
    EXPECT_EQ(archive, nullptr);
    ASSERT_EQ(loader_map_archive(handle, PAGE + 1, &archive), ABI_OK);
    EXPECT_EQ(archive, vmo->memory);
    EXPECT_EQ(Kernel().caller.mappings[0].rights, uint32_t{ABI_RIGHT_READ});
    EXPECT_EQ(Kernel().caller.mappings[0].pages, 2u);
}

}  // namespace
