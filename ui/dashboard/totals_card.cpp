// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/totals_card.h"

#include "ui/common/format.h"

#include <QFormLayout>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// One line per currency.
QString amountsText(const std::vector<Money> &amounts)
{
    QString text;
    for (const Money &amount : amounts) {
        text += text.isEmpty() ? moneyText(amount) : u'\n' + moneyText(amount);
    }
    return text.isEmpty() ? u"–"_s : text;
}

QString stateText(RefundState state)
{
    switch (state) {
    case RefundState::Pending: return TotalsCard::tr("pending");
    case RefundState::Sent: return TotalsCard::tr("sent");
    case RefundState::Settled: return TotalsCard::tr("settled");
    case RefundState::Failed: break;
    }
    return TotalsCard::tr("failed");
}

/// One line for each state that there is, and currency: "12 settled: 480.00 EUR".
QString refundsText(const std::vector<RefundTotal> &totals, RefundKind kind)
{
    QStringList lines;
    for (const RefundTotal &total : totals) {
        if (total.kind == kind) {
            lines += TotalsCard::tr("%1 %2: %3", "count, state, amount")
                         .arg(countText(total.refunds), stateText(total.state), moneyText(total.amount));
        }
    }
    return lines.isEmpty() ? u"–"_s : lines.join(u'\n');
}

} // namespace

TotalsCard::TotalsCard(QWidget *parent)
    : Card(tr("Orders"), parent)
    , m_asOf(mutedLabel({}))
{
    addToHeading(m_asOf);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(14);
    form->setVerticalSpacing(7);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_revenue = addLine(form, tr("Revenue"), 1.15);
    m_paid = addLine(form, tr("Paid"));
    m_inPayment = addLine(form, tr("In payment"));
    m_declined = addLine(form, tr("Declined"));
    m_released = addLine(form, tr("Released"));
    m_released->setToolTip(tr("The payment could not be made; the stock was given back."));
    m_refunds = {addLine(form, tr("Refunds, cancelled")), addLine(form, tr("Refunds, returns")),
                 addLine(form, tr("Refunds, goodwill"))};
    body()->addLayout(form);
    body()->addStretch();
}

void TotalsCard::setTotals(const OrderTotals &totals)
{
    m_revenue->setText(amountsText(totals.revenue));
    m_paid->setText(countText(totals.paid));
    m_inPayment->setText(countText(totals.inPayment));
    m_declined->setText(countText(totals.declined));
    m_released->setText(countText(totals.released));
    for (std::size_t kind = 0; kind < m_refunds.size(); ++kind) {
        m_refunds[kind]->setText(refundsText(totals.refunds, RefundKind(kind)));
    }
    m_asOf->setText(tr("from the database, as of %1").arg(clockText(totals.asOf)));
}

void TotalsCard::tellStale()
{
    if (!m_asOf->text().isEmpty() && !m_asOf->text().endsWith(tr(" (old)"))) {
        m_asOf->setText(m_asOf->text() + tr(" (old)"));
    }
}

QLabel *TotalsCard::addLine(QFormLayout *form, const QString &title, double scale)
{
    QLabel *value = plainLabel(u"–"_s);
    value->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    value->setAccessibleDescription(title);
    scaleFont(value, scale, true);
    form->addRow(mutedLabel(title), value);
    return value;
}

} // namespace tidegate
