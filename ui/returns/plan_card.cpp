// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/plan_card.h"

#include "ui/common/format.h"
#include "ui/common/icon.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// What of the money given back is tax, or shipping: a fee is kept of the whole, so that these are those of the units.
Money sumOf(const std::vector<DecisionRow> &rows, Money DecisionRow::*part, Currency currency)
{
    Money sum{0, currency};
    for (const DecisionRow &row : rows) {
        if (row.paysMoney() && !row.isSettled) {
            sum.amount += (row.*part).amount;
        }
    }
    return sum;
}

QString replacementText(const PlannedReplacement &replacement)
{
    return PlanCard::tr("%1 × %2", "quantity, SKU").arg(countText(replacement.quantity), replacement.sku);
}

} // namespace

PlanCard::PlanCard(QWidget *parent)
    : Card(tr("What completing does"), parent)
    , m_lines(new QVBoxLayout)
    , m_state(mutedLabel({}))
{
    setObjectName(u"planCard"_s);
    m_lines->setSpacing(6);
    m_state->setWordWrap(true);
    body()->addLayout(m_lines);
    body()->addWidget(m_state);
    body()->addStretch(1);
}

void PlanCard::clear()
{
    while (QLayoutItem *item = m_lines->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void PlanCard::addLine(const QString &name, const QString &value, bool strong)
{
    auto *line = new QWidget;
    auto *layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    QLabel *title = strong ? plainLabel(name) : mutedLabel(name);
    QLabel *figure = plainLabel(value);
    figure->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (strong) {
        scaleFont(title, 1.1, true);
        scaleFont(figure, 1.1, true);
    }
    layout->addWidget(title);
    layout->addStretch(1);
    layout->addWidget(figure);
    line->setAccessibleName(name + u": "_s + value);
    m_lines->addWidget(line);
}

void PlanCard::addWarning(const QString &text, bool bad)
{
    auto *line = new QWidget;
    auto *layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 2, 0, 2);
    layout->setSpacing(8);
    auto *icon = new IconView(16);
    icon->setIcon(themedIcon(bad ? u"bad"_s : u"warning"_s, bad ? IconTone::Bad : IconTone::Warning));
    QLabel *label = plainLabel(text);
    label->setWordWrap(true);
    layout->addWidget(icon, 0, Qt::AlignTop);
    layout->addWidget(label, 1);
    m_lines->addWidget(line);
}

void PlanCard::showPlan(const CompletionPlan &plan, const std::vector<DecisionRow> &rows)
{
    clear();
    m_state->clear();
    addLine(tr("Refund"), moneyText(plan.refund), true);
    addLine(tr("Store credit"), moneyText(plan.credit), true);
    if (plan.refund.amount + plan.credit.amount + plan.fees.amount > 0) {
        const Currency currency = plan.refund.currency;
        addLine(tr("Restocking fees kept"), moneyText(plan.fees));
        addLine(tr("Tax paid for these units"), moneyText(sumOf(rows, &DecisionRow::tax, currency)));
        addLine(tr("Shipping paid for these units"), moneyText(sumOf(rows, &DecisionRow::shipping, currency)));
    }
    addLine(tr("Can still be given back of this order"), moneyText(plan.refundable));
    for (const PlannedReplacement &replacement : plan.replacements) {
        addLine(tr("Replacement: %1").arg(replacementText(replacement)),
                tr("%Ln in stock", nullptr, plural(replacement.available)));
        if (replacement.available < replacement.quantity) {
            addWarning(
                tr("Too few of %1 are in stock: completing will fail. Choose something else for this unit.").arg(replacement.sku),
                true);
        }
    }
    if (plan.repairs > 0) {
        addLine(tr("Repairs begun"), countText(plan.repairs));
    }
    if (plan.sentBack > 0) {
        addLine(tr("Units sent back to the customer"), countText(plan.sentBack));
    }
    if (plan.undecided > 0) {
        addWarning(tr("%Ln accepted unit(s) are not decided about.", nullptr, plural(plan.undecided)), false);
    }
    if (plan.refund.amount + plan.credit.amount > plan.refundable.amount) {
        addWarning(tr("That is more than is left of what was captured for the order: completing will fail."), true);
    }
    if (plan.needsAnotherPerson) {
        addWarning(
            tr("You inspected or decided about this return, and with %1 in all it is above the four-eyes limit: somebody else has to complete it.")
                .arg(moneyText(plan.allMoney)),
            false);
    } else if (plan.aboveLimit) {
        addWarning(tr("With %1 in all it is above the four-eyes limit: nobody who inspected or decided may complete it.")
                       .arg(moneyText(plan.allMoney)),
                   false);
    }
}

void PlanCard::showProblem(const QString &why)
{
    clear();
    m_state->clear();
    addWarning(why, true);
}

void PlanCard::showWaiting()
{
    m_state->setText(tr("Computing…"));
}

QString PlanCard::planText(const CompletionPlan &plan)
{
    QStringList lines;
    if (plan.refund.amount > 0) {
        lines += tr("%1 go back by the way in which the order was paid.").arg(moneyText(plan.refund));
    }
    if (plan.credit.amount > 0) {
        lines += tr("%1 are given as store credit.").arg(moneyText(plan.credit));
    }
    if (plan.fees.amount > 0) {
        lines += tr("%1 are kept for restocking.").arg(moneyText(plan.fees));
    }
    for (const PlannedReplacement &replacement : plan.replacements) {
        lines += tr("%1 is sent as a replacement.", "quantity and SKU").arg(replacementText(replacement));
    }
    if (plan.repairs > 0) {
        lines += tr("%Ln unit(s) are repaired.", nullptr, plural(plan.repairs));
    }
    if (plan.sentBack > 0) {
        lines += tr("%Ln unit(s) are sent back to the customer.", nullptr, plural(plan.sentBack));
    }
    lines += tr("Money that has gone out can't be taken back here.");
    return lines.join(u'\n');
}

} // namespace tidegate
