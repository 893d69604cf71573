// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/webhooks/webhook_details.h"

#include "core/base/text.h"
#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/table.h"
#include "ui/webhooks/attempts_model.h"
#include "ui/webhooks/pretty_json.h"
#include "ui/webhooks/webhooks_model.h"

#include <QFontDatabase>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QPlainTextEdit *textView(const QString &name)
{
    auto *view = new QPlainTextEdit;
    view->setReadOnly(true);
    view->setTabChangesFocus(true);
    view->setUndoRedoEnabled(false);
    view->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    view->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    view->setAccessibleName(name);
    return view;
}

/// A part with its heading above it.
QWidget *titled(const QString &title, QWidget *part)
{
    QLabel *label = mutedLabel(title);
    label->setBuddy(part);
    auto *both = new QWidget;
    auto *layout = new QVBoxLayout(both);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(label);
    layout->addWidget(part, 1);
    return both;
}

} // namespace

WebhookDetails::WebhookDetails(WebhookDirection direction, QWidget *parent)
    : Card({}, parent)
    , m_direction(direction)
    , m_stack(new QStackedWidget)
    , m_attempts(new AttemptsModel(this))
{
    const bool incoming = direction == WebhookDirection::Incoming;
    setAccessibleName(incoming ? tr("Selected webhook") : tr("Selected callback"));
    m_stack->addWidget(buildPage());
    m_stack->addWidget(new EmptyState(u"webhook"_s, incoming ? tr("No webhook selected") : tr("No callback selected"),
                                      tr("Choose one in the list above to see what it says and what became of it.")));
    m_stack->setCurrentIndex(1);
    body()->addWidget(m_stack);
}

QWidget *WebhookDetails::buildPage()
{
    m_title = new ElidedLabel;
    scaleFont(m_title, 1.1, true);
    m_stateIcon = new IconView(16);
    m_facts = new ElidedLabel;
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    m_replay = iconButton(u"refresh"_s, tr("&Replay…"));
    auto *facts = new QHBoxLayout;
    facts->setSpacing(6);
    facts->addWidget(m_stateIcon);
    facts->addWidget(m_facts, 1);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(3);
    texts->addWidget(m_title);
    texts->addLayout(facts);
    auto *heading = new QHBoxLayout;
    heading->setSpacing(12);
    heading->addLayout(texts, 1);
    heading->addWidget(m_replay);
    auto *splitter = new QSplitter(Qt::Horizontal);
    splitter->setObjectName(m_direction == WebhookDirection::Incoming ? u"webhookSplitter"_s : u"callbackSplitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(12);
    splitter->addWidget(buildBody());
    splitter->addWidget(buildOutcome());
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(heading);
    layout->addWidget(splitter, 1);
    connect(m_replay, &QPushButton::clicked, this, &WebhookDetails::replayWanted);
    return page;
}

QWidget *WebhookDetails::buildBody()
{
    m_body = textView(tr("Body"));
    m_body->setObjectName(u"webhookBody"_s);
    return titled(tr("&Body"), m_body);
}

QWidget *WebhookDetails::buildOutcome()
{
    if (m_direction == WebhookDirection::Incoming) {
        m_result = textView(tr("What was done"));
        m_result->setObjectName(u"webhookResult"_s);
        return titled(tr("&What was done"), m_result);
    }
    m_table = new Table(u"attempts"_s, tr("Attempts"));
    m_table->showModel(m_attempts, AttemptsModel::SortRole);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setFrameShape(QFrame::StyledPanel);
    const int letter = fontMetrics().averageCharWidth();
    const int widths[] = {7, 19, 12, 11, 30};
    for (int column = 0; column < AttemptsModel::ColumnCount; ++column) {
        m_table->setColumnWidth(column, letter * widths[column]);
    }
    m_table->horizontalHeader()->setStretchLastSection(true);
    return titled(tr("&Attempts"), m_table);
}

QString WebhookDetails::factsText(const WebhookView &view) const
{
    QStringList parts{webhookStateText(view.state, m_direction)};
    if (view.finishedAt) {
        parts +=
            tr("%1 after it came", "how long").arg(latencyText(std::chrono::milliseconds(*view.finishedAt - view.createdAt)));
    }
    parts += tr("%Ln attempt(s)", nullptr, view.attempts);
    parts += tr("id %1").arg(escapeControls(view.webhookId));
    if (!view.problem.isEmpty() && view.state != WebhookState::Done) {
        parts += escapeControls(view.problem);
    }
    return parts.join(u" · "_s);
}

void WebhookDetails::showView(const WebhookView *view)
{
    m_stack->setCurrentIndex(view ? 0 : 1);
    if (!view) {
        m_shownId.clear();
        return;
    }
    if (m_shownId != view->id) {
        m_shownId = view->id;
        m_body->clear();
        m_attempts->setRows({});
        if (m_result) {
            m_result->clear();
        }
    }
    m_title->setText(tr("%1 · %2", "partner, type").arg(view->partnerName, escapeControls(view->type)));
    m_stateIcon->setIcon(webhookStateIcon(view->state));
    m_facts->setText(factsText(*view));
    m_state = view->state;
    allowReplay();
}

void WebhookDetails::showDetail(const WebhookDetail &detail)
{
    showView(&detail.view);
    const QString body = prettyJson(detail.body);
    if (m_body->toPlainText() != body) {
        m_body->setPlainText(body);
    }
    m_attempts->setRows(detail.attempts);
    if (m_result) {
        const QString result =
            detail.view.result.isEmpty() ? escapeControls(detail.view.problem) : prettyJson(detail.view.result.toUtf8());
        if (m_result->toPlainText() != result) {
            m_result->setPlainText(result);
        }
    }
}

void WebhookDetails::showFailure(const QString &problem)
{
    m_body->setPlainText(problem);
}

void WebhookDetails::setBusy(bool busy)
{
    m_busy = busy;
    allowReplay();
}

void WebhookDetails::allowReplay()
{
    const bool incoming = m_direction == WebhookDirection::Incoming;
    const bool can = m_state == WebhookState::Dead || (!incoming && m_state != WebhookState::Waiting);
    m_replay->setEnabled(!m_busy && can);
    m_replay->setToolTip(can                                    ? QString()
                             : m_state == WebhookState::Waiting ? tr("It is tried again by itself.")
                                                                : tr("It was processed; nothing is done twice."));
}

} // namespace tidegate
