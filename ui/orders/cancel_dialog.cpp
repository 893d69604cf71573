// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/cancel_dialog.h"

#include "ui/common/alive.h"
#include "ui/common/format.h"
#include "ui/common/question.h"
#include "ui/orders/line_quantities.h"
#include "ui/orders/order_texts.h"

#include <QLineEdit>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

bool areSame(const std::vector<LineQuantity> &left, const std::vector<LineQuantity> &right)
{
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](const LineQuantity &a, const LineQuantity &b) {
        return a.orderLineId == b.orderLineId && a.quantity == b.quantity;
    });
}

} // namespace

CancelDialog::CancelDialog(OrderServices &services, OrderRecord record, QWidget *parent)
    : OrderStepDialog(services, std::move(record), tr("Cancel units"), tr("&Cancel these units…"), parent)
    , m_quantities(new LineQuantities(order()))
    , m_reason(new QLineEdit)
    , m_money(plainLabel({}))
{
    QLabel *what =
        plainLabel(tr("Order %1 for %2. Only what was not shipped can be cancelled; what was shipped comes back as a return.")
                       .arg(order().id, customerText(order())));
    what->setWordWrap(true);
    addWidget(what);
    addField(u"lines"_s, tr("&Units to cancel"), m_quantities);
    setRefusal(tr("&Keep them"));
    m_reason->setMaxLength(int(OrderService::longestReason));
    m_reason->setPlaceholderText(tr("Kept in the order's history"));
    addField(u"reason"_s, tr("&Reason"), m_reason);
    m_money->setWordWrap(true);
    m_money->setObjectName(u"goesBack"_s);
    scaleFont(m_money, 1.1, true);
    addWidget(m_money);
    connect(m_reason, &QLineEdit::textEdited, this, [this] { setDirty(); });
    connect(m_quantities, &LineQuantities::changed, this, [this] {
        setDirty();
        askPreview();
    });
    m_quantities->setFocus();
    askPreview();
}

void CancelDialog::askPreview()
{
    m_amount.reset();
    const std::vector<LineQuantity> lines = m_quantities->chosen();
    if (lines.empty()) {
        m_money->setText(tr("Nothing is chosen."));
        return;
    }
    m_money->setText(tr("Reckoning what goes back…"));
    services().previewCancel(order().id, lines, whileAlive(this, [this, lines](const Result<CancelPreview> &preview) {
                                 takePreview(lines, preview);
                             }));
}

void CancelDialog::takePreview(const std::vector<LineQuantity> &asked, const Result<CancelPreview> &preview)
{
    if (!areSame(asked, m_quantities->chosen())) {
        return; // another answer is on its way
    }
    if (!preview) {
        m_money->setText(tr("What goes back can't be told. %1").arg(errorText(preview.error())));
        return;
    }
    m_amount = preview->amount;
    m_money->setText(moneySentence());
}

QString CancelDialog::moneySentence() const
{
    if (!m_amount || m_amount->amount == 0) {
        return tr("No money goes back: nothing was paid for these units.");
    }
    const QString amount = moneyText(*m_amount);
    return order().paymentMethod == "store_credit"_L1
        ? tr("%1 go back to the customer as store credit, at once.").arg(amount)
        : tr("%1 go back to the customer by %2, as soon as the provider takes the refund.")
              .arg(amount, paymentMethodText(order().paymentMethod));
}

void CancelDialog::submit()
{
    if (m_quantities->units() == 0) {
        setFieldError(u"lines"_s, tr("Nothing is chosen: say how many units are cancelled."));
    }
    if (m_reason->text().trimmed().isEmpty()) {
        setFieldError(u"reason"_s, tr("Say why: whoever looks at the order later wants to know."));
    }
    if (hasErrors()) {
        focusFirstError();
        return;
    }
    if (!m_amount) {
        askPreview();
        banner()->tell(Banner::Tone::Info, tr("What goes back to the customer is still being reckoned. Try again in a moment."));
        return;
    }
    ask(this,
        {.title = tr("Cancel %Ln unit(s) of this order?", nullptr, plural(m_quantities->units())),
         .text = tr("%1\n\n%2 The units can be sold again. This can't be taken back.", "what is cancelled, and what goes back")
                     .arg(quantitiesText(order(), m_quantities->chosen()), moneySentence()),
         .action = tr("&Cancel the units"),
         .risky = true,
         .refusal = tr("&Keep them")},
        [this] { cancel(); });
}

void CancelDialog::cancel()
{
    const std::vector<LineQuantity> lines = m_quantities->chosen();
    const QString reason = m_reason->text().trimmed();
    const QString what = quantitiesText(order(), lines);
    setBusy(true);
    services().cancel(write({what, reason}), lines, reason,
                      whileAlive(this, [this, what, money = moneySentence()](const Result<OrderDetails> &answer) {
                          take(answer, tr("Cancelled %1. %2", "units, and what goes back").arg(what, money));
                      }));
}

void CancelDialog::orderChanged()
{
    m_quantities->setOrder(order());
    m_quantities->setFocus();
}

} // namespace tidegate
