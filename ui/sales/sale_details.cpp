// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sales/sale_details.h"

#include "ui/common/flow_layout.h"
#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/stock_table.h"
#include "ui/sales/sales_model.h"

#include <QCoreApplication>
#include <QPushButton>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(tidegate::SaleSteps)
};

QString timeSentence(const SaleView &sale, UtcMillis now)
{
    const auto until = [now](UtcMillis time) { return spanText(std::chrono::milliseconds(time - now)); };
    switch (sale.state) {
    case SaleState::Scheduled:
        return Text::tr("Planned: starts in %1, on %2, and ends on %3")
            .arg(until(sale.startsAt), momentText(sale.startsAt), momentText(sale.endsAt));
    case SaleState::Running: return Text::tr("Running: ends in %1, on %2").arg(until(sale.endsAt), momentText(sale.endsAt));
    case SaleState::Paused: return Text::tr("Paused: nothing can be bought; planned until %1").arg(momentText(sale.endsAt));
    case SaleState::Ended: break;
    }
    return Text::tr("Ended: it ran from %1 to %2").arg(momentText(sale.startsAt), momentText(sale.endsAt));
}

} // namespace

SaleDetails::SaleDetails(const StockProver &prover, QWidget *parent)
    : Card({}, parent)
    , m_prover(prover)
    , m_stack(new QStackedWidget)
{
    setAccessibleName(tr("Selected sale"));
    m_stack->addWidget(buildSale());
    m_stack->addWidget(
        new EmptyState(u"sale"_s, tr("No sale selected"), tr("Choose one in the list above to see its stock and to steer it.")));
    m_stack->setCurrentIndex(1);
    body()->addWidget(m_stack);
}

void SaleDetails::showSale(const SaleView *sale, UtcMillis now)
{
    m_stack->setCurrentIndex(sale ? 0 : 1);
    if (!sale) {
        return;
    }
    m_name->setText(sale->name);
    const IconTone tone = sale->state == SaleState::Running ? IconTone::Good
        : sale->state == SaleState::Paused                  ? IconTone::Warning
                                                            : IconTone::Muted;
    m_stateIcon->setIcon(themedIcon(saleStateIcon(sale->state), tone));
    m_state->setText(timeSentence(*sale, now));
    m_saleState = sale->state;
    m_editable = sale->editable;
    allowSteps();
}

void SaleDetails::showStock(std::vector<StockFigures> stock)
{
    m_stock->setRows(std::move(stock));
}

void SaleDetails::setBusy(bool busy)
{
    m_busy = busy;
    allowSteps();
}

QWidget *SaleDetails::buildSale()
{
    m_name = new ElidedLabel;
    scaleFont(m_name, 1.2, true);
    m_stateIcon = new IconView(16);
    m_state = new ElidedLabel;
    m_state->setForegroundRole(QPalette::PlaceholderText);
    m_start = iconButton(u"play"_s, tr("&Start now…"));
    m_pause = iconButton(u"pause"_s, tr("&Pause…"));
    m_resume = iconButton(u"play"_s, tr("&Resume…"));
    m_end = iconButton(u"stop"_s, tr("En&d…"));
    m_edit = iconButton(u"edit"_s, tr("&Edit…"));
    m_stock = new StockTable(u"saleStock"_s, m_prover);

    auto *state = new QHBoxLayout;
    state->setSpacing(6);
    state->addWidget(m_stateIcon);
    state->addWidget(m_state, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (QPushButton *button : {m_start, m_pause, m_resume, m_end, m_edit}) {
        buttons->addWidget(button);
    }
    auto *texts = new QVBoxLayout;
    texts->setSpacing(3);
    texts->addWidget(m_name);
    texts->addLayout(state);
    auto *heading = new QHBoxLayout;
    heading->setSpacing(12);
    heading->addLayout(texts, 1);
    heading->addLayout(buttons);
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(heading);
    layout->addWidget(m_stock, 1);

    connect(m_start, &QPushButton::clicked, this, [this] { Q_EMIT stepWanted(SaleStep::StartNow); });
    connect(m_pause, &QPushButton::clicked, this, [this] { Q_EMIT stepWanted(SaleStep::Pause); });
    connect(m_resume, &QPushButton::clicked, this, [this] { Q_EMIT stepWanted(SaleStep::Resume); });
    connect(m_end, &QPushButton::clicked, this, [this] { Q_EMIT stepWanted(SaleStep::End); });
    connect(m_edit, &QPushButton::clicked, this, &SaleDetails::editWanted);
    return page;
}

void SaleDetails::allowSteps()
{
    m_start->setVisible(m_saleState == SaleState::Scheduled);
    m_pause->setVisible(m_saleState == SaleState::Running || m_saleState == SaleState::Scheduled);
    m_resume->setVisible(m_saleState == SaleState::Paused);
    m_end->setVisible(m_saleState != SaleState::Ended);
    m_edit->setVisible(m_saleState != SaleState::Ended);
    for (QPushButton *button : {m_start, m_pause, m_resume, m_end}) {
        button->setEnabled(!m_busy);
    }
    m_edit->setEnabled(!m_busy && m_editable);
    m_edit->setToolTip(m_editable ? QString() : tr("A sale that has sold something can't be changed any more. Pause or end it."));
}

StepQuestion stepQuestion(const SaleView &sale, SaleStep step)
{
    const int items = plural(qint64(sale.items.size()));
    switch (step) {
    case SaleStep::StartNow:
        return {Text::tr("Start “%1” now?").arg(sale.name),
                Text::tr("It was to start on %1. Shoppers can buy its %Ln item(s) at the sale price at once, until %2.", nullptr,
                         items)
                    .arg(momentText(sale.startsAt), momentText(sale.endsAt)),
                Text::tr("&Start now")};
    case SaleStep::Pause:
        return {Text::tr("Pause “%1”?").arg(sale.name),
                Text::tr("Shoppers can't buy from it until you resume it. Payments under way are finished. Its end stays on %1.")
                    .arg(momentText(sale.endsAt)),
                Text::tr("&Pause")};
    case SaleStep::Resume:
        return {Text::tr("Resume “%1”?").arg(sale.name),
                Text::tr("Shoppers can buy its %Ln item(s) again within the sale's times, until %1.", nullptr, items)
                    .arg(momentText(sale.endsAt)),
                Text::tr("&Resume")};
    case SaleStep::End: break;
    }
    qint64 left = 0;
    for (const SaleItemView &item : sale.items) {
        left += item.quota - item.sold - item.held;
    }
    return {Text::tr("End “%1” for good?").arg(sale.name),
            Text::tr("It can't be started again. Payments under way are finished; %Ln unsold unit(s) can be sold elsewhere.",
                     nullptr, plural(left)),
            Text::tr("&End for good")};
}

} // namespace tidegate
