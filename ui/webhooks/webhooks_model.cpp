// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/webhooks/webhooks_model.h"

#include "core/base/text.h"
#include "ui/common/format.h"
#include "ui/common/icon.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(tidegate::WebhooksModel)
};

/// With seconds: many come within one minute.
QString timeText(UtcMillis time)
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(time).date(), QLocale::ShortFormat) + u' ' + clockText(time);
}

QVariant sortValue(const WebhookView &webhook, int column, const QString &text)
{
    switch (column) {
    case WebhooksModel::Time: return webhook.createdAt;
    case WebhooksModel::State: return int(webhook.state);
    case WebhooksModel::Attempts: return webhook.attempts;
    default: return text;
    }
}

} // namespace

QString webhookStateText(WebhookState state, WebhookDirection direction)
{
    switch (state) {
    case WebhookState::Waiting: return Text::tr("Waiting");
    case WebhookState::Done: return direction == WebhookDirection::Incoming ? Text::tr("Processed") : Text::tr("Delivered");
    case WebhookState::Dead: return Text::tr("Dead");
    case WebhookState::Dropped: break;
    }
    return Text::tr("Dropped");
}

QIcon webhookStateIcon(WebhookState state)
{
    switch (state) {
    case WebhookState::Waiting: return themedIcon(u"clock"_s, IconTone::Warning);
    case WebhookState::Done: return themedIcon(u"good"_s, IconTone::Good);
    case WebhookState::Dead: return themedIcon(u"bad"_s, IconTone::Bad);
    case WebhookState::Dropped: break;
    }
    return themedIcon(u"stop"_s, IconTone::Muted);
}

WebhooksModel::WebhooksModel(WebhookDirection direction, const Clock &clock, QObject *parent)
    : PagedModel(parent)
    , m_direction(direction)
    , m_clock(clock)
{
}

int WebhooksModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString WebhooksModel::remarkOf(const WebhookView &webhook) const
{
    const QString problem = escapeControls(webhook.problem);
    if (webhook.state != WebhookState::Waiting) {
        return problem;
    }
    const UtcMillis in = webhook.nextAttemptAt - m_clock.utc();
    const QString next = in > 0 ? tr("next attempt in %1").arg(spanText(std::chrono::milliseconds(in))) : tr("under way");
    return problem.isEmpty() ? next : tr("%1 · %2", "when again, and why it failed before").arg(next, problem);
}

QString WebhooksModel::textOf(const WebhookView &webhook, int column) const
{
    switch (column) {
    case Time: return timeText(webhook.createdAt);
    case Partner: return webhook.sandbox ? tr("%1 (sandbox)").arg(webhook.partnerName) : webhook.partnerName;
    case Type: return escapeControls(webhook.type);
    case State: return webhookStateText(webhook.state, m_direction);
    case Attempts: return countText(webhook.attempts);
    default: return remarkOf(webhook);
    }
}

QVariant WebhooksModel::data(const QModelIndex &index, int role) const
{
    const WebhookView &webhook = rows()[std::size_t(index.row())];
    switch (role) {
    case SortRole: return sortValue(webhook, index.column(), textOf(webhook, index.column()));
    case Qt::DisplayRole: return textOf(webhook, index.column());
    case Qt::ToolTipRole: return textOf(webhook, index.column()).toHtmlEscaped();
    case Qt::DecorationRole: return index.column() == State ? QVariant(webhookStateIcon(webhook.state)) : QVariant();
    case Qt::TextAlignmentRole:
        return int((index.column() == Attempts ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    default: return {};
    }
}

QVariant WebhooksModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((section == Attempts ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Time: return m_direction == WebhookDirection::Incoming ? tr("Received") : tr("Written");
    case Partner: return tr("Partner");
    case Type: return tr("Type");
    case State: return tr("Status");
    case Attempts: return tr("Attempts");
    default: return tr("Remark");
    }
}

} // namespace tidegate
