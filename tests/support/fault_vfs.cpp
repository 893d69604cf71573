// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fault_vfs.h"

#include <atomic>
#include <cstring>
#include <sqlite3.h>

namespace tidegate::test {

namespace {

std::atomic<int> writeFailure{0};
std::atomic<int> syncFailure{0};
std::atomic<int> syncCount{0};

/// The system's file comes right behind this in the memory that SQLite gives.
struct FaultFile {
    sqlite3_file base;

    sqlite3_file *real() { return reinterpret_cast<sqlite3_file *>(this + 1); }
};

sqlite3_file *realOf(sqlite3_file *file)
{
    return reinterpret_cast<FaultFile *>(file)->real();
}

sqlite3_vfs *systemVfs()
{
    static sqlite3_vfs *const vfs = sqlite3_vfs_find("unix");
    return vfs;
}

int writeTo(sqlite3_file *file, const void *data, int amount, sqlite3_int64 offset)
{
    const int failing = writeFailure;
    return failing ? failing : realOf(file)->pMethods->xWrite(realOf(file), data, amount, offset);
}

int syncOf(sqlite3_file *file, int flags)
{
    ++syncCount;
    const int failing = syncFailure;
    return failing ? failing : realOf(file)->pMethods->xSync(realOf(file), flags);
}

// Everything else goes straight through.
const sqlite3_io_methods methods = {
    3,
    [](sqlite3_file *f) { return realOf(f)->pMethods->xClose(realOf(f)); },
    [](sqlite3_file *f, void *data, int amount, sqlite3_int64 at) {
        return realOf(f)->pMethods->xRead(realOf(f), data, amount, at);
    },
    writeTo,
    [](sqlite3_file *f, sqlite3_int64 size) { return realOf(f)->pMethods->xTruncate(realOf(f), size); },
    syncOf,
    [](sqlite3_file *f, sqlite3_int64 *size) { return realOf(f)->pMethods->xFileSize(realOf(f), size); },
    [](sqlite3_file *f, int lock) { return realOf(f)->pMethods->xLock(realOf(f), lock); },
    [](sqlite3_file *f, int lock) { return realOf(f)->pMethods->xUnlock(realOf(f), lock); },
    [](sqlite3_file *f, int *result) { return realOf(f)->pMethods->xCheckReservedLock(realOf(f), result); },
    [](sqlite3_file *f, int op, void *argument) { return realOf(f)->pMethods->xFileControl(realOf(f), op, argument); },
    [](sqlite3_file *f) { return realOf(f)->pMethods->xSectorSize(realOf(f)); },
    [](sqlite3_file *f) { return realOf(f)->pMethods->xDeviceCharacteristics(realOf(f)); },
    [](sqlite3_file *f, int page, int size, int extend, void volatile **memory) {
        return realOf(f)->pMethods->xShmMap(realOf(f), page, size, extend, memory);
    },
    [](sqlite3_file *f, int offset, int n, int flags) { return realOf(f)->pMethods->xShmLock(realOf(f), offset, n, flags); },
    [](sqlite3_file *f) { realOf(f)->pMethods->xShmBarrier(realOf(f)); },
    [](sqlite3_file *f, int remove) { return realOf(f)->pMethods->xShmUnmap(realOf(f), remove); },
    [](sqlite3_file *f, sqlite3_int64 at, int amount, void **page) {
        return realOf(f)->pMethods->xFetch(realOf(f), at, amount, page);
    },
    [](sqlite3_file *f, sqlite3_int64 at, void *page) { return realOf(f)->pMethods->xUnfetch(realOf(f), at, page); },
};

int openFile(sqlite3_vfs *, const char *name, sqlite3_file *file, int flags, int *flagsOut)
{
    file->pMethods = nullptr;
    const int code = systemVfs()->xOpen(systemVfs(), name, realOf(file), flags, flagsOut);
    if (code == SQLITE_OK)
        file->pMethods = &methods;
    return code;
}

} // namespace

void FaultVfs::install()
{
    static sqlite3_vfs vfs = *systemVfs();
    vfs.szOsFile = static_cast<int>(sizeof(FaultFile)) + systemVfs()->szOsFile;
    vfs.pNext = nullptr;
    vfs.zName = "tidegate-faults";
    vfs.xOpen = openFile;
    sqlite3_vfs_register(&vfs, 1);
}

void FaultVfs::failWrites(int code)
{
    writeFailure = code;
}

void FaultVfs::failSyncs(int code)
{
    syncFailure = code;
}

int FaultVfs::syncs()
{
    return syncCount;
}

} // namespace tidegate::test
