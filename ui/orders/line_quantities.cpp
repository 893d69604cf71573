// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/line_quantities.h"

#include "ui/common/format.h"
#include "ui/common/widgets.h"

#include <QGridLayout>
#include <QSpinBox>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

LineQuantities::LineQuantities(const Order &order, QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(6);
    m_grid->setColumnStretch(0, 1);
    for (const OrderLine &line : order.lines) {
        if (line.open() > 0) {
            addLine(line);
        }
    }
    if (!m_lines.empty()) {
        setFocusProxy(m_lines.front().quantity);
    }
}

void LineQuantities::addLine(const OrderLine &line)
{
    auto *name = new ElidedLabel;
    name->setText(tr("%1 (%2)", "product and its SKU").arg(line.name, line.sku));
    auto *quantity = new QSpinBox;
    quantity->setObjectName(u"quantity-"_s + line.id);
    quantity->setAccessibleName(tr("Quantity of %1").arg(line.name));
    quantity->setRange(0, plural(line.open()));
    quantity->setValue(plural(line.open()));
    quantity->setAlignment(Qt::AlignTrailing);
    quantity->setMinimumWidth(fontMetrics().averageCharWidth() * 12);
    QLabel *of = mutedLabel({});
    const int row = int(m_lines.size());
    m_grid->addWidget(name, row, 0);
    m_grid->addWidget(quantity, row, 1);
    m_grid->addWidget(of, row, 2);
    m_lines.push_back({line.id, line.sku, quantity, of});
    showLeft(m_lines.back(), line.open());
    connect(quantity, &QSpinBox::valueChanged, this, &LineQuantities::changed);
}

void LineQuantities::showLeft(const Line &line, qint64 left)
{
    line.of->setText(tr("of %1", "quantity that is left").arg(countText(left)));
}

LineQuantities::Line *LineQuantities::find(const QString &lineId)
{
    const auto found = std::find_if(m_lines.begin(), m_lines.end(), [&](const Line &line) { return line.id == lineId; });
    return found == m_lines.end() ? nullptr : &*found;
}

void LineQuantities::setOrder(const Order &order)
{
    for (const OrderLine &line : order.lines) {
        if (Line *known = find(line.id)) {
            known->quantity->setMaximum(plural(line.open()));
            showLeft(*known, line.open());
        }
    }
    Q_EMIT changed();
}

std::vector<LineQuantity> LineQuantities::chosen() const
{
    std::vector<LineQuantity> quantities;
    for (const Line &line : m_lines) {
        if (line.quantity->value() > 0) {
            quantities.push_back({line.id, line.quantity->value()});
        }
    }
    return quantities;
}

qint64 LineQuantities::units() const
{
    qint64 units = 0;
    for (const Line &line : m_lines) {
        units += line.quantity->value();
    }
    return units;
}

void LineQuantities::setAll(bool all)
{
    for (const Line &line : m_lines) {
        line.quantity->setValue(all ? line.quantity->maximum() : 0);
    }
}

LineQuantities::Added LineQuantities::addUnit(const QString &sku)
{
    bool known = false;
    for (const Line &line : m_lines) {
        if (line.sku.compare(sku, Qt::CaseInsensitive) != 0) {
            continue;
        }
        known = true;
        if (line.quantity->value() < line.quantity->maximum()) {
            line.quantity->stepUp();
            return Added::Yes;
        }
    }
    return known ? Added::AllCounted : Added::UnknownSku;
}

} // namespace tidegate
