// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/return_page.h"

#include "ui/common/format.h"
#include "ui/common/page_heading.h"
#include "ui/common/paper_dialog.h"
#include "ui/common/question.h"
#include "ui/common/table.h"
#include "ui/orders/cells_model.h"
#include "ui/orders/order_texts.h"
#include "ui/returns/return_conflict.h"
#include "ui/returns/return_diagram.h"
#include "ui/returns/return_files.h"
#include "ui/returns/return_head.h"
#include "ui/returns/return_notes.h"
#include "ui/returns/return_slip.h"
#include "ui/returns/return_texts.h"
#include "ui/returns/return_upload.h"
#include "ui/returns/return_words.h"
#include "ui/returns/return_work.h"

#include <QTabWidget>

#include <set>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

enum Part { WorkPart, UnitsPart, HistoryPart, NotesPart, RefundsPart, FilesPart };

CellRow unitRow(const RmaLine &line, const RmaUnit &unit, Currency currency)
{
    const QString finding =
        unit.inspection ? findingText(unit.inspection->grade, unit.inspection->verdict, unit.inspection->stock) : u"–"_s;
    QString decision = u"–"_s;
    if (unit.disposition) {
        const RmaDisposition &given = *unit.disposition;
        decision = ReturnPage::tr("%1, %2", "disposition, its state")
                       .arg(dispositionText(given.kind), dispositionStateText(given.state));
        if (given.amount > 0) {
            decision += u" · "_s + moneyText({given.amount, currency});
        }
    }
    return {u"%1/%2"_s.arg(line.id).arg(unit.unit),
            {line.sku, line.name, ReturnPage::tr("%1 of %2", "unit").arg(unit.unit).arg(line.quantity), unitPlaceText(unit.place),
             moneyText({unit.share(), currency}), reasonText(line), finding, decision}};
}

Card *cardWith(QWidget *widget)
{
    auto *card = new Card;
    card->body()->addWidget(widget, 1);
    return card;
}

} // namespace

ReturnPage::ReturnPage(ReturnServices &services, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_clock(clock)
    , m_heading(new PageHeading)
    , m_banner(new Banner)
    , m_conflict(new ReturnConflict(services, m_banner, this))
    , m_head(new ReturnHead(services, clock, *m_banner, *m_conflict))
    , m_upload(new ReturnUpload(services, this))
    , m_parts(new QTabWidget)
    , m_work(new ReturnWorkRoom(services, *m_upload, *m_conflict))
    , m_notes(new ReturnNotes(services))
    , m_files(new ReturnFiles(services, *m_upload))
    , m_diagram(new ReturnDiagram)
    , m_units(new CellsModel({{tr("SKU")},
                              {tr("Product")},
                              {tr("Unit")},
                              {tr("State")},
                              {tr("Paid"), true},
                              {tr("Reason")},
                              {tr("Inspection")},
                              {tr("Decision")}},
                             this))
    , m_refunds(new CellsModel(
          {{tr("State")}, {tr("Amount"), true}, {tr("By way of")}, {tr("Requested")}, {tr("Reference or problem")}}, this))
    , m_history(new CellsModel({{tr("When")}, {tr("Who")}, {tr("What")}, {tr("Before")}, {tr("After")}, {tr("Details")}}, this))
{
    buildParts();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(m_heading);
    layout->addWidget(m_head);
    layout->addWidget(m_banner);
    layout->addWidget(m_parts, 1);
    setFocusProxy(m_parts);
    connect(m_heading, &PageHeading::backWanted, this, [this] { confirmLeaving([this] { Q_EMIT backWanted(); }); });
    connect(m_conflict, &ReturnConflict::newerWanted, this, [this](const RmaDetails &newer) {
        m_work->showNewer(newer);
        showReturn(newer);
    });
    connect(m_conflict, &ReturnConflict::told, this, &ReturnPage::told);
    connectHead();
    connectParts();
}

void ReturnPage::buildParts()
{
    m_parts->setObjectName(u"returnParts"_s);
    m_parts->setDocumentMode(true);
    m_parts->addTab(m_work, tr("Work"));
    addPart(tr("Units"), new Table(u"returnUnits"_s, tr("Units of the return")), m_units, {16, 26, 12, 18, 15, 30, 30, 34});
    addPart(tr("History"), new Table(u"returnHistory"_s, tr("History of the return")), m_history, {22, 16, 30, 16, 16, 50});
    m_parts->addTab(m_notes, {});
    addPart({}, new Table(u"returnRefunds"_s, tr("Refunds of the return")), m_refunds, {20, 16, 16, 32, 40});
    m_parts->addTab(cardWith(m_files), {});
    m_parts->addTab(cardWith(m_diagram), tr("Workflow"));
}

void ReturnPage::addPart(const QString &title, Table *table, CellsModel *model, const QList<int> &widths)
{
    table->showInSequence(model, widths);
    m_parts->addTab(cardWith(table), title);
}

void ReturnPage::connectHead()
{
    connect(m_head, &ReturnHead::orderWanted, this, [this] { Q_EMIT orderWanted(m_details->rma.summary.orderId); });
    connect(m_head, &ReturnHead::customerWanted, this,
            [this] { confirmLeaving([this] { Q_EMIT customerWanted(m_details->rma.summary.email); }); });
    connect(m_head, &ReturnHead::slipWanted, this, [this] {
        (new PaperDialog(tr("Return slip %1").arg(number()), returnSlipHtml(m_details->rma), number(), window()))->open();
    });
    connect(m_head, &ReturnHead::newerWanted, this, &ReturnPage::showReturn);
    connect(m_head, &ReturnHead::told, this, &ReturnPage::told);
    connect(m_head, &ReturnHead::changed, this, &ReturnPage::changed);
}

void ReturnPage::connectParts()
{
    connect(m_notes, &ReturnNotes::told, this, &ReturnPage::told);
    connect(m_notes, &ReturnNotes::changed, this, &ReturnPage::changed);
    connect(m_files, &ReturnFiles::told, this, &ReturnPage::told);
    connect(m_upload, &ReturnUpload::told, this, &ReturnPage::told);
    connect(m_upload, &ReturnUpload::added, this, &ReturnPage::changed);
    connect(m_work, &ReturnWorkRoom::titleChanged, this, &ReturnPage::nameWork);
    connect(m_work, &ReturnWorkRoom::closed, this, [this] { m_parts->setCurrentIndex(UnitsPart); });
    connect(m_work, &ReturnWorkRoom::done, this, [this](const RmaAnswer &answer) {
        m_banner->clear();
        Q_EMIT told(Banner::Tone::Good, returnNowText(answer.rma.summary));
        Q_EMIT changed();
    });
}

void ReturnPage::clear()
{
    m_details.reset();
    m_conflict->setShown({});
    m_work->clear();
    m_notes->clear();
    m_banner->clear();
}

void ReturnPage::addFiles(const QString &rmaId, const QStringList &paths)
{
    m_upload->add(paths, {rmaId});
}

QString ReturnPage::number() const
{
    return m_details ? m_details->rma.summary.number : QString();
}

bool ReturnPage::hasUnsaved() const
{
    return m_work->hasUnsaved() || (m_details && m_notes->hasUnsaved());
}

bool ReturnPage::isAddingFiles() const
{
    return m_upload->isBusy();
}

void ReturnPage::confirmLeaving(const std::function<void()> &leave)
{
    if (hasUnsaved()) {
        askToDiscard(this, leave);
    } else {
        leave();
    }
}

void ReturnPage::showReturn(const RmaDetails &details)
{
    const bool another = !m_details || m_details->rma.summary.id != details.rma.summary.id;
    if (another) {
        clear();
    }
    m_details = details;
    m_conflict->setShown(details.rma.summary.id);
    showHeading();
    m_head->showReturn(details);
    showUnits();
    showHistory();
    m_notes->showNotes(details.rma.summary.id, details.rma.notes);
    showRefunds();
    m_files->showFiles(details.rma);
    showWorkflow();
    nameParts();
    m_work->showReturn(details);
    if (another) {
        const bool over = ruleOf(details.rma.summary.state).queue == RmaQueue::Closed;
        m_parts->setCurrentIndex(!m_work->title().isEmpty() && !over ? WorkPart : UnitsPart);
    }
}

void ReturnPage::showHeading()
{
    const RmaSummary &summary = m_details->rma.summary;
    const QString age = spanText(std::chrono::milliseconds(std::max<UtcMillis>(0, m_clock.utc() - summary.createdAt)));
    m_heading->setText(
        tr("Return %1 · %2 · %3 ago", "number, when, how long ago").arg(summary.number, momentText(summary.createdAt), age));
}

void ReturnPage::showUnits()
{
    std::vector<CellRow> rows;
    for (const RmaLine &line : m_details->rma.lines) {
        for (const RmaUnit &unit : line.units) {
            rows.push_back(unitRow(line, unit, m_details->rma.summary.value.currency));
        }
    }
    m_units->setRows(std::move(rows));
}

void ReturnPage::showHistory()
{
    std::vector<CellRow> rows;
    for (auto event = m_details->history.rbegin(); event != m_details->history.rend(); ++event) {
        const auto step = rmaStepFromName(event->action.section(u'.', 1));
        rows.push_back({QString::number(event->seq),
                        {momentText(event->at), actorText(event->actor), step ? returnStepDone(*step) : event->action,
                         stateBefore(*event), stateAfter(*event), eventDetails(*event)}});
    }
    m_history->setRows(std::move(rows));
}

void ReturnPage::showRefunds()
{
    std::vector<CellRow> rows;
    for (const Refund &refund : m_details->rma.refunds) {
        const QString result = refund.problem.isEmpty() ? refund.reference : refund.problem;
        rows.push_back({refund.id,
                        {refundStateText(refund), moneyText(refund.amount), paymentMethodText(refund.method),
                         tr("%1 by %2", "when, who").arg(momentText(refund.createdAt), actorText(refund.requestedBy)), result}});
    }
    m_refunds->setRows(std::move(rows));
}

void ReturnPage::showWorkflow()
{
    std::set<RmaState> passed;
    for (const RmaEvent &event : m_details->history) {
        if (const auto state = stateOfEvent(event)) {
            passed.insert(*state);
        }
    }
    m_diagram->showState(m_details->rma.summary.state, passed);
}

void ReturnPage::nameParts()
{
    const Rma &rma = m_details->rma;
    m_parts->setTabText(NotesPart, rma.notes.empty() ? tr("Notes") : tr("Notes (%1)").arg(rma.notes.size()));
    m_parts->setTabText(RefundsPart, rma.refunds.empty() ? tr("Refunds") : tr("Refunds (%1)").arg(rma.refunds.size()));
    m_parts->setTabText(FilesPart, rma.attachments.empty() ? tr("Files") : tr("Files (%1)").arg(rma.attachments.size()));
}

void ReturnPage::nameWork()
{
    const QString title = m_work->title();
    m_parts->setTabVisible(WorkPart, !title.isEmpty());
    if (!title.isEmpty()) { // of a hidden tab the width would stay that of its former text
        m_parts->setTabText(WorkPart, title);
    }
}

} // namespace tidegate
