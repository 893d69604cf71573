// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/return_page.h"

#include "ui/common/alive.h"
#include "ui/common/flow_layout.h"
#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/question.h"
#include "ui/common/table.h"
#include "ui/common/theme.h"
#include "ui/orders/cells_model.h"
#include "ui/orders/order_texts.h"
#include "ui/returns/attention_form.h"
#include "ui/returns/decide_form.h"
#include "ui/returns/inspect_form.h"
#include "ui/returns/receive_form.h"
#include "ui/returns/repair_form.h"
#include "ui/returns/return_conflict.h"
#include "ui/returns/return_diagram.h"
#include "ui/returns/return_files.h"
#include "ui/returns/return_slip.h"
#include "ui/returns/return_step_dialog.h"
#include "ui/returns/return_texts.h"
#include "ui/returns/return_words.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTextBrowser>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int longestNote = 5'000;

QString workText(ReturnWork work, RmaState state)
{
    switch (work) {
    case ReturnWork::Receive: return ReturnPage::tr("Receive");
    case ReturnWork::Attention: return state == RmaState::Attention ? ReturnPage::tr("What failed") : ReturnPage::tr("Reopen");
    case ReturnWork::Decide: return ReturnPage::tr("Decide and complete");
    case ReturnWork::Inspect: return state == RmaState::Received ? ReturnPage::tr("Inspect") : ReturnPage::tr("Inspect again");
    case ReturnWork::Repair: break;
    }
    return ReturnPage::tr("End a repair");
}

ReturnForm *makeForm(ReturnWork work, ReturnServices &services, const RmaDetails &details)
{
    switch (work) {
    case ReturnWork::Receive: return new ReceiveForm(services, details);
    case ReturnWork::Attention: return new AttentionForm(services, details);
    case ReturnWork::Decide: return new DecideForm(services, details);
    case ReturnWork::Inspect: return new InspectForm(services, details);
    case ReturnWork::Repair: break;
    }
    return new RepairForm(services, details);
}

QString noteHtml(const RmaNote &note)
{
    const QString whom =
        note.visibility == NoteVisibility::Customer ? ReturnPage::tr("for the customer") : ReturnPage::tr("internal");
    return u"<p><b>%1</b> · %2 · <i>%3</i><br>%4</p>"_s.arg(actorText(note.author).toHtmlEscaped(), momentText(note.at), whom,
                                                            note.body.toHtmlEscaped().replace(u'\n', u"<br>"_s));
}

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
    const QString reason = line.note.isEmpty() ? reasonText(line.reason) : reasonText(line.reason) + u": "_s + line.note;
    return {u"%1/%2"_s.arg(line.id).arg(unit.unit),
            {line.sku, line.name, ReturnPage::tr("%1 of %2", "unit").arg(unit.unit).arg(line.quantity), unitPlaceText(unit.place),
             moneyText({unit.share(), currency}), reason, finding, decision}};
}

} // namespace

std::vector<ReturnWork> returnWork(const RmaDetails &details, const std::optional<StaffActor> &actor)
{
    const Rma &rma = details.rma;
    const auto may = [&](RmaStep step) { return stepObstacle(actor, rma.summary.state, step).isEmpty(); };
    const bool repairing = std::any_of(rma.repairs.begin(), rma.repairs.end(),
                                       [](const RmaRepair &repair) { return repair.state == RepairState::Open; });
    std::vector<ReturnWork> works;
    if (may(RmaStep::Receive)) {
        works.push_back(ReturnWork::Receive);
    }
    if (may(RmaStep::Retry) || may(RmaStep::Reopen)) {
        works.push_back(ReturnWork::Attention);
    }
    if (may(RmaStep::Decide)) {
        works.push_back(ReturnWork::Decide);
    }
    if (may(RmaStep::Inspect)) {
        works.push_back(ReturnWork::Inspect);
    }
    if (repairing && may(RmaStep::Repair)) {
        works.push_back(ReturnWork::Repair);
    }
    return works;
}

ReturnPage::ReturnPage(ReturnServices &services, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_clock(clock)
    , m_banner(new Banner)
    , m_conflict(new ReturnConflict(services, m_banner, this))
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
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addLayout(buildHeading());
    layout->addWidget(buildState());
    layout->addWidget(m_banner);
    layout->addWidget(buildParts(), 1);
    connect(m_conflict, &ReturnConflict::newerWanted, this, [this](const RmaDetails &newer) {
        if (m_form) {
            m_formDetails = newer;
            m_form->showReturn(newer);
        }
        showReturn(newer);
    });
}

QLayout *ReturnPage::buildHeading()
{
    QPushButton *back = iconButton(u"back"_s, tr("&Back to the list"));
    back->setToolTip(tr("Esc"));
    m_title = new ElidedLabel;
    m_title->setObjectName(u"returnTitle"_s);
    scaleFont(m_title, 1.1, true);
    auto *heading = new QHBoxLayout;
    heading->setSpacing(12);
    heading->addWidget(back);
    heading->addWidget(m_title, 1);
    connect(back, &QPushButton::clicked, this, [this] { confirmLeaving([this] { Q_EMIT backWanted(); }); });
    return heading;
}

QWidget *ReturnPage::buildState()
{
    m_stateIcon = new IconView(16);
    m_state = plainLabel({});
    m_state->setObjectName(u"returnState"_s);
    scaleFont(m_state, 1.1, true);
    m_dueIcon = new IconView(16);
    m_due = plainLabel({});
    m_due->setObjectName(u"returnDue"_s);
    m_facts = new ElidedLabel;
    m_facts->setObjectName(u"returnFacts"_s);
    auto *state = new QHBoxLayout;
    state->setSpacing(8);
    state->addWidget(m_stateIcon);
    state->addWidget(m_state);
    state->addSpacing(16);
    state->addWidget(m_dueIcon);
    state->addWidget(m_due);
    state->addStretch();
    auto *buttons = new FlowLayout(8, 6);
    const std::pair<RmaStep, QPushButton *> steps[] = {{RmaStep::Validate, iconButton(u"good"_s, tr("Val&idate"))},
                                                       {RmaStep::Approve, iconButton(u"good"_s, tr("A&pprove"))},
                                                       {RmaStep::Decline, iconButton(u"close"_s, tr("&Decline…"))},
                                                       {RmaStep::Cancel, iconButton(u"remove"_s, tr("&Cancel…"))},
                                                       {RmaStep::Send, iconButton(u"send"_s, tr("Parcel is on its &way…"))}};
    for (const auto &[step, button] : steps) {
        m_steps.emplace_back(step, button);
        buttons->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, wanted = step] { begin(wanted); });
    }
    QPushButton *order = iconButton(u"orders"_s, tr("Ord&er"));
    order->setToolTip(tr("The order of which this is a return"));
    m_customer = iconButton(u"search"_s, tr("Returns of this custo&mer"));
    QPushButton *slip = iconButton(u"file"_s, tr("Return s&lip…"));
    slip->setToolTip(tr("To print, for the customer's parcel"));
    for (QPushButton *button : {order, m_customer, slip}) {
        buttons->addWidget(button);
    }
    auto *card = new Card;
    card->body()->addLayout(state);
    card->body()->addWidget(m_facts);
    card->body()->addLayout(buttons);
    connect(order, &QPushButton::clicked, this, [this] { Q_EMIT orderWanted(m_details->rma.summary.orderId); });
    connect(m_customer, &QPushButton::clicked, this,
            [this] { confirmLeaving([this] { Q_EMIT customerWanted(m_details->rma.summary.email); }); });
    connect(slip, &QPushButton::clicked, this, [this] { (new ReturnSlipDialog(m_details->rma, window()))->open(); });
    return card;
}

QWidget *ReturnPage::buildParts()
{
    m_parts = new QTabWidget;
    m_parts->setObjectName(u"returnParts"_s);
    m_parts->setDocumentMode(true);
    m_parts->addTab(buildWork(), tr("Work"));
    addPart(tr("Units"), new Table(u"returnUnits"_s, tr("Units of the return")), m_units, {16, 26, 12, 18, 15, 30, 30, 34});
    addPart(tr("History"), new Table(u"returnHistory"_s, tr("History of the return")), m_history, {22, 16, 30, 16, 16, 50});
    m_parts->addTab(buildNotes(), tr("Notes"));
    addPart(tr("Refunds"), new Table(u"returnRefunds"_s, tr("Refunds of the return")), m_refunds, {20, 16, 16, 32, 40});
    m_files = new ReturnFiles(m_services);
    auto *files = new Card;
    files->body()->addWidget(m_files, 1);
    m_parts->addTab(files, tr("Files"));
    connect(m_files, &ReturnFiles::told, this, &ReturnPage::told);
    connect(m_files, &ReturnFiles::changed, this, &ReturnPage::changed);
    m_diagram = new ReturnDiagram;
    auto *card = new Card;
    card->body()->addWidget(m_diagram, 1);
    m_parts->addTab(card, tr("Workflow"));
    return m_parts;
}

QWidget *ReturnPage::buildWork()
{
    m_work = new QWidget;
    m_workChoice = new QHBoxLayout;
    m_workChoice->setSpacing(8);
    m_workRoom = new QVBoxLayout(m_work);
    m_workRoom->setContentsMargins(0, 8, 0, 0);
    m_workRoom->addLayout(m_workChoice);
    return m_work;
}

QWidget *ReturnPage::buildNotes()
{
    m_notes = new QTextBrowser;
    m_notes->setObjectName(u"returnNotes"_s);
    m_notes->setAccessibleName(tr("Notes"));
    m_notes->setOpenLinks(false);
    m_notes->setPlaceholderText(tr("No notes yet."));
    m_notes->setFrameShape(QFrame::NoFrame);
    m_note = new QPlainTextEdit;
    m_note->setObjectName(u"newNote"_s);
    m_note->setAccessibleName(tr("New note"));
    m_note->setPlaceholderText(tr("New note"));
    m_note->setTabChangesFocus(true);
    m_note->setFixedHeight(fontMetrics().lineSpacing() * 4);
    m_noteFor = new QComboBox;
    m_noteFor->setObjectName(u"noteFor"_s);
    m_noteFor->setAccessibleName(tr("Who reads the note"));
    m_noteFor->addItem(tr("Internal: the staff alone"), int(NoteVisibility::Internal));
    m_noteFor->addItem(tr("For the customer too"), int(NoteVisibility::Customer));
    m_addNote = iconButton(u"plus"_s, tr("Add no&te"));
    m_addNote->setEnabled(false);
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_noteFor);
    line->addStretch();
    line->addWidget(m_addNote);
    auto *card = new Card;
    card->body()->addWidget(m_notes, 1);
    card->body()->addWidget(m_note);
    card->body()->addLayout(line);
    connect(m_note, &QPlainTextEdit::textChanged, this,
            [this] { m_addNote->setEnabled(!m_busy && !m_note->toPlainText().trimmed().isEmpty()); });
    connect(m_addNote, &QPushButton::clicked, this, &ReturnPage::addNote);
    return card;
}

Table *ReturnPage::addPart(const QString &title, Table *table, CellsModel *model, const QList<int> &widths)
{
    table->showModel(model, Qt::DisplayRole);
    table->setSortingEnabled(false);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    const int letter = fontMetrics().averageCharWidth();
    for (int column = 0; column < widths.size(); ++column) {
        table->setColumnWidth(column, letter * widths[column]);
    }
    table->horizontalHeader()->setStretchLastSection(true);
    auto *card = new Card;
    card->body()->addWidget(table);
    m_parts->addTab(card, title);
    return table;
}

void ReturnPage::clear()
{
    dropForm();
    m_works.clear();
    m_details.reset();
    m_banner->clear();
    m_note->clear();
    m_asked.clear();
}

void ReturnPage::addFiles(const QString &rmaId, const QStringList &paths)
{
    m_files->add(rmaId, paths);
}

QString ReturnPage::number() const
{
    return m_details ? m_details->rma.summary.number : QString();
}

bool ReturnPage::hasUnsaved() const
{
    return (m_form && m_form->hasUnsaved()) || (m_details && !m_note->toPlainText().trimmed().isEmpty());
}

void ReturnPage::confirmLeaving(const std::function<void()> &leave)
{
    if (!hasUnsaved()) {
        leave();
        return;
    }
    ask(this,
        {.title = tr("Discard what you entered?"), .text = tr("It has not been sent."), .action = tr("&Discard"), .risky = true},
        leave);
}

void ReturnPage::showReturn(const RmaDetails &details)
{
    const bool another = !m_details || m_details->rma.summary.id != details.rma.summary.id;
    if (another) {
        clear();
    }
    m_details = details;
    showState();
    showUnits();
    showNotes();
    showRefunds();
    showFiles();
    showHistory();
    allowSteps();
    showWork();
    if (another) {
        const bool over = ruleOf(details.rma.summary.state).queue == RmaQueue::Closed;
        m_parts->setCurrentIndex(m_form && !over ? 0 : 1);
    }
}

void ReturnPage::showState()
{
    const Rma &rma = m_details->rma;
    const RmaSummary &summary = rma.summary;
    const UtcMillis now = m_clock.utc();
    const QString age = spanText(std::chrono::milliseconds(std::max<UtcMillis>(0, now - summary.createdAt)));
    m_title->setText(
        tr("Return %1 · %2 · %3 ago", "number, when, how long ago").arg(summary.number, momentText(summary.createdAt), age));
    m_stateIcon->setIcon(returnStateIcon(summary.state));
    m_state->setText(returnStateText(summary.state));
    const bool late = isOverdue(summary, now);
    m_dueIcon->setVisible(summary.dueAt.has_value());
    m_due->setVisible(summary.dueAt.has_value());
    m_dueIcon->setIcon(late ? themedIcon(u"warning"_s, IconTone::Bad) : themedIcon(u"clock"_s, IconTone::Muted));
    m_due->setForegroundRole(late ? QPalette::BrightText : QPalette::PlaceholderText);
    const QString who = returnQueueText(ruleOf(summary.state).queue);
    m_due->setText(late ? tr("%1: %2", "who, overdue by how long").arg(who, dueText(summary, now))
                        : tr("%1: due %2", "who, in how long").arg(who, dueText(summary, now)));
    m_due->setToolTip(summary.dueAt ? momentText(*summary.dueAt) : QString());
    QStringList facts{summary.email.isEmpty() ? tr("Customer %1").arg(summary.shopperId) : summary.email,
                      tr("order %1").arg(summary.orderId), tr("%Ln unit(s)", nullptr, plural(summary.units)),
                      tr("worth %1").arg(moneyText(summary.value))};
    if (rma.byStaff) {
        facts += tr("made by support");
    }
    if (!rma.tracking.isEmpty()) {
        facts += tr("parcel %1").arg(rma.tracking);
    }
    if (rma.expiresAt && summary.state == RmaState::Approved) {
        facts += tr("expires %1").arg(momentText(*rma.expiresAt));
    }
    if (!rma.reason.isEmpty()) {
        facts += tr("reason: %1").arg(rma.reason);
    }
    m_facts->setText(facts.join(u" · "_s));
    m_customer->setVisible(!summary.email.isEmpty());
    std::set<RmaState> passed;
    for (const RmaEvent &event : m_details->history) {
        if (const auto state = stateOfEvent(event)) {
            passed.insert(*state);
        }
    }
    m_diagram->showState(summary.state, passed);
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

void ReturnPage::showNotes()
{
    QString html;
    for (const RmaNote &note : m_details->rma.notes) {
        html += noteHtml(note);
    }
    if (m_notes->property("shown").toString() != html) {
        m_notes->setProperty("shown", html);
        m_notes->setHtml(html);
    }
    const int count = int(m_details->rma.notes.size());
    m_parts->setTabText(3, count == 0 ? tr("Notes") : tr("Notes (%1)").arg(count));
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
    m_parts->setTabText(4, rows.empty() ? tr("Refunds") : tr("Refunds (%1)").arg(rows.size()));
    m_refunds->setRows(std::move(rows));
}

void ReturnPage::showFiles()
{
    const Rma &rma = m_details->rma;
    m_files->showFiles(rma);
    m_parts->setTabText(5, rma.attachments.empty() ? tr("Files") : tr("Files (%1)").arg(rma.attachments.size()));
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

void ReturnPage::allowSteps()
{
    const RmaState state = m_details->rma.summary.state;
    const std::vector<RmaStep> legal = legalSteps(state);
    for (const auto &[step, button] : m_steps) {
        const QString obstacle = stepObstacle(m_services.signedIn(), state, step);
        button->setVisible(std::find(legal.begin(), legal.end(), step) != legal.end());
        button->setEnabled(!m_busy && obstacle.isEmpty());
        button->setToolTip(obstacle);
    }
}

void ReturnPage::showWork()
{
    const std::vector<ReturnWork> works = returnWork(*m_details, m_services.signedIn());
    const bool offered = std::find(works.begin(), works.end(), m_formWork) != works.end();
    const bool keep = m_form && (m_form->hasUnsaved() || offered);
    if (works != m_works) {
        m_works = works;
        offerWork(works);
    }
    if (keep) {
        refreshForm();
    } else if (works.empty()) {
        dropForm();
    } else {
        openForm(works.front());
    }
    m_parts->setTabVisible(0, m_form);
    if (m_form) { // of a hidden tab the width would stay that of its former text
        m_parts->setTabText(0, workText(m_formWork, m_details->rma.summary.state));
    }
}

/// A form in which something was entered says what changed, and goes on with the newer return when its user looks again.
void ReturnPage::refreshForm()
{
    const qint64 version = m_details->rma.summary.version;
    if (m_formDetails->rma.summary.version == version) {
        return;
    }
    if (!m_form->hasUnsaved()) {
        m_formDetails = m_details;
        m_form->showReturn(*m_details);
    } else if (m_toldVersion != version && !m_busy) {
        m_toldVersion = version;
        m_conflict->tell(*m_formDetails, *m_details);
    }
}

void ReturnPage::offerWork(const std::vector<ReturnWork> &works)
{
    while (QLayoutItem *item = m_workChoice->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (works.size() < 2) {
        return;
    }
    auto *group = new QButtonGroup(m_work);
    for (const ReturnWork work : works) {
        auto *button = textButton(workText(work, m_details->rma.summary.state));
        button->setCheckable(true);
        button->setChecked(work == works.front());
        group->addButton(button);
        m_workChoice->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, work] {
            if (work != m_formWork) {
                confirmLeaving([this, work] { openForm(work); });
            }
        });
    }
    m_workChoice->addStretch();
}

void ReturnPage::openForm(ReturnWork work)
{
    dropForm();
    m_formWork = work;
    m_formDetails = m_details;
    m_form = makeForm(work, m_services, *m_details);
    m_workRoom->addWidget(m_form, 1);
    m_parts->setTabText(0, workText(work, m_details->rma.summary.state));
    connect(m_form, &ReturnForm::done, this, [this](const RmaAnswer &answer) {
        Q_EMIT told(Banner::Tone::Good,
                    tr("Return %1 is now %2.", "number, state")
                        .arg(answer.rma.summary.number, returnStateText(answer.rma.summary.state).toLower()));
        m_banner->clear();
        dropForm();
        Q_EMIT changed();
    });
    connect(m_form, &ReturnForm::conflict, this, [this] {
        m_toldVersion = 0;
        m_conflict->tell(*m_formDetails);
    });
    connect(m_form, &ReturnForm::closed, this, [this] {
        openForm(m_formWork);
        m_parts->setCurrentIndex(1);
    });
}

void ReturnPage::dropForm()
{
    if (m_form) {
        m_form->hide();
        m_form->deleteLater();
        m_form.clear();
    }
    m_formDetails.reset();
    m_toldVersion = 0;
}

void ReturnPage::begin(RmaStep step)
{
    m_banner->clear();
    if (step == RmaStep::Decline || step == RmaStep::Cancel || step == RmaStep::Send) {
        openDialog(step);
    } else {
        take(step, {});
    }
}

void ReturnPage::openDialog(RmaStep step)
{
    m_dialog = new ReturnStepDialog(step, tr("return %1").arg(number()), window());
    auto *conflict = new ReturnConflict(m_services, m_dialog->messages(), m_dialog);
    conflict->setObjectName(u"conflict"_s);
    connect(conflict, &ReturnConflict::newerWanted, this, &ReturnPage::showReturn);
    connect(m_dialog, &ReturnStepDialog::entered, this, [this, step](const QString &text) { take(step, text); });
    m_dialog->open();
}

ReturnWrite ReturnPage::writeFor(RmaStep step, const QString &text)
{
    const RmaSummary &summary = m_details->rma.summary;
    const QString asked = u"%1 %2 %3 %4"_s.arg(summary.id, rmaStepName(step)).arg(summary.version).arg(text);
    if (m_asked != asked) {
        m_asked = asked;
        m_key = m_services.newKey();
    }
    return {summary.id, summary.version, m_key};
}

void ReturnPage::take(RmaStep step, const QString &text)
{
    setBusy(true);
    const ReturnWrite write = writeFor(step, text);
    const auto answer = whileAlive(this, [this, step, known = *m_details](const Result<RmaAnswer> &result) {
        setBusy(false);
        takeAnswer(step, known, result);
    });
    switch (step) {
    case RmaStep::Validate: m_services.validateReturn(write, answer); break;
    case RmaStep::Approve: m_services.approveReturn(write, answer); break;
    case RmaStep::Decline: m_services.declineReturn(write, text, answer); break;
    case RmaStep::Cancel: m_services.cancelReturn(write, text, answer); break;
    default: m_services.sendReturn(write, text, answer); break;
    }
}

void ReturnPage::takeAnswer(RmaStep step, const RmaDetails &known, const Result<RmaAnswer> &answer)
{
    if (answer) {
        if (m_dialog) {
            m_dialog->finish();
        }
        Q_EMIT told(Banner::Tone::Good,
                    tr("Return %1 is now %2.", "number, state")
                        .arg(answer->rma.summary.number, returnStateText(answer->rma.summary.state).toLower()));
        Q_EMIT changed();
        return;
    }
    const bool stale = answer.error().code == ErrorCode::VersionConflict;
    if (m_dialog && stale) {
        m_dialog->again();
        m_dialog->findChild<ReturnConflict *>(u"conflict"_s)->tell(known);
    } else if (m_dialog) {
        m_dialog->refuse(answer.error());
    } else if (stale) {
        m_conflict->tell(known);
    } else {
        m_banner->tell(Banner::Tone::Bad,
                       tr("Return %1 was not changed (%2). %3", "number, step, why")
                           .arg(number(), returnStepText(step), stepRefusalText(answer.error())));
    }
}

void ReturnPage::addNote()
{
    const QString body = m_note->toPlainText().trimmed();
    if (body.size() > longestNote) {
        m_banner->tell(Banner::Tone::Bad, tr("A note has at most %Ln characters.", nullptr, longestNote));
        return;
    }
    setBusy(true);
    m_services.addNote(m_details->rma.summary.id, NoteVisibility(m_noteFor->currentData().toInt()), body,
                       whileAlive(this, [this](const Result<RmaNote> &note) {
                           setBusy(false);
                           if (!note) {
                               m_banner->tell(Banner::Tone::Bad,
                                              tr("The note was not added. %1").arg(stepRefusalText(note.error())));
                               return;
                           }
                           m_note->clear();
                           Q_EMIT changed();
                       }));
}

void ReturnPage::setBusy(bool busy)
{
    m_busy = busy;
    m_note->setReadOnly(busy);
    m_addNote->setEnabled(!busy && !m_note->toPlainText().trimmed().isEmpty());
    if (m_details) {
        allowSteps();
    }
}

} // namespace tidegate
