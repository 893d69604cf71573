// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "core/base/error.h"

#include <QHostAddress>

#include <memory>
#include <vector>

namespace tidegate {

/// Looks host names up as the system does (getaddrinfo), on a few threads of its own, for a lookup blocks as long as the name
/// servers please. Thread-safe.
///
/// Not QHostInfo: it keeps answers for a minute, and whom a name leads to is to be checked as it is now.
class HostLookup
{
public:
    HostLookup();
    /// Waits for nothing: what is being looked up comes to nothing.
    ~HostLookup();
    Q_DISABLE_COPY_MOVE(HostLookup)

    /// All addresses, in the order in which they are to be tried. NotFound with what is wrong. A number is its own address, in
    /// every way of writing one that the system knows.
    Async<Result<std::vector<QHostAddress>>> find(const QString &host);

private:
    struct State;
    static void run(const std::shared_ptr<State> &state);

    std::shared_ptr<State> m_state;
};

} // namespace tidegate
