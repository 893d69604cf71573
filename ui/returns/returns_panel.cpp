// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/returns_panel.h"

#include "ui/common/format.h"
#include "ui/returns/new_return_dialog.h"
#include "ui/returns/return_charts.h"
#include "ui/returns/return_list.h"
#include "ui/returns/return_page.h"
#include "ui/returns/return_queues.h"

#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace tidegate {

ReturnsPanel::ReturnsPanel(ReturnServices &services, const Clock &clock, QWidget *parent)
    : Panel(tr("Returns"), parent)
    , m_services(services)
    , m_countsPoll(
          this, [&services](auto answer) { services.returnCounts(std::move(answer)); },
          [this](const Result<std::vector<RmaStateCount>> &counts) {
              if (counts) { // the list tells by itself what can't be read
                  m_queues->showCounts(*counts);
              }
          })
    , m_queues(new ReturnQueues)
    , m_list(new ReturnList(services, clock))
    , m_page(new ReturnPage(services, clock))
    , m_pages(new QStackedWidget)
{
    m_lists = buildLists();
    m_pages->addWidget(m_lists);
    m_pages->addWidget(m_page);
    m_charts = new ReturnCharts(services);
    m_pages->addWidget(m_charts);
    body()->addWidget(m_pages);
    m_showCharts = iconButton(u"chart"_s, tr("Cha&rts"));
    m_showCharts->setCheckable(true);
    m_showCharts->setToolTip(tr("How many returns wait where, why they come and how long they take"));
    addToHeading(m_showCharts);
    connectParts();
    m_list->showQueue(m_queues->chosen());
}

QWidget *ReturnsPanel::buildLists()
{
    auto *card = new Card;
    card->body()->addWidget(m_queues);
    auto *splitter = new QSplitter;
    splitter->setObjectName(u"returnSplitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(12);
    splitter->addWidget(card);
    splitter->addWidget(m_list);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    card->setMinimumWidth(fontMetrics().averageCharWidth() * 34);
    splitter->setSizes({fontMetrics().averageCharWidth() * 38, 1'000});
    return splitter;
}

void ReturnsPanel::connectParts()
{
    const auto tell = qOverload<Banner::Tone, const QString &>(&Banner::tell);
    connect(m_queues, &ReturnQueues::chosenChanged, this, [this] { m_list->showQueue(m_queues->chosen()); });
    connect(m_showCharts, &QPushButton::toggled, this, [this](bool on) {
        m_pages->setCurrentWidget(on ? m_charts : m_lists);
        refresh();
    });
    connect(m_queues, &QListWidget::itemActivated, m_list, &ReturnList::focusTable);
    connect(m_list, &ReturnList::wanted, this, &ReturnsPanel::showReturn);
    connect(m_list, &ReturnList::newReturnWanted, this, &ReturnsPanel::newReturn);
    connect(m_list, &ReturnList::unreadable, this, &ReturnsPanel::tellUnreadable);
    connect(m_list, &ReturnList::readable, this, &ReturnsPanel::tellFresh);
    connect(m_list, &ReturnList::told, banner(), tell);
    connect(m_list, &ReturnList::changed, this, &ReturnsPanel::refresh);
    connect(m_page, &ReturnPage::backWanted, this, &ReturnsPanel::closeReturn);
    connect(m_page, &ReturnPage::orderWanted, this, &ReturnsPanel::orderRequested);
    connect(m_page, &ReturnPage::customerWanted, this, &ReturnsPanel::search);
    connect(m_page, &ReturnPage::told, banner(), tell);
    connect(m_page, &ReturnPage::changed, this, &ReturnsPanel::refresh);
    connect(new QShortcut(QKeySequence(Qt::Key_Escape), m_page, nullptr, nullptr, Qt::WidgetWithChildrenShortcut),
            &QShortcut::activated, this, &ReturnsPanel::closeReturn);
}

/// The first queue that somebody sees is that of their own role.
void ReturnsPanel::chooseOwnQueue()
{
    const std::optional<StaffActor> actor = m_services.signedIn();
    if (actor && actor->id != m_staffId) {
        m_staffId = actor->id;
        m_queues->chooseOwn(actor->role);
    }
}

void ReturnsPanel::refresh()
{
    chooseOwnQueue();
    if (m_pages->currentWidget() == m_charts) {
        return; // they look by themselves
    }
    m_countsPoll.ask();
    if (m_openId.isEmpty()) {
        m_list->refresh();
    } else {
        askReturn();
    }
}

QString ReturnsPanel::reasonToStay() const
{
    if (m_list->isSaving()) {
        return tr("A file with returns is still being written.");
    }
    if (m_page->hasUnsaved()) {
        return tr("What you entered about return %1 has not been sent.").arg(m_page->number());
    }
    if (m_page->isAddingFiles()) {
        return tr("Photos or documents of a return are still being added.");
    }
    return m_newReturn && m_newReturn->hasUnsaved() ? tr("The new return has not been sent.") : QString();
}

void ReturnsPanel::showReturn(const QString &rmaId)
{
    if (m_openId != rmaId) {
        m_page->clear();
    }
    m_openId = rmaId;
    m_askingReturn = false;
    m_showCharts->setChecked(false);
    askReturn();
}

void ReturnsPanel::search(const QString &text)
{
    leaveReturn();
    m_showCharts->setChecked(false);
    m_queues->choose(u"all"_s);
    m_list->search(text);
}

void ReturnsPanel::newReturn()
{
    auto *dialog = new NewReturnDialog(m_services, window());
    m_newReturn = dialog;
    connect(dialog, &NewReturnDialog::made, this, [this](const RmaAnswer &answer, const QStringList &photos) {
        banner()->tell(Banner::Tone::Good, tr("Return %1 is made.").arg(answer.rma.summary.number));
        showReturn(answer.rma.summary.id);
        m_page->addFiles(answer.rma.summary.id, photos);
    });
    dialog->open();
}

void ReturnsPanel::askReturn()
{
    if (m_askingReturn) {
        return;
    }
    m_askingReturn = true;
    m_services.returnDetails(
        m_openId, whileAlive(this, [this, id = m_openId](const Result<RmaDetails> &details) { takeReturn(id, details); }));
}

void ReturnsPanel::takeReturn(const QString &rmaId, const Result<RmaDetails> &details)
{
    if (rmaId != m_openId) {
        return;
    }
    m_askingReturn = false;
    if (!details) {
        if (m_pages->currentWidget() == m_page) {
            tellUnreadable(details.error());
        } else {
            m_openId.clear();
            banner()->tell(Banner::Tone::Bad, tr("The return can't be read. %1").arg(errorText(details.error())));
        }
        return;
    }
    tellFresh();
    m_page->showReturn(*details);
    if (m_pages->currentWidget() != m_page) {
        m_pages->setCurrentWidget(m_page);
        m_showCharts->hide();
        m_page->setFocus();
    }
}

void ReturnsPanel::closeReturn()
{
    m_page->confirmLeaving([this] { leaveReturn(); });
}

void ReturnsPanel::leaveReturn()
{
    if (m_openId.isEmpty()) {
        return;
    }
    m_openId.clear();
    m_page->clear();
    m_pages->setCurrentWidget(m_lists);
    m_showCharts->show();
    m_list->focusTable();
    refresh();
}

void ReturnsPanel::tellUnreadable(const Error &error)
{
    tellStale(tr("The returns can't be read; what is shown may be old. %1").arg(errorText(error)));
}

} // namespace tidegate
