// SPDX-License-Identifier: Apache-2.0
#include "testing/fakes/nexus/fake_nexus.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "abi/limits.h"
#include "abi/syscall.h"
#include "libs/nexus/gate.h"

namespace fake_nexus {
namespace {

constexpr uint64_t CHOSEN_PLACES = UINT64_C(0x3000000000);
constexpr uint32_t READ_WRITE = ABI_RIGHT_READ | ABI_RIGHT_WRITE;
constexpr uint32_t READ_EXECUTE = ABI_RIGHT_READ | ABI_RIGHT_EXECUTE;

std::unique_ptr<Kernel> current;

nexus_result Error(abi_error error) {
    return {static_cast<uint64_t>(error), 0};
}

nexus_result Value(uint64_t value) {
    return {ABI_OK, value};
}

const Capability *Find(uint64_t handle, abi_object_kind kind) {
    auto found = current->caller.table.find(static_cast<uint32_t>(handle));
    bool is_there = found != current->caller.table.end() && (kind == ABI_OBJECT_NONE || found->second.kind == kind);
    return is_there ? &found->second : nullptr;
}

bool Has(const Capability &capability, uint32_t rights) {
    return (capability.rights & rights) == rights;
}

// The process an argument names, or null.
Process *Target(uint64_t handle) {
    if (handle == 0) {
        return &current->caller;
    }
    const Capability *capability = Find(handle, ABI_OBJECT_PROCESS);
    return capability == nullptr ? nullptr : capability->process.get();
}

uint32_t Insert(Process *process, const Capability &capability) {
    uint32_t handle = current->next_handle++;
    process->table[handle] = capability;
    return handle;
}

void Unmap(Process *process, size_t index) {
    Mapping &mapping = process->mappings[index];
    if ((mapping.rights & ABI_RIGHT_WRITE) != 0) {
        mapping.vmo->writable_mappings--;
    }
    process->mappings.erase(process->mappings.begin() + static_cast<ptrdiff_t>(index));
}

void End(Process *process) {
    process->alive = false;
    process->table.clear();
    while (!process->mappings.empty()) {
        Unmap(process, 0);
    }
}

void Close(Process *process, uint32_t handle) {
    for (size_t i = process->mappings.size(); i-- > 0;) {
        if (process->mappings[i].handle == handle) {
            Unmap(process, i);
        }
    }
    Capability capability = process->table[handle];
    process->table.erase(handle);
    // Besides this copy only the list of all processes knows it.
    if (capability.process != nullptr && capability.process.use_count() == 2) {
        End(capability.process.get());
    }
}

bool Overlaps(const Process &process, uint64_t address, uint64_t pages) {
    return std::any_of(process.mappings.begin(), process.mappings.end(), [&](const Mapping &mapping) {
        return address < mapping.address + mapping.pages * ABI_PAGE_BYTES &&
               mapping.address < address + pages * ABI_PAGE_BYTES;
    });
}

// With a free page on either side. The caller's are where the memory really is.
uint64_t Choose(const Process &process, const Vmo &vmo, uint64_t first_page, uint64_t pages) {
    if (&process == &current->caller) {
        return reinterpret_cast<uint64_t>(vmo.memory) + first_page * ABI_PAGE_BYTES;
    }
    uint64_t address = CHOSEN_PLACES;
    while (Overlaps(process, address - ABI_PAGE_BYTES, pages + 2)) {
        address += ABI_PAGE_BYTES;
    }
    return address;
}

abi_error CheckMapping(const Capability &vmo, bool to_other, uint64_t first_page, uint64_t pages, uint32_t rights) {
    bool known = rights == ABI_RIGHT_READ || rights == READ_WRITE || rights == READ_EXECUTE;
    if (!known || pages == 0 || first_page > vmo.vmo->pages || pages > vmo.vmo->pages - first_page) {
        return ABI_EINVAL;
    }
    if (!Has(vmo, rights) || (to_other && (vmo.grantable & rights) != rights)) {
        return ABI_EPERM;
    }
    bool write = (rights & ABI_RIGHT_WRITE) != 0;
    bool execute = (rights & ABI_RIGHT_EXECUTE) != 0;
    return (write && vmo.vmo->sealed) || (execute && !vmo.vmo->sealed) ? ABI_EBUSY : ABI_OK;
}

nexus_result VmoMap(const uint64_t *arguments) {
    Process *process = Target(arguments[0]);
    const Capability *vmo = Find(arguments[1], ABI_OBJECT_VMO);
    uint64_t address = arguments[2];
    auto rights = static_cast<uint32_t>(arguments[5]);
    if (process == nullptr || vmo == nullptr) {
        return Error(ABI_EBADF);
    }
    bool to_other = process != &current->caller;
    abi_error error = CheckMapping(*vmo, to_other, arguments[3], arguments[4], rights);
    if (error != ABI_OK) {
        return Error(error);
    }
    if (address == 0) {
        address = Choose(*process, *vmo->vmo, arguments[3], arguments[4]);
    }
    if (address % ABI_PAGE_BYTES != 0 || Overlaps(*process, address, arguments[4])) {
        return Error(ABI_EINVAL);
    }
    std::shared_ptr<Vmo> object = vmo->vmo;
    auto handle = static_cast<uint32_t>(arguments[1]);
    if (to_other) {
        handle = Insert(process, {ABI_OBJECT_VMO, rights, rights & vmo->grantable, object, nullptr});
    }
    object->writable_mappings += (rights & ABI_RIGHT_WRITE) != 0 ? 1 : 0;
    process->mappings.push_back({address, arguments[4], rights, handle, object});
    return Value(address);
}

nexus_result VmoUnmap(const uint64_t *arguments) {
    Process *process = Target(arguments[0]);
    if (process == nullptr) {
        return Error(ABI_EBADF);
    }
    for (size_t i = 0; i < process->mappings.size(); i++) {
        if (process->mappings[i].address == arguments[1]) {
            Unmap(process, i);
            return Value(0);
        }
    }
    return Error(ABI_EINVAL);
}

nexus_result VmoCreate(const uint64_t *arguments) {
    if (arguments[0] != 0 && Find(arguments[0], ABI_OBJECT_PROCESS) == nullptr) {
        return Error(ABI_EBADF);
    }
    if (arguments[1] == 0 || arguments[1] > ABI_VMO_PAGES_MAX) {
        return Error(ABI_EINVAL);
    }
    return Value(Insert(&current->caller,
                        {ABI_OBJECT_VMO, ABI_RIGHT_ALL, ABI_RIGHT_ALL, std::make_shared<Vmo>(arguments[1]), nullptr}));
}

nexus_result VmoSeal(const uint64_t *arguments) {
    const Capability *vmo = Find(arguments[0], ABI_OBJECT_VMO);
    if (vmo == nullptr) {
        return Error(ABI_EBADF);
    }
    if (vmo->vmo->writable_mappings != 0) {
        return Error(ABI_EBUSY);
    }
    vmo->vmo->sealed = true;
    return Value(0);
}

nexus_result ProcessCreate(const uint64_t *arguments) {
    auto process = std::make_shared<Process>();
    std::memcpy(&process->limits, reinterpret_cast<const void *>(arguments[0]), sizeof(process->limits));
    process->label = arguments[1];
    current->processes.push_back(process);
    return Value(Insert(&current->caller, {ABI_OBJECT_PROCESS, ABI_RIGHT_ALL, ABI_RIGHT_ALL, nullptr, process}));
}

nexus_result ProcessGrant(const uint64_t *arguments) {
    Process *process = Target(arguments[0]);
    const Capability *capability = Find(arguments[1], ABI_OBJECT_NONE);
    auto rights = static_cast<uint32_t>(arguments[2]);
    auto grantable = static_cast<uint32_t>(arguments[3]);
    if (process == nullptr || capability == nullptr) {
        return Error(ABI_EBADF);
    }
    if (process == &current->caller || ((rights | grantable) & ~uint32_t{ABI_RIGHT_ALL}) != 0) {
        return Error(ABI_EINVAL);
    }
    if (((rights | grantable) & ~capability->grantable) != 0) {
        return Error(ABI_EPERM);
    }
    Capability child = *capability;
    child.rights = rights;
    child.grantable = grantable;
    return Value(Insert(process, child));
}

nexus_result ProcessSupervise(const uint64_t *arguments) {
    Process *process = Target(arguments[0]);
    const Capability *endpoint = Find(arguments[1], ABI_OBJECT_ENDPOINT);
    if (process == nullptr || endpoint == nullptr) {
        return Error(ABI_EBADF);
    }
    if (!Has(*endpoint, ABI_RIGHT_SEND)) {
        return Error(ABI_EPERM);
    }
    if (process->supervisor != 0) {
        return Error(ABI_EBUSY);
    }
    process->supervisor = static_cast<uint32_t>(arguments[1]);
    return Value(0);
}

nexus_result ProcessKill(const uint64_t *arguments) {
    Process *process = Target(arguments[0]);
    if (process == nullptr) {
        return Error(ABI_EBADF);
    }
    End(process);
    return Value(0);
}

nexus_result TaskCreate(const uint64_t *arguments) {
    constexpr uint64_t STACK_ALIGNMENT = 16;
    Process *process = Target(arguments[0]);
    if (process == nullptr) {
        return Error(ABI_EBADF);
    }
    if (arguments[1] % 2 != 0 || arguments[2] == 0 || arguments[2] % STACK_ALIGNMENT != 0) {
        return Error(ABI_EINVAL);
    }
    process->tasks.push_back(
        {arguments[1], arguments[2], arguments[3], arguments[4], static_cast<uint32_t>(arguments[5])});
    return Value(static_cast<uint64_t>(process->tasks.size()));
}

nexus_result CapabilityClose(const uint64_t *arguments) {
    if (Find(arguments[0], ABI_OBJECT_NONE) == nullptr) {
        return Error(ABI_EBADF);
    }
    Close(&current->caller, static_cast<uint32_t>(arguments[0]));
    return Value(0);
}

nexus_result Dispatch(uint64_t number, const uint64_t *arguments) {
    switch (number) {
        case ABI_SYS_VMO_CREATE:
            return VmoCreate(arguments);
        case ABI_SYS_VMO_MAP:
            return VmoMap(arguments);
        case ABI_SYS_VMO_UNMAP:
            return VmoUnmap(arguments);
        case ABI_SYS_VMO_SEAL:
            return VmoSeal(arguments);
        case ABI_SYS_PROCESS_CREATE:
            return ProcessCreate(arguments);
        case ABI_SYS_PROCESS_GRANT:
            return ProcessGrant(arguments);
        case ABI_SYS_PROCESS_SUPERVISE:
            return ProcessSupervise(arguments);
        case ABI_SYS_TASK_CREATE:
            return TaskCreate(arguments);
        default:
            return Error(ABI_ENOSYS);
    }
}

nexus_result Call(uint64_t number, const uint64_t *arguments) {
    if (number == ABI_SYS_CAPABILITY_CLOSE) {
        return CapabilityClose(arguments);
    }
    if (number == ABI_SYS_PROCESS_KILL) {
        return ProcessKill(arguments);
    }
    current->calls++;
    return current->calls == current->refused_call ? Error(current->refusal) : Dispatch(number, arguments);
}

}  // namespace

Vmo::Vmo(uint64_t page_count)
    : pages(page_count),
      memory(static_cast<uint8_t *>(std::aligned_alloc(ABI_PAGE_BYTES, page_count * ABI_PAGE_BYTES))) {
    std::memset(memory, 0, pages * ABI_PAGE_BYTES);
}

Vmo::~Vmo() {
    std::free(memory);
}

uint32_t Kernel::Give(abi_object_kind kind, uint32_t rights, uint32_t grantable) {
    return Insert(&caller, {kind, rights, grantable, nullptr, nullptr});
}

Kernel &Current() {
    return *current;
}

void Reset() {
    current = std::make_unique<Kernel>();
}

}  // namespace fake_nexus

nexus_result nexus_call(uint64_t number, uint64_t first, uint64_t second, uint64_t third, uint64_t fourth) {
    const uint64_t arguments[] = {first, second, third, fourth, 0, 0};
    return fake_nexus::Call(number, arguments);
}

nexus_result nexus_call_six(uint64_t number, uint64_t first, uint64_t second, uint64_t third, uint64_t fourth,
                            uint64_t fifth, uint64_t sixth) {
    const uint64_t arguments[] = {first, second, third, fourth, fifth, sixth};
    return fake_nexus::Call(number, arguments);
}

nexus_result nexus_call_seven(uint64_t number, uint64_t first, uint64_t second, uint64_t third, uint64_t fourth,
                              uint64_t fifth, uint64_t sixth, uint64_t seventh) {
    const uint64_t arguments[] = {first, second, third, fourth, fifth, sixth, seventh};
    return fake_nexus::Call(number, arguments);
}
