// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tidegate::test {

/// Makes SQLite's files fail on demand, for the whole program: a VFS over the system's own, which every connection opened after install() uses.
class FaultVfs
{
public:
    /// Once, before the first connection.
    static void install();
    /// From now on writes (and the growing of files) answer with this SQLite code, SQLITE_FULL say; 0: they work again. Thread-safe.
    static void failWrites(int code);
    /// The same for making durable.
    static void failSyncs(int code);
    /// How often a file was made durable so far.
    static int syncs();
};

} // namespace tidegate::test
