// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/return_list.h"

#include "ui/common/flow_layout.h"
#include "ui/common/format.h"
#include "ui/common/question.h"
#include "ui/common/search_field.h"
#include "ui/orders/order_texts.h"
#include "ui/returns/return_queues.h"
#include "ui/returns/return_step_dialog.h"
#include "ui/returns/return_texts.h"
#include "ui/returns/returns_bulk.h"
#include "ui/returns/returns_export.h"

#include <QComboBox>
#include <QFileDialog>
#include <QPushButton>

#include <set>

using namespace Qt::StringLiterals;

namespace tidegate {

ReturnList::ReturnList(ReturnServices &services, const Clock &clock, QWidget *parent)
    : LiveList(new ReturnsModel(clock),
               {.table = new Table(u"returns"_s, tr("Returns")),
                .letters = {20, 20, 28, 21, 12, 6, 13, 9},
                .none = new EmptyState(u"return"_s, {}, {}),
                .reading = tr("Reading the returns…")},
               parent)
    , m_services(services)
{
    table()->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table()->cutInTheMiddle(ReturnsModel::Order);
    arrange(buildFilters(), buildButtons());
    layout()->setContentsMargins(0, 0, 0, 0);
    m_search->reachFrom(this);
    allowSteps();
    allowExport();
}

QLayout *ReturnList::buildFilters()
{
    m_search = new SearchField(u"returnSearch"_s, tr("Search returns"),
                               tr("Return or order number, e-mail or SKU, by its beginning  ( / )"));
    m_order = new QComboBox;
    m_order->setObjectName(u"returnOrder"_s);
    m_order->setAccessibleName(tr("Order of the list"));
    m_order->addItem(tr("Due first"), int(RmaOrder::Due));
    m_order->addItem(tr("Newest first"), int(RmaOrder::Newest));
    m_order->addItem(tr("Oldest first"), int(RmaOrder::Oldest));
    m_order->addItem(tr("Worth most first"), int(RmaOrder::Value));
    m_new = iconButton(u"plus"_s, tr("&New return…"));
    m_search->setMinimumHeight(m_new->sizeHint().height());
    m_order->setMinimumHeight(m_new->sizeHint().height());
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_search, 1);
    line->addWidget(m_order);
    line->addWidget(m_new);
    connect(m_search, &QLineEdit::textChanged, this, [this] {
        // What is found by a text always comes with the newest first.
        m_isFoundWanted = false;
        m_order->setEnabled(m_search->text().trimmed().isEmpty());
        m_order->setToolTip(m_order->isEnabled() ? QString() : tr("What is searched for comes with the newest first"));
        beginAnew();
    });
    connect(m_search, &SearchField::left, this, &ReturnList::goToTable);
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        m_isFoundWanted = !m_search->text().trimmed().isEmpty();
        openFound();
    });
    connect(m_order, &QComboBox::activated, this, &ReturnList::beginAnew);
    connect(m_new, &QPushButton::clicked, this, &ReturnList::newReturnWanted);
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

void ReturnList::showQueue(const ReturnQueue &queue)
{
    m_queueName = queue.name;
    m_queue = queue.queue;
    m_state = queue.state;
    beginAnew();
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

void ReturnList::askPage(const QString &cursor, int limit, Answer<Page<RmaSummary>> answer)
{
    m_services.returns(query(cursor, limit), std::move(answer));
}

void ReturnList::openFound()
{
    if (!m_isFoundWanted || model()->rowCount() == 0) {
        return;
    }
    m_isFoundWanted = false;
    goToTable();
    if (model()->rowCount() == 1) {
        openSelected();
    }
}

void ReturnList::rowsCame()
{
    allowExport();
    openFound();
    if (!m_search->text().trimmed().isEmpty()) {
        none()->setTexts(tr("No such returns"),
                         tr("Nothing here begins like that. A return is found by its number, its order's number, the customer's "
                            "e-mail address or an SKU in it; “All returns” at the left looks everywhere."));
    } else if (!m_queue && !m_state) {
        none()->setTexts(tr("No returns yet"),
                         tr("A customer asks for a return in the shop, or support makes one here: “New return…”."));
    } else {
        none()->setTexts(tr("Nothing to do here"), tr("No return waits in “%1”.").arg(m_queueName));
    }
}

QString ReturnList::selectedId() const
{
    const RmaSummary *rma = selectedOne();
    return rma ? rma->id : QString();
}

void ReturnList::allowSteps()
{
    const QString noneNew = roleObstacle(m_services.signedIn(), StaffRole::Support);
    m_new->setEnabled(noneNew.isEmpty());
    m_new->setToolTip(noneNew.isEmpty() ? tr("For a customer who calls or writes") : noneNew);
    const std::vector<const RmaSummary *> chosen = selected();
    std::set<RmaState> states;
    for (const RmaSummary *rma : chosen) {
        states.insert(rma->state);
    }
    m_open->setEnabled(chosen.size() == 1);
    for (const auto &[step, button] : m_steps) {
        QString why = tr("Select one return or more first.");
        for (const RmaState state : states) {
            why = stepObstacle(m_services.signedIn(), state, step);
            if (why.isEmpty()) {
                break;
            }
        }
        button->setEnabled(why.isEmpty());
        button->setToolTip(why.isEmpty() && chosen.size() > 1
                               ? tr("The %Ln selected returns, each by itself", nullptr, int(chosen.size()))
                               : why);
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
                .text = tr(
                    "Of each what failed is tried again: refunds are sent, repairs begin anew. What is refused stays as it is, "
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
    std::vector<RmaSummary> returns;
    for (const RmaSummary *rma : selected()) {
        returns.push_back(*rma);
    }
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
    m_export = new ReturnsExport(m_services, query({}, 0), file, this);
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
    m_csv->setEnabled(model()->rowCount() > 0);
    m_stopCsv->setVisible(isSaving());
}

} // namespace tidegate
