// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/random.h"

#include <QJsonObject>

#include <chrono>
#include <mutex>

namespace tidegate {

/// What goes wrong on demand.
enum class FaultMode {
    Ok,
    Decline,         ///< the card is declined
    Error,           ///< 500, and nothing is done
    Hang,            ///< never an answer, and nothing is done
    DropAfterCharge, ///< done, but the connection ends instead of the answer
    Slow,            ///< done and answered after `latency`; meanwhile the key is in use
};

/// Which fault meets how many requests. Thread-safe.
class Faults
{
public:
    struct Plan {
        FaultMode mode = FaultMode::Ok;
        double rate = 1.0; ///< the share of requests that it meets
        std::chrono::milliseconds latency{0};
    };

    explicit Faults(Random &random);

    /// `{"mode", "rate"?, "latency_ms"?}`
    Result<Done> set(const QJsonObject &object);
    [[nodiscard]] QJsonObject toJson() const;

    /// What meets this request.
    [[nodiscard]] FaultMode draw();
    [[nodiscard]] std::chrono::milliseconds latency() const;

private:
    Random &m_random;
    mutable std::mutex m_mutex;
    Plan m_plan;
};

} // namespace tidegate
