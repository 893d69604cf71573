// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/webhooks/webhooks_panel.h"

#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/webhooks/webhook_list.h"

#include <QTabWidget>

using namespace Qt::StringLiterals;

namespace tidegate {

WebhooksPanel::WebhooksPanel(WebhookServices &services, PartnerServices &partners, const Clock &clock, QWidget *parent)
    : Panel(tr("Webhook log"), parent)
    , m_tabs(new QTabWidget)
    , m_incoming(new WebhookList(WebhookDirection::Incoming, services, partners, clock))
    , m_outgoing(new WebhookList(WebhookDirection::Outgoing, services, partners, clock))
{
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_incoming, themedIcon(u"import"_s), tr("Webhooks from partners"));
    m_tabs->addTab(m_outgoing, themedIcon(u"send"_s), tr("Callbacks to partners"));
    body()->addWidget(m_tabs);
    connectList(m_incoming);
    connectList(m_outgoing);
    connect(m_tabs, &QTabWidget::currentChanged, this, &WebhooksPanel::refresh);
}

void WebhooksPanel::refresh()
{
    (m_tabs->currentWidget() == m_incoming ? m_incoming : m_outgoing)->refresh();
}

void WebhooksPanel::connectList(WebhookList *list)
{
    connect(list, &WebhookList::told, this, [this](Banner::Tone tone, const QString &text) { banner()->tell(tone, text); });
    connect(list, &WebhookList::unreadable, this, [this](const Error &error) {
        tellStale(tr("The log can't be read; what is shown may be old. %1").arg(errorText(error)));
    });
    connect(list, &WebhookList::readable, this, &WebhooksPanel::tellFresh);
}

} // namespace tidegate
