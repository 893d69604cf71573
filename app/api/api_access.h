// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/router.h"
#include "core/staff/staff_actor.h"

namespace tidegate {

/// Told of what is refused to somebody who was let in: for the security log.
using RefusalListener = std::function<void(const Error &, const Request &)>;

/// How the staff come in.
struct StaffAccess {
    Gate gate;                                        ///< lets in nobody else
    std::function<StaffActor(const Request &)> actor; ///< who it is that the gate has let in
    RefusalListener onRefusal{};

    /// The answer that tells `error`.
    [[nodiscard]] Response refusal(const Error &error, const Request &request) const;
};

/// How shoppers do.
struct ShopperAccess {
    Gate gate;
    RefusalListener onRefusal{};

    [[nodiscard]] Response refusal(const Error &error, const Request &request) const;
};

} // namespace tidegate
