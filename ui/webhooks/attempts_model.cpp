// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/webhooks/attempts_model.h"

#include "core/base/text.h"
#include "ui/common/format.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QString outcomeText(const WebhookAttempt &attempt)
{
    const QString excerpt = escapeControls(attempt.excerpt);
    if (attempt.problem.isEmpty()) {
        return excerpt.isEmpty() ? AttemptsModel::tr("delivered")
                                 : AttemptsModel::tr("delivered · %1", "and what was answered").arg(excerpt);
    }
    const QString problem = escapeControls(attempt.problem);
    return excerpt.isEmpty() ? problem
                             : AttemptsModel::tr("%1 · %2", "what was wrong, and what was answered").arg(problem, excerpt);
}

QString textOf(const WebhookAttempt &attempt, int column)
{
    switch (column) {
    case AttemptsModel::Number: return countText(attempt.number);
    case AttemptsModel::Time: return momentText(attempt.at);
    case AttemptsModel::Status: return attempt.status == 0 ? AttemptsModel::tr("no answer") : QString::number(attempt.status);
    case AttemptsModel::Duration: return latencyText(attempt.duration);
    default: return outcomeText(attempt);
    }
}

QVariant sortValue(const WebhookAttempt &attempt, int column)
{
    switch (column) {
    case AttemptsModel::Number: return attempt.number;
    case AttemptsModel::Time: return attempt.at;
    case AttemptsModel::Status: return attempt.status;
    case AttemptsModel::Duration: return qint64(attempt.duration.count());
    default: return outcomeText(attempt);
    }
}

} // namespace

int AttemptsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AttemptsModel::data(const QModelIndex &index, int role) const
{
    const WebhookAttempt &attempt = rows()[std::size_t(index.row())];
    switch (role) {
    case SortRole: return sortValue(attempt, index.column());
    case Qt::DisplayRole: return textOf(attempt, index.column());
    case Qt::ToolTipRole:
        return (index.column() == Outcome ? escapeControls(attempt.url) + u'\n' : QString()).toHtmlEscaped()
            + textOf(attempt, index.column()).toHtmlEscaped();
    case Qt::TextAlignmentRole: return int((index.column() == Number ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    default: return {};
    }
}

QVariant AttemptsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((section == Number ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Number: return tr("No.");
    case Time: return tr("When");
    case Status: return tr("Answer");
    case Duration: return tr("Took");
    default: return tr("Outcome");
    }
}

} // namespace tidegate
