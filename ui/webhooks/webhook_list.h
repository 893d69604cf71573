// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/webhook_services.h"

class QComboBox;
class QPushButton;
class QStackedWidget;

namespace tidegate {

class PartnerBox;
class PartnerServices;
class Table;
class WebhookDetails;
class WebhooksModel;

/// The log of the messages that go one way.
class WebhookList : public QWidget
{
    Q_OBJECT

public:
    /// All outlive this.
    WebhookList(WebhookDirection direction, WebhookServices &services, PartnerServices &partners, const Clock &clock,
                QWidget *parent = nullptr);

    /// Once a second while it is shown.
    void refresh();

Q_SIGNALS:
    void told(Banner::Tone tone, const QString &text);
    /// True: the log can't be read.
    void unreadable(const Error &error);
    void readable();

private:
    [[nodiscard]] QWidget *buildList();
    [[nodiscard]] QLayout *buildFilters();
    [[nodiscard]] WebhookQuery query() const;
    void askRows();
    void take(const WebhookQuery &asked, Result<WebhookViewPage> page);
    void askMore(const QString &cursor);
    void filterChanged();
    [[nodiscard]] const WebhookView *selected() const;
    void showSelected();
    void askDetail();
    void takeDetail(const QString &id, const Result<WebhookDetail> &detail);
    void askTargets();
    void showTargets(const std::vector<CallbackTarget> &targets);
    void confirmReplay();
    void replay(const WebhookView &view);
    void chooseSince();
    void replaySince(const QString &partnerId, UtcMillis since);
    void setBusy(bool busy);

    const WebhookDirection m_direction;
    WebhookServices &m_services;
    const Clock &m_clock;
    WebhooksModel *m_model;
    Table *m_table;
    PartnerBox *m_partner;
    QComboBox *m_state = nullptr;
    QPushButton *m_replayAll = nullptr;
    QWidget *m_targetLine = nullptr;
    ElidedLabel *m_targets = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_none = nullptr;
    WebhookDetails *m_details;
    QString m_selectedId;
    bool m_asking = false;
    bool m_askingDetail = false;
    bool m_busy = false;
};

} // namespace tidegate
