// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/panel.h"
#include "ui/console_services.h"

#include <optional>

namespace tidegate {

/// Has the orders counted anew while somebody looks at stock, but not more often than the database can bear.
class StockProver : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::seconds interval{30};

    /// Both outlive this.
    StockProver(ConsoleServices &services, const Clock &clock);

    /// To be called as often as stock is shown.
    void refresh();
    /// The last count there was; nothing before the first.
    [[nodiscard]] const std::optional<StockProof> &latest() const { return m_latest; }
    /// Why the count after that did not come about.
    [[nodiscard]] const std::optional<Error> &failure() const { return m_failure; }

Q_SIGNALS:
    void counted();

private:
    const Clock &m_clock;
    Poll<StockProof> m_poll;
    std::optional<Monotonic> m_countedAt;
    std::optional<StockProof> m_latest;
    std::optional<Error> m_failure;
};

} // namespace tidegate
