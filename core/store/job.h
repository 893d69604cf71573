// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/store/transaction.h"

#include <functional>
#include <optional>

namespace tidegate {

/// A write on its way through the store, without the type of its outcome.
struct WriteJob {
    std::function<bool(WriteTransaction &)> run; ///< false: undo it
    std::function<void(const Error *)> deliver;  ///< with an error: that is the outcome, whatever run() said
    Monotonic since{0};                          ///< when it came
    std::optional<Error> failed{};               ///< set by the writer where a statement of the command failed
};

/// A read, likewise.
struct ReadJob {
    std::function<void(ReadTransaction &)> run;
    std::function<void(const Error *)> deliver;
};

} // namespace tidegate
