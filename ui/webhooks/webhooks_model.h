// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/paged_model.h"
#include "ui/webhook_services.h"

#include <QIcon>

namespace tidegate {

/// "Dead", "Waiting", …; what is done has another word for each way.
QString webhookStateText(WebhookState state, WebhookDirection direction);
QIcon webhookStateIcon(WebhookState state);

/// Webhooks or callbacks, one per row, the newest first.
class WebhooksModel : public PagedModel<WebhookView>
{
    Q_OBJECT

public:
    enum Column { Time, Partner, Type, State, Attempts, Remark, ColumnCount };
    static constexpr int SortRole = Qt::UserRole;

    /// The clock outlives this.
    WebhooksModel(WebhookDirection direction, const Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString keyOf(const WebhookView &row) const override { return row.id; }

private:
    [[nodiscard]] QString textOf(const WebhookView &webhook, int column) const;
    [[nodiscard]] QString remarkOf(const WebhookView &webhook) const;

    const WebhookDirection m_direction;
    const Clock &m_clock;
};

} // namespace tidegate
