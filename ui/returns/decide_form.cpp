// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/decide_form.h"

#include "ui/common/alive.h"
#include "ui/common/format.h"
#include "ui/common/question.h"
#include "ui/returns/fee_text.h"
#include "ui/returns/plan_card.h"
#include "ui/returns/return_words.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

constexpr auto previewDelay = 150ms;
constexpr int narrow = 900; ///< below this the cards stand one upon the other

constexpr std::array<DispositionKind, 5> kinds{DispositionKind::Refund, DispositionKind::StoreCredit,
                                               DispositionKind::Replacement, DispositionKind::Repair, DispositionKind::Reject};

QComboBox *kindBox(const QString &accessibleName)
{
    auto *box = new QComboBox;
    box->setAccessibleName(accessibleName);
    box->setFocusPolicy(Qt::StrongFocus);
    box->addItem(DecideForm::tr("choose…"), -1);
    for (const DispositionKind kind : kinds) {
        box->addItem(dispositionText(kind), int(kind));
    }
    return box;
}

std::optional<DispositionKind> chosenIn(const QComboBox *box)
{
    const int kind = box->currentData().toInt();
    return kind < 0 ? std::nullopt : std::optional(DispositionKind(kind));
}

void chooseIn(QComboBox *box, std::optional<DispositionKind> kind)
{
    const QSignalBlocker quiet(box);
    box->setCurrentIndex(kind ? box->findData(int(*kind)) : 0);
}

} // namespace

DecideForm::DecideForm(ReturnServices &services, const RmaDetails &details, QWidget *parent)
    : ReturnForm(services, details, tr("Decide"), tr("&Complete…"), parent)
    , m_planCard(new PlanCard)
    , m_save(iconButton(u"save"_s, tr("&Save decision")))
{
    auto *units = new Card(tr("What the customer gets"));
    units->body()->addLayout(buildForAll());
    units->body()->addWidget(buildRows(), 1);
    m_cards = new QBoxLayout(QBoxLayout::LeftToRight);
    m_cards->setSpacing(12);
    m_cards->addWidget(units, 5);
    m_cards->addWidget(m_planCard, 3);
    m_planCard->setMinimumWidth(fontMetrics().averageCharWidth() * 40);
    body()->addLayout(m_cards, 1);
    m_save->setToolTip(tr("Ctrl+S"));
    addButton(m_save);
    connect(m_save, &QPushButton::clicked, this, &DecideForm::save);
    auto *shortcut = new QShortcut(QKeySequence::Save, this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, m_save, &QPushButton::click);
    m_previewTimer.setSingleShot(true);
    m_previewTimer.setInterval(previewDelay);
    connect(&m_previewTimer, &QTimer::timeout, this, &DecideForm::askPlan);
    showReturn(details);
    setFocusProxy(m_allKind);
}

QLayout *DecideForm::buildForAll()
{
    m_allKind = kindBox(tr("What all units are given"));
    m_allKind->setObjectName(u"allKind"_s);
    m_allFee = new QLineEdit;
    m_allFee->setObjectName(u"allFee"_s);
    m_allFee->setPlaceholderText(tr("fee, such as 2.50 or 10 %"));
    m_allFee->setAccessibleName(tr("Restocking fee of each unit"));
    m_applyAll = textButton(tr("Give all &units this"));
    QLabel *label = plainLabel(tr("&All units"));
    label->setBuddy(m_allKind);
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(label);
    line->addWidget(m_allKind);
    line->addWidget(m_allFee, 1);
    line->addWidget(m_applyAll);
    connect(m_applyAll, &QPushButton::clicked, this, &DecideForm::decideAll);
    connect(m_allFee, &QLineEdit::returnPressed, this, &DecideForm::decideAll);
    return line;
}

QWidget *DecideForm::buildRows()
{
    m_area = new QScrollArea;
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->viewport()->setAutoFillBackground(false);
    m_area->setMinimumHeight(fontMetrics().height() * 6);
    return m_area;
}

void DecideForm::showReturn(const RmaDetails &details)
{
    const std::vector<DecisionRow> entered = std::exchange(m_rows, {});
    setDetails(details);
    setTitle(tr("Decide about %1").arg(rma().summary.number));
    m_rows = decisionRows(rma());
    bool dropped = false;
    for (const DecisionRow &old : entered) {
        const auto now = std::find_if(m_rows.begin(), m_rows.end(), [&old](const DecisionRow &row) { return row.isSame(old); });
        if (!old.isChanged()) {
            continue;
        }
        if (now != m_rows.end() && !now->isSettled && now->obstacle(*old.kind).isEmpty()) {
            now->kind = old.kind;
            now->fee = old.fee;
        } else {
            dropped = true;
        }
    }
    if (dropped) {
        banner()->tell(Banner::Tone::Warning,
                       tr("Some of what you had chosen does not apply any more and was dropped. Please check the units."));
    }
    rebuild([this] { fillRows(); });
    changed();
}

void DecideForm::fillRows()
{
    m_widgets.assign(m_rows.size(), {});
    auto *content = new QWidget;
    auto *grid = new QGridLayout(content);
    grid->setContentsMargins(0, 0, 8, 0);
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(4);
    const QStringList headings{tr("Unit"), tr("Finding"), tr("Paid"), tr("Customer gets"), tr("Fee")};
    for (int column = 0; column < headings.size(); ++column) {
        grid->addWidget(mutedLabel(headings[column]), 0, column, column == 2 ? Qt::AlignRight : Qt::AlignLeading);
    }
    int line = 1;
    for (std::size_t index = 0; index < m_rows.size(); ++index) {
        addRow(grid, line, index);
        line += 2;
    }
    if (m_rows.empty()) {
        grid->addWidget(mutedLabel(tr("No unit came back: there is nothing to decide about.")), line++, 0, 1, 5);
    }
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(line, 1);
    m_area->setWidget(content);
    content->setAutoFillBackground(false); // the card's surface, not the window's
}

void DecideForm::addRow(QGridLayout *grid, int line, std::size_t index)
{
    const DecisionRow &row = m_rows[index];
    RowWidgets &widgets = m_widgets[index];
    const QString unit = tr("%1, unit %2").arg(row.sku, countText(row.unit));
    widgets.kind = kindBox(tr("What the customer gets for %1").arg(unit));
    widgets.kind->setObjectName(u"kind-%1-%2"_s.arg(row.sku).arg(row.unit));
    widgets.fee = new QLineEdit;
    widgets.fee->setObjectName(u"fee-%1-%2"_s.arg(row.sku).arg(row.unit));
    widgets.fee->setAccessibleName(tr("Restocking fee for %1").arg(unit));
    widgets.fee->setAlignment(Qt::AlignRight);
    QSizePolicy keepsRoom = widgets.fee->sizePolicy();
    keepsRoom.setRetainSizeWhenHidden(true);
    widgets.fee->setSizePolicy(keepsRoom);
    widgets.fee->setFixedWidth(fontMetrics().averageCharWidth() * 12);
    widgets.remark = plainLabel({});
    widgets.remark->setWordWrap(true);
    auto *finding = new ElidedLabel;
    finding->setText(findingText(row.inspection.grade, row.inspection.verdict, row.inspection.stock));
    QLabel *sku = plainLabel(unit);
    sku->setToolTip(row.name.toHtmlEscaped());
    grid->addWidget(sku, line, 0);
    grid->addWidget(finding, line, 1);
    grid->addWidget(plainLabel(moneyText(row.paid)), line, 2, Qt::AlignRight | Qt::AlignVCenter);
    grid->addWidget(widgets.kind, line, 3);
    grid->addWidget(widgets.fee, line, 4);
    grid->addWidget(widgets.remark, line + 1, 0, 1, 5);
    chooseIn(widgets.kind, row.isSettled ? row.disposition->kind : row.kind);
    widgets.kind->setEnabled(!row.isSettled && !row.isRejected());
    if (row.fee > 0) {
        widgets.fee->setText(priceText({row.fee, row.paid.currency}));
    }
    widgets.fee->setVisible(row.paysMoney());
    widgets.fee->setEnabled(!row.isSettled);
    tellRemark(index);
    connect(widgets.kind, &QComboBox::currentIndexChanged, this, [this, index] { choose(index); });
    connect(widgets.fee, &QLineEdit::textEdited, this, [this, index] { readFee(index); });
}

void DecideForm::tellRemark(std::size_t index)
{
    const DecisionRow &row = m_rows[index];
    const RowWidgets &widgets = m_widgets[index];
    QString remark;
    bool isBad = true;
    if (widgets.feeIsWrong) {
        remark = tr("A fee is an amount or a share such as 10 %, from 0 to the %1 that were paid.").arg(moneyText(row.paid));
    } else if (row.kind && !row.isSettled) {
        remark = row.obstacle(*row.kind);
    }
    if (remark.isEmpty() && row.disposition
        && (row.isSettled || row.disposition->state == DispositionState::Failed
            || row.disposition->state == DispositionState::Done)) {
        isBad = row.disposition->state == DispositionState::Failed;
        remark = row.place == UnitPlace::Customer && !row.isSettled
            ? tr("It was sent back to the customer: this return gives nothing for it any more.")
            : tr("%1: %2", "disposition, its state")
                  .arg(dispositionText(row.disposition->kind), dispositionStateText(row.disposition->state));
    } else if (remark.isEmpty() && row.inspection.verdict == Verdict::Reject) {
        isBad = false;
        remark = tr("Rejected: %1").arg(row.inspection.reason);
    }
    widgets.remark->setForegroundRole(isBad ? QPalette::BrightText : QPalette::PlaceholderText);
    widgets.remark->setText(remark);
    widgets.remark->setVisible(!remark.isEmpty());
}

void DecideForm::choose(std::size_t index)
{
    DecisionRow &row = m_rows[index];
    row.kind = chosenIn(m_widgets[index].kind);
    m_widgets[index].fee->setVisible(row.paysMoney());
    readFee(index);
}

void DecideForm::readFee(std::size_t index)
{
    DecisionRow &row = m_rows[index];
    RowWidgets &widgets = m_widgets[index];
    const auto fee = row.paysMoney() ? feeFromText(widgets.fee->text(), row.paid) : std::optional<qint64>(0);
    widgets.feeIsWrong = !fee;
    row.fee = fee.value_or(row.fee);
    tellRemark(index);
    changed();
}

void DecideForm::decideAll()
{
    const auto kind = chosenIn(m_allKind);
    if (!kind) {
        m_allKind->setFocus(Qt::OtherFocusReason);
        return;
    }
    qint64 passedOver = 0;
    for (std::size_t index = 0; index < m_rows.size(); ++index) {
        DecisionRow &row = m_rows[index];
        if (row.isSettled || row.isRejected()) {
            continue;
        }
        if (!row.obstacle(*kind).isEmpty()) {
            ++passedOver;
            continue;
        }
        chooseIn(m_widgets[index].kind, kind);
        m_widgets[index].fee->setText(m_allFee->text());
        choose(index);
    }
    if (passedOver > 0) {
        banner()->tell(Banner::Tone::Info,
                       tr("%Ln unit(s) can't be given this and stay as they were.", nullptr, plural(passedOver)));
    }
}

void DecideForm::changed()
{
    touch();
    m_plan.reset();
    ++m_previewNumber;
    if (hasWrongFee()) {
        m_previewTimer.stop();
        m_planCard->showProblem(tr("One of the fees is not right."));
    } else {
        m_planCard->showWaiting();
        m_previewTimer.start();
    }
    allow();
}

void DecideForm::askPlan()
{
    services().previewReturn(rma().summary.id, changedDecisions(m_rows),
                             whileAlive(this, [this, number = m_previewNumber](const Result<CompletionPlan> &plan) {
                                 if (number == m_previewNumber) {
                                     takePlan(plan);
                                 }
                             }));
}

void DecideForm::takePlan(const Result<CompletionPlan> &plan)
{
    if (plan) {
        m_plan = *plan;
        m_planCard->showPlan(*plan, m_rows);
    } else {
        m_planCard->showProblem(refusalText(plan.error()));
    }
    allow();
}

bool DecideForm::hasWrongFee() const
{
    return std::any_of(m_widgets.begin(), m_widgets.end(), [](const RowWidgets &widgets) { return widgets.feeIsWrong; });
}

bool DecideForm::canSave() const
{
    const bool mustBeMade = rma().summary.state == RmaState::Inspected && m_plan && m_plan->undecided == 0;
    return !hasWrongFee() && (mustBeMade || !changedDecisions(m_rows).empty());
}

QString DecideForm::obstacleToCompleting() const
{
    if (!m_plan) {
        return tr("What it comes to is not known yet.");
    }
    if (m_plan->undecided > 0) {
        return tr("Decide about every accepted unit first.");
    }
    if (m_plan->needsAnotherPerson) {
        return tr("Somebody else has to complete it: you inspected or decided, and it is above the four-eyes limit.");
    }
    return {};
}

void DecideForm::allow()
{
    const QString obstacle = obstacleToCompleting();
    actionButton()->setEnabled(!isBusy() && obstacle.isEmpty());
    actionButton()->setToolTip(obstacle.isEmpty() ? tr("Ctrl+Enter") : obstacle);
    m_save->setEnabled(!isBusy() && canSave());
}

void DecideForm::resizeEvent(QResizeEvent *event)
{
    ReturnForm::resizeEvent(event);
    m_cards->setDirection(width() < narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

bool DecideForm::hasEntries() const
{
    return hasWrongFee() || std::any_of(m_rows.begin(), m_rows.end(), [](const DecisionRow &row) {
               return row.isChanged() && !row.isRejected(); // which is chosen by itself
           });
}

void DecideForm::save()
{
    if (isBusy() || !canSave()) {
        return;
    }
    send([this, decisions = changedDecisions(m_rows)](const ReturnWrite &write, Answer<RmaAnswer> answer) {
        services().decideReturn(write, decisions, std::move(answer));
    });
}

void DecideForm::submit()
{
    const qint64 amount = m_plan->refund.amount + m_plan->credit.amount;
    const QString money = moneyText({amount, m_plan->refund.currency});
    ask(this,
        {.title = amount > 0 ? tr("Give back %1?").arg(money) : tr("Complete the return without giving money back?"),
         .text = PlanCard::planText(*m_plan),
         .action = amount > 0 ? tr("&Give back %1").arg(money) : tr("&Complete the return"),
         .risky = true},
        [this] { saveAndComplete(); });
}

void DecideForm::saveAndComplete()
{
    const std::vector<UnitDecision> decisions = changedDecisions(m_rows);
    if (decisions.empty() && rma().summary.state != RmaState::Inspected) {
        complete();
        return;
    }
    send([this, decisions](const ReturnWrite &write,
                           Answer<RmaAnswer> answer) { services().decideReturn(write, decisions, std::move(answer)); },
         [this](const RmaAnswer &) {
             m_savedHere = true;
             showReturn(details());
             complete();
         });
}

void DecideForm::complete()
{
    send([this](const ReturnWrite &write, Answer<RmaAnswer> answer) { services().completeReturn(write, std::move(answer)); });
}

QString DecideForm::refusalText(const Error &error) const
{
    const QString saved = m_savedHere ? tr("The decision is saved, but the return is not completed.") + u' ' : QString();
    if (error.code == ErrorCode::OutOfStock) {
        return saved + tr("A replacement is not in stock any more. Choose something else for that unit.");
    }
    if (error.code == ErrorCode::Forbidden && m_plan && m_plan->aboveLimit) {
        return saved
            + tr("It is above the four-eyes limit: somebody else, who neither inspected nor decided, has to complete it.");
    }
    return saved + ReturnForm::refusalText(error);
}

} // namespace tidegate
