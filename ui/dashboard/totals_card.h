// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/console_services.h"

#include <array>

class QFormLayout;

namespace tidegate {

/// How many orders there are and what they brought, as the database says, and when it said so.
class TotalsCard : public Card
{
    Q_OBJECT

public:
    explicit TotalsCard(QWidget *parent = nullptr);

    void setTotals(const OrderTotals &totals);
    /// Keeps showing the last ones, and says that they are old.
    void tellStale();
    [[nodiscard]] QString asOf() const { return m_asOf->text(); }
    [[nodiscard]] QString revenue() const { return m_revenue->text(); }
    [[nodiscard]] QString paid() const { return m_paid->text(); }
    [[nodiscard]] QString refunds(RefundKind kind) const { return m_refunds[std::size_t(kind)]->text(); }

private:
    QLabel *addLine(QFormLayout *form, const QString &title, double scale = 1.0);

    QLabel *m_asOf;
    QLabel *m_revenue;
    QLabel *m_paid;
    QLabel *m_inPayment;
    QLabel *m_declined;
    QLabel *m_released;
    std::array<QLabel *, 3> m_refunds; ///< by RefundKind
};

} // namespace tidegate
