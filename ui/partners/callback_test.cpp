// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/partners/callback_test.h"

#include "ui/common/alive.h"
#include "ui/common/format.h"

namespace tidegate {

CallbackTest::CallbackTest(PartnerServices &partners, WebhookServices &webhooks, QObject *parent)
    : QObject(parent)
    , m_partners(partners)
    , m_webhooks(webhooks)
{
}

void CallbackTest::start(const PartnerView &partner)
{
    if (m_running) {
        return;
    }
    m_running = true;
    m_partner = partner.name;
    m_delivery.clear();
    Q_EMIT told(Banner::Tone::Info, tr("Calling “%1” at %2…").arg(partner.name, partner.callbackUrl));
    m_partners.pingCallback(partner.id, whileAlive(this, [this](Result<QString> delivery) {
                                if (!delivery) {
                                    end(Banner::Tone::Bad,
                                        tr("“%1” was not called. %2").arg(m_partner, errorText(delivery.error())));
                                    return;
                                }
                                m_delivery = *delivery;
                                refresh();
                            }));
}

void CallbackTest::refresh()
{
    if (!m_running || m_asking || m_delivery.isEmpty()) {
        return;
    }
    m_asking = true;
    m_webhooks.webhook(WebhookDirection::Outgoing, m_delivery, whileAlive(this, [this](const Result<WebhookDetail> &detail) {
                           m_asking = false;
                           look(detail);
                       }));
}

void CallbackTest::look(const Result<WebhookDetail> &detail)
{
    if (!detail) {
        end(Banner::Tone::Bad, tr("What became of the test can't be read. %1").arg(errorText(detail.error())));
    } else if (!detail->attempts.empty()) {
        tellAttempt(detail->attempts.back(), detail->view.state == WebhookState::Waiting);
    } else if (detail->view.state != WebhookState::Waiting) {
        end(Banner::Tone::Bad, tr("“%1” was not called. %2").arg(m_partner, detail->view.problem));
    }
}

void CallbackTest::tellAttempt(const WebhookAttempt &attempt, bool again)
{
    if (attempt.problem.isEmpty()) {
        end(Banner::Tone::Good,
            tr("“%1” answered with status %2 after %3.").arg(m_partner).arg(attempt.status).arg(latencyText(attempt.duration)));
        return;
    }
    const QString text = tr("The test of “%1” failed: %2").arg(m_partner, attempt.problem);
    end(Banner::Tone::Bad, again ? tr("%1 It is tried again by itself; the webhook log tells.").arg(text) : text);
}

void CallbackTest::end(Banner::Tone tone, const QString &text)
{
    m_running = false;
    Q_EMIT told(tone, text);
}

} // namespace tidegate
