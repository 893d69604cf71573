// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sales/sales_panel.h"

#include "ui/common/format.h"
#include "ui/common/question.h"
#include "ui/common/stock_prover.h"
#include "ui/common/table.h"
#include "ui/sales/sale_details.h"
#include "ui/sales/sale_editor.h"
#include "ui/sales/sales_model.h"

#include <QHeaderView>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

SalesPanel::SalesPanel(ConsoleServices &services, const Clock &clock, StockProver &prover, QWidget *parent)
    : Panel(tr("Flash sales"), parent)
    , m_services(services)
    , m_clock(clock)
    , m_prover(prover)
    , m_salesPoll(
          this, [&services](auto answer) { services.sales(std::move(answer)); },
          [this](auto result) { showSales(std::move(result)); })
    , m_model(new SalesModel(this))
    , m_table(new Table(u"sales"_s, tr("Flash sales")))
    , m_stack(new QStackedWidget)
    , m_details(new SaleDetails(prover))
{
    QPushButton *import = iconButton(u"import"_s, tr("I&mport catalogue"));
    QPushButton *create = iconButton(u"plus"_s, tr("&New flash sale…"));
    addToHeading(import);
    addToHeading(create);
    connect(import, &QPushButton::clicked, this, &SalesPanel::importWanted);
    connect(create, &QPushButton::clicked, this, &SalesPanel::newSale);

    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(u"salesSplitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(12);
    splitter->addWidget(buildList());
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    splitter->setSizes({200, 300});
    auto *empty =
        new EmptyState(u"sale"_s, tr("No flash sale yet"),
                       tr("Plan the first one: choose products, a price and a quota for each, and when it starts and ends."));
    connect(empty->addButton(u"plus"_s, tr("New &flash sale…")), &QPushButton::clicked, this, &SalesPanel::newSale);
    m_stack->addWidget(splitter);
    m_stack->addWidget(empty);
    m_stack->addWidget(new EmptyState(u"clock"_s, tr("Reading the sales…"), {}));
    m_stack->setCurrentIndex(2);
    body()->addWidget(m_stack);

    connect(m_details, &SaleDetails::editWanted, this, &SalesPanel::editSale);
    connect(m_details, &SaleDetails::stepWanted, this, &SalesPanel::confirm);
}

void SalesPanel::refresh()
{
    m_salesPoll.ask();
    showSelected();
    askStock();
    m_prover.refresh();
}

QString SalesPanel::reasonToStay() const
{
    return m_editor && m_editor->hasUnsaved() ? tr("A sale that you are planning has not been saved.") : QString();
}

void SalesPanel::newSale()
{
    openEditor(std::nullopt);
}

void SalesPanel::editSale()
{
    const SaleView *sale = selected();
    if (sale && sale->editable) {
        openEditor(*sale);
    }
}

QWidget *SalesPanel::buildList()
{
    m_table->showModel(m_model, SalesModel::SortRole);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionResizeMode(SalesModel::Name, QHeaderView::Stretch);
    const int letter = fontMetrics().averageCharWidth();
    header->resizeSection(SalesModel::State, letter * 14);
    // A late day in autumn, in the evening: as long as a moment gets in any language.
    const int moment = fontMetrics().horizontalAdvance(momentText(1'795'816'740'000)) + letter * 5;
    header->resizeSection(SalesModel::Starts, moment);
    header->resizeSection(SalesModel::Ends, moment);
    header->resizeSection(SalesModel::Items, letter * 9);
    header->resizeSection(SalesModel::Sold, letter * 20);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        const SaleView *sale = selected();
        if (sale && sale->id != m_selectedId) {
            select(sale->id);
        }
    });
    connect(m_table, &QAbstractItemView::activated, this, &SalesPanel::editSale);
    auto *card = new Card;
    card->body()->addWidget(m_table);
    card->setMinimumHeight(fontMetrics().height() * 8);
    return card;
}

const SaleView *SalesPanel::selected() const
{
    const int row = m_table->currentSourceRow();
    return row < 0 ? nullptr : &m_model->rows()[std::size_t(row)];
}

void SalesPanel::openEditor(const std::optional<SaleView> &sale)
{
    if (m_editor) {
        m_editor->raise();
        m_editor->activateWindow();
        return;
    }
    m_editor = new SaleEditor(m_services, m_clock, sale, window());
    connect(m_editor, &SaleEditor::saved, this, [this](const SaleView &savedSale) {
        m_selectedId = savedSale.id;
        banner()->tell(Banner::Tone::Good,
                       tr("“%1” is saved. It starts on %2.").arg(savedSale.name, momentText(savedSale.startsAt)));
        m_salesPoll.ask();
    });
    m_editor->open();
}

void SalesPanel::showSales(Result<std::vector<SaleView>> sales)
{
    if (!sales) {
        tellUnreadable(sales.error());
        return;
    }
    tellFresh();
    if (!m_loaded) {
        m_loaded = true;
        if (m_selectedId.isEmpty() && !sales->empty()) {
            const auto running =
                std::find_if(sales->begin(), sales->end(), [](const SaleView &sale) { return sale.state == SaleState::Running; });
            m_selectedId = running == sales->end() ? sales->front().id : running->id;
        }
    }
    m_stack->setCurrentIndex(sales->empty() ? 1 : 0);
    m_model->setRows(std::move(*sales));
    const auto &rows = m_model->rows();
    const auto kept = std::find_if(rows.begin(), rows.end(), [this](const SaleView &sale) { return sale.id == m_selectedId; });
    if (kept != rows.end() && m_table->currentSourceRow() != int(kept - rows.begin())) {
        m_table->selectSourceRow(int(kept - rows.begin()));
    }
    showSelected();
    if (m_stockShownFor != m_selectedId) {
        askStock();
    }
}

void SalesPanel::showSelected()
{
    m_details->showSale(selected(), m_clock.utc());
}

void SalesPanel::askStock()
{
    const SaleView *sale = selected();
    if (!sale || m_stockAskedFor == sale->id) {
        return;
    }
    m_stockAskedFor = sale->id;
    m_services.saleStock(sale->id, whileAlive(this, [this, id = sale->id](Result<std::vector<StockFigures>> stock) {
                             showStock(id, std::move(stock));
                         }));
}

void SalesPanel::showStock(const QString &saleId, Result<std::vector<StockFigures>> stock)
{
    if (m_stockAskedFor == saleId) {
        m_stockAskedFor.clear();
    }
    if (saleId != m_selectedId) {
        return;
    }
    if (!stock) {
        tellUnreadable(stock.error());
        return;
    }
    m_stockShownFor = saleId;
    m_details->showStock(std::move(*stock));
}

void SalesPanel::tellUnreadable(const Error &error)
{
    tellStale(tr("The sales can't be read; what is shown may be old. %1").arg(errorText(error)));
}

void SalesPanel::select(const QString &saleId)
{
    m_selectedId = saleId;
    m_stockShownFor.clear();
    m_details->showStock({});
    showSelected();
    askStock();
}

void SalesPanel::confirm(SaleStep step)
{
    const SaleView *sale = selected();
    if (!sale) {
        return;
    }
    const StepQuestion question = stepQuestion(*sale, step);
    ask(this, {.title = question.title, .text = question.text, .action = question.action, .risky = step == SaleStep::End},
        [this, sale = *sale, step] { steer(sale, step); });
}

void SalesPanel::steer(const SaleView &sale, SaleStep step)
{
    m_details->setBusy(true);
    m_services.steerSale(
        sale.id, step, whileAlive(this, [this, name = sale.name](Result<SaleView> result) {
            m_details->setBusy(false);
            if (result) {
                banner()->tell(Banner::Tone::Good,
                               tr("“%1”: %2.", "sale, its state").arg(name, saleStateText(result->state).toLower()));
            } else {
                banner()->tell(Banner::Tone::Bad, tr("“%1” was not changed. %2").arg(name, errorText(result.error())));
            }
            m_salesPoll.ask();
        }));
}

} // namespace tidegate
