// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/panel.h"
#include "ui/webhook_services.h"

class QTabWidget;

namespace tidegate {

class PartnerServices;
class WebhookList;

/// What partners' systems send, and what is sent to them.
class WebhooksPanel : public Panel
{
    Q_OBJECT

public:
    /// All outlive this.
    WebhooksPanel(WebhookServices &services, PartnerServices &partners, const Clock &clock, QWidget *parent = nullptr);

    void refresh() override;

private:
    void connectList(WebhookList *list);

    QTabWidget *m_tabs;
    WebhookList *m_incoming;
    WebhookList *m_outgoing;
};

} // namespace tidegate
