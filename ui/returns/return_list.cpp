// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/return_list.h"

#include "ui/common/alive.h"
#include "ui/common/flow_layout.h"
#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/question.h"
#include "ui/common/table.h"
#include "ui/orders/order_texts.h"
#include "ui/returns/return_queues.h"
#include "ui/returns/return_step_dialog.h"
#include "ui/returns/return_texts.h"
#include "ui/returns/returns_bulk.h"
#include "ui/returns/returns_export.h"
#include "ui/returns/returns_model.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int pageSize = 100;
/// So many rows come anew each second at most; what lies beyond was loaded once.
constexpr int maximumLive = 200;

enum StackPage { ListPage, NonePage, ReadingPage };

std::vector<ReturnRow> rowsOf(std::vector<RmaSummary> returns)
{
    std::vector<ReturnRow> rows;
    rows.reserve(returns.size());
    for (RmaSummary &rma : returns) {
        rows.push_back({std::move(rma)});
    }
    return rows;
}

} // namespace

ReturnList::ReturnList(ReturnServices &services, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_model(new ReturnsModel(clock, this))
    , m_table(new Table(u"returns"_s, tr("Returns")))
{
    buildTable();
    m_none = new EmptyState(u"return"_s, {}, {});
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_none);
    m_stack->addWidget(new EmptyState(u"clock"_s, tr("Reading the returns…"), {}));
    m_stack->setCurrentIndex(ReadingPage);
    auto *card = new Card;
    card->body()->addLayout(buildFilters());
    card->body()->addWidget(m_stack, 1);
    card->body()->addLayout(buildButtons());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(card);
    m_model->setAsk([this](const QString &cursor) { askMore(cursor); });
    connect(new QShortcut(QKeySequence(Qt::Key_Slash), this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut),
            &QShortcut::activated, this, [this] {
                m_search->setFocus(Qt::ShortcutFocusReason);
                m_search->selectAll();
            });
    allowSteps();
    allowExport();
}

QLayout *ReturnList::buildFilters()
{
    m_search = new QLineEdit;
    m_search->setObjectName(u"returnSearch"_s);
    m_search->setAccessibleName(tr("Search returns"));
    m_search->setPlaceholderText(tr("Return or order number, e-mail or SKU, by its beginning  ( / )"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themedIcon(u"search"_s, IconTone::Muted), QLineEdit::LeadingPosition);
    m_search->installEventFilter(this);
    m_order = new QComboBox;
    m_order->setObjectName(u"returnOrder"_s);
    m_order->setAccessibleName(tr("Order of the list"));
    m_order->addItem(tr("Due first"), int(RmaOrder::Due));
    m_order->addItem(tr("Newest first"), int(RmaOrder::Newest));
    m_order->addItem(tr("Oldest first"), int(RmaOrder::Oldest));
    m_order->addItem(tr("Worth most first"), int(RmaOrder::Value));
    auto *create = iconButton(u"plus"_s, tr("&New return…"));
    create->setToolTip(tr("For a customer who calls or writes"));
    m_search->setMinimumHeight(create->sizeHint().height());
    m_order->setMinimumHeight(create->sizeHint().height());
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_search, 1);
    line->addWidget(m_order);
    line->addWidget(create);
    connect(m_search, &QLineEdit::textChanged, this, [this] {
        // What is found by a text always comes with the newest first.
        m_order->setEnabled(m_search->text().trimmed().isEmpty());
        m_order->setToolTip(m_order->isEnabled() ? QString() : tr("What is searched for comes with the newest first"));
        filterChanged();
    });
    connect(m_search, &QLineEdit::returnPressed, this, &ReturnList::goToList);
    connect(m_order, &QComboBox::activated, this, &ReturnList::filterChanged);
    connect(create, &QPushButton::clicked, this, &ReturnList::newReturnWanted);
    return line;
}

QLayout *ReturnList::buildButtons()
{
    auto *buttons = new FlowLayout(8, 6);
    m_open = iconButton(u"file"_s, tr("&Open"));
    m_open->setToolTip(tr("The selected return (Enter)"));
    buttons->addWidget(m_open);
    connect(m_open, &QPushButton::clicked, this, &ReturnList::openSelected);
    const std::pair<RmaStep, QPushButton *> steps[] = {{RmaStep::Validate, iconButton(u"good"_s, tr("Val&idate"))},
                                                       {RmaStep::Approve, iconButton(u"good"_s, tr("A&pprove"))},
                                                       {RmaStep::Decline, iconButton(u"close"_s, tr("&Decline…"))},
                                                       {RmaStep::Retry, iconButton(u"refresh"_s, tr("&Try again"))}};
    for (const auto &[step, button] : steps) {
        m_steps.emplace_back(step, button);
        buttons->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, wanted = step] { begin(wanted); });
    }
    m_csv = iconButton(u"save"_s, tr("Save as &CSV…"));
    m_csv->setToolTip(tr("All returns of this list, as it is filtered"));
    m_stopCsv = iconButton(u"stop"_s, tr("&Stop saving"));
    buttons->addWidget(m_csv);
    buttons->addWidget(m_stopCsv);
    connect(m_csv, &QPushButton::clicked, this, &ReturnList::chooseFile);
    connect(m_stopCsv, &QPushButton::clicked, this, [this] {
        if (m_export) {
            m_export->cancel();
        }
    });
    return buttons;
}

void ReturnList::buildTable()
{
    m_table->showModel(m_model, Qt::DisplayRole);
    m_table->setSortingEnabled(false); // they come in the services' sequence, and not all at once
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    const int letter = fontMetrics().averageCharWidth();
    const int widths[] = {20, 16, 28, 22, 10, 7, 14, 10};
    for (int column = 0; column < ReturnsModel::ColumnCount; ++column) {
        m_table->setColumnWidth(column, letter * widths[column]);
    }
    m_table->horizontalHeader()->setStretchLastSection(true);
    connect(m_table, &QAbstractItemView::activated, this, &ReturnList::openSelected);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ReturnList::allowSteps);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &ReturnList::allowSteps);
}

bool ReturnList::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down) {
            goToList();
            return true;
        }
        if (key == Qt::Key_Escape && !m_search->text().isEmpty()) {
            m_search->clear();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ReturnList::goToList()
{
    if (m_model->rowCount() == 0) {
        return;
    }
    m_table->setFocus();
    if (!m_table->currentIndex().isValid()) {
        m_table->selectSourceRow(0);
    }
}

void ReturnList::focusTable()
{
    m_table->setFocus();
}

void ReturnList::refresh()
{
    const int last = m_table->rowAt(m_table->viewport()->height() - 1);
    m_model->refreshClocks(m_table->rowAt(0), last < 0 ? m_model->rowCount() - 1 : last);
    askReturns();
}

void ReturnList::showQueue(const ReturnQueue &queue)
{
    m_queueName = queue.name;
    m_queue = queue.queue;
    m_state = queue.state;
    filterChanged();
}

void ReturnList::search(const QString &text)
{
    m_search->setText(text);
}

RmaFilter ReturnList::query(const QString &cursor, int limit) const
{
    return {.state = m_state,
            .queue = m_queue,
            .text = m_search->text().trimmed(),
            .order = RmaOrder(m_order->currentData().toInt()),
            .cursor = cursor,
            .limit = limit};
}

bool ReturnList::isCurrent(const RmaFilter &asked) const
{
    const RmaFilter now = query({}, 0);
    return asked.state == now.state && asked.queue == now.queue && asked.text == now.text && asked.order == now.order;
}

void ReturnList::askReturns()
{
    if (m_asking) {
        return;
    }
    m_asking = true;
    const RmaFilter asked = query({}, std::clamp(m_model->rowCount(), pageSize, maximumLive));
    m_services.returns(asked, whileAlive(this, [this, asked](Result<Page<RmaSummary>> page) {
                           m_asking = false;
                           takeReturns(asked, std::move(page));
                       }));
}

void ReturnList::takeReturns(const RmaFilter &asked, Result<Page<RmaSummary>> page)
{
    if (!isCurrent(asked)) {
        askReturns();
        return;
    }
    if (!page) {
        Q_EMIT unreadable(page.error());
        return;
    }
    Q_EMIT readable();
    m_model->refreshFirstPage(rowsOf(std::move(page->items)), page->nextCursor);
    tellNone();
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? ListPage : NonePage);
    allowSteps();
    allowExport();
}

void ReturnList::tellNone()
{
    if (!m_search->text().trimmed().isEmpty()) {
        m_none->setTexts(tr("No such returns"),
                         tr("Nothing here begins like that. A return is found by its number, its order's number, the customer's "
                            "e-mail address or an SKU in it; “All returns” at the left looks everywhere."));
    } else if (!m_queue && !m_state) {
        m_none->setTexts(tr("No returns yet"),
                         tr("A customer asks for a return in the shop, or support makes one here: “New return…”."));
    } else {
        m_none->setTexts(tr("Nothing to do here"), tr("No return waits in “%1”.").arg(m_queueName));
    }
}

void ReturnList::askMore(const QString &cursor)
{
    const RmaFilter asked = query(cursor, pageSize);
    m_services.returns(asked, whileAlive(this, [this, asked](Result<Page<RmaSummary>> page) {
                           if (!isCurrent(asked)) {
                               return;
                           }
                           if (!page) {
                               m_model->failPage();
                               Q_EMIT unreadable(page.error());
                               return;
                           }
                           m_model->appendPage(rowsOf(std::move(page->items)), page->nextCursor);
                       }));
}

void ReturnList::filterChanged()
{
    m_model->setFirstPage({}, {});
    m_stack->setCurrentIndex(ReadingPage);
    allowSteps();
    askReturns();
}

std::vector<RmaSummary> ReturnList::selected() const
{
    std::vector<RmaSummary> returns;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows()) {
        const std::size_t row = std::size_t(index.row()); // the list is not sorted: its rows are the model's
        returns.push_back(m_model->rows()[row].summary);
    }
    return returns;
}

void ReturnList::allowSteps()
{
    if (!m_open) {
        return; // still being built
    }
    const QModelIndexList chosen = m_table->selectionModel()->selectedRows();
    std::set<RmaState> states;
    for (const QModelIndex &index : chosen) {
        states.insert(m_model->rows()[std::size_t(index.row())].summary.state);
    }
    m_open->setEnabled(chosen.size() == 1);
    for (const auto &[step, button] : m_steps) {
        QString obstacle = tr("Select one return or more first.");
        for (const RmaState state : states) {
            obstacle = stepObstacle(m_services.signedIn(), state, step);
            if (obstacle.isEmpty()) {
                break;
            }
        }
        button->setEnabled(obstacle.isEmpty());
        button->setToolTip(obstacle.isEmpty() && chosen.size() > 1
                               ? tr("The %Ln selected returns, each by itself", nullptr, int(chosen.size()))
                               : obstacle);
    }
}

void ReturnList::openSelected()
{
    const int row = m_table->selectionModel()->hasSelection() ? m_table->currentSourceRow() : -1;
    if (row >= 0) {
        Q_EMIT returnWanted(m_model->rows()[std::size_t(row)].summary.id);
    }
}

Question ReturnList::bulkQuestion(RmaStep step, const QString &what)
{
    switch (step) {
    case RmaStep::Validate:
        return {.title = tr("Validate %1?").arg(what),
                .text = tr("Each is validated by itself. What is refused stays as it is, and you see why."),
                .action = tr("&Validate")};
    case RmaStep::Retry:
        return {.title = tr("Try %1 again?").arg(what),
                .text = tr("Of each what failed is tried again: refunds are sent, repairs begin anew. What is refused stays as it is, "
                           "and you see why."),
                .action = tr("&Try again")};
    default:
        return {.title = tr("Approve %1?").arg(what),
                .text = tr("Each is approved by itself, and its customer may send the parcel. What is refused stays as it is, "
                           "and you see why."),
                .action = tr("&Approve")};
    }
}

void ReturnList::begin(RmaStep step)
{
    const std::vector<RmaSummary> returns = selected();
    const QString what =
        returns.size() == 1 ? tr("return %1").arg(returns.front().number) : tr("%Ln return(s)", nullptr, int(returns.size()));
    if (step == RmaStep::Decline) {
        auto *dialog = new ReturnStepDialog(step, what, window());
        connect(dialog, &ReturnStepDialog::entered, this, [this, step, returns, dialog](const QString &reason) {
            dialog->finish();
            startBulk(step, reason, returns);
        });
        dialog->open();
        return;
    }
    if (returns.size() == 1) {
        startBulk(step, {}, returns);
        return;
    }
    ask(this, bulkQuestion(step, what), [this, step, returns] { startBulk(step, {}, returns); });
}

void ReturnList::startBulk(RmaStep step, const QString &reason, const std::vector<RmaSummary> &returns)
{
    auto *bulk = new ReturnsBulk(m_services, step, reason, returns, window());
    connect(bulk, &ReturnsBulk::finished, this, [this, bulk, step, returns] {
        if (returns.size() == 1 && bulk->doneCount() == 1) { // nothing to read there
            bulk->close();
            Q_EMIT told(Banner::Tone::Good,
                        tr("Return %1 is %2.", "number, what was done").arg(returns.front().number, returnStepDone(step)));
        }
        Q_EMIT changed();
    });
    bulk->open();
    bulk->start();
}

void ReturnList::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Save the returns"), u"returns.csv"_s, tr("CSV (*.csv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"csv"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &ReturnList::exportTo);
    dialog->open();
}

void ReturnList::exportTo(const QString &file)
{
    m_export = new ReturnsExport(m_services, query({}, pageSize), file, this);
    connect(m_export, &ReturnsExport::progressed, this, [this](qint64 written) {
        Q_EMIT told(Banner::Tone::Info, tr("Saving: %Ln return(s) so far…", nullptr, plural(written)));
    });
    connect(m_export, &ReturnsExport::finished, this, [this](const QString &where, qint64 written, const QString &problem) {
        m_export.clear();
        allowExport();
        if (problem.isEmpty()) {
            Q_EMIT told(Banner::Tone::Good, tr("%Ln return(s) are saved in “%1”.", nullptr, plural(written)).arg(where));
        } else {
            Q_EMIT told(Banner::Tone::Bad, tr("“%1” was not written: %2").arg(where, problem));
        }
    });
    allowExport();
    m_export->start();
}

void ReturnList::allowExport()
{
    m_csv->setVisible(!isSaving());
    m_csv->setEnabled(m_model->rowCount() > 0);
    m_stopCsv->setVisible(isSaving());
}

} // namespace tidegate
