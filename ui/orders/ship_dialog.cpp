// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/ship_dialog.h"

#include "ui/common/alive.h"
#include "ui/common/format.h"
#include "ui/orders/line_quantities.h"
#include "ui/orders/order_texts.h"

#include <QKeyEvent>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace tidegate {

ShipDialog::ShipDialog(OrderServices &services, OrderRecord record, QWidget *parent)
    : OrderStepDialog(services, std::move(record), tr("Ship order"), tr("&Ship"), parent)
    , m_quantities(new LineQuantities(order()))
    , m_scan(new QLineEdit)
    , m_tracking(new QLineEdit)
    , m_count(mutedLabel({}))
{
    QLabel *what = plainLabel(tr("Order %1 for %2").arg(order().id, customerText(order())));
    what->setWordWrap(true);
    addWidget(what);
    m_scan->setPlaceholderText(tr("SKU, then Enter: counts one unit"));
    m_tracking->setMaxLength(int(OrderService::longestTracking));
    m_tracking->setPlaceholderText(tr("May stay empty"));
    addField(u"scan"_s, tr("S&can"), m_scan);
    addField(u"lines"_s, tr("&Units in this parcel"), m_quantities);
    addWidget(m_count);
    addField(u"tracking"_s, tr("&Tracking number"), m_tracking);
    connect(m_scan, &QLineEdit::returnPressed, this, &ShipDialog::countScanned);
    connect(m_tracking, &QLineEdit::textEdited, this, [this] { setDirty(); });
    connect(m_quantities, &LineQuantities::changed, this, [this] {
        setDirty();
        showCount();
    });
    showCount();
    m_scan->setFocus();
}

void ShipDialog::countScanned()
{
    const QString sku = m_scan->text().trimmed();
    if (sku.isEmpty()) {
        return;
    }
    if (!std::exchange(m_counting, true)) {
        m_quantities->setAll(false);
    }
    setFieldError(u"scan"_s, {});
    switch (m_quantities->addUnit(sku)) {
    case LineQuantities::Added::Yes: break;
    case LineQuantities::Added::UnknownSku:
        setFieldError(u"scan"_s, tr("Nothing of “%1” is left to ship in this order. It was not counted.").arg(sku));
        break;
    case LineQuantities::Added::AllCounted:
        setFieldError(u"scan"_s, tr("All of “%1” are counted already. This one is too many.").arg(sku));
        break;
    }
    m_scan->clear();
}

void ShipDialog::showCount()
{
    const qint64 left = openUnitsOf(order()) - m_quantities->units();
    const QString now = tr("%Ln unit(s) in this parcel", nullptr, plural(m_quantities->units()));
    m_count->setText(left > 0 ? tr("%1; %Ln stay(s) to be shipped.", "units in this parcel", plural(left)).arg(now)
                              : tr("%1; nothing is left after that.", "units in this parcel").arg(now));
}

void ShipDialog::submit()
{
    const std::vector<LineQuantity> lines = m_quantities->chosen();
    if (lines.empty()) {
        setFieldError(u"lines"_s, tr("Nothing is chosen: say how many units leave."));
        focusFirstError();
        return;
    }
    const QString tracking = m_tracking->text().trimmed();
    const QString what = quantitiesText(order(), lines);
    setBusy(true);
    services().ship(write({what, tracking}), lines, tracking, whileAlive(this, [this, what](const Result<OrderDetails> &answer) {
                        take(answer, tr("Shipped %1 of order %2.").arg(what, order().id));
                    }));
}

void ShipDialog::orderChanged()
{
    m_quantities->setOrder(order());
    m_scan->setFocus();
}

} // namespace tidegate
