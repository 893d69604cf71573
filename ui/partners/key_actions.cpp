// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/partners/key_actions.h"

#include "ui/common/alive.h"
#include "ui/common/format.h"
#include "ui/common/question.h"
#include "ui/partners/key_editor.h"
#include "ui/partners/keys_model.h"
#include "ui/partners/overlap_dialog.h"

namespace tidegate {

namespace {

QString ownerText(const KeyView &key)
{
    return key.partnerId.isEmpty() ? KeyActions::tr("the storefront") : KeyActions::tr("“%1”").arg(key.partnerName);
}

} // namespace

KeyActions::KeyActions(PartnerServices &services, QWidget *owner)
    : QObject(owner)
    , m_services(services)
    , m_owner(owner)
{
}

void KeyActions::create(const PartnerView *partner)
{
    auto *editor = new KeyEditor(m_services, partner, m_owner->window());
    connect(editor, &KeyEditor::created, this, &KeyActions::showKey);
    editor->open();
}

void KeyActions::rotate(const KeyView &key)
{
    auto *dialog = new OverlapDialog(
        {.title = tr("Rotate the key “%1” of %2?").arg(keyTitle(key), ownerText(key)),
         .text = tr("A new key is made that may do the same. It is shown once, for you to hand over."),
         .what = tr("The &old key stays valid for"),
         .action = tr("&Rotate")},
        [this, key](std::chrono::milliseconds overlap) { sendRotate(key, overlap); }, m_owner->window());
    dialog->open();
}

void KeyActions::revoke(const KeyView &key)
{
    const QString use =
        key.lastUsedAt ? tr("It was last used on %1.").arg(momentText(*key.lastUsedAt)) : tr("It was never used.");
    ask(m_owner,
        {.title = tr("Revoke the key “%1” of %2?").arg(keyTitle(key), ownerText(key)),
         .text =
             tr("Every request that shows it is refused from now on, on all servers. This can't be taken back; a new key would have to be "
                "made. %1")
                 .arg(use),
         .action = tr("&Revoke"),
         .risky = true},
        [this, key] { sendRevoke(key); });
}

void KeyActions::renewWebhookSecret(const PartnerView &partner)
{
    if (!partner.hasWebhookSecret) {
        ask(m_owner,
            {.title = tr("Make a webhook secret for “%1”?").arg(partner.name),
             .text = tr(
                 "The partner signs its webhooks with it, and checks the callbacks that it gets. It is shown once, for you to hand over."),
             .action = tr("&Create secret")},
            [this, partner] { sendSecret(partner, std::chrono::milliseconds(0)); });
        return;
    }
    auto *dialog = new OverlapDialog(
        {.title = tr("Rotate the webhook secret of “%1”?").arg(partner.name),
         .text = tr("A new secret is made and shown once, for you to hand over. Callbacks are signed with both while "
                    "both are valid."),
         .what = tr("The &old secret stays valid for"),
         .action = tr("&Rotate")},
        [this, partner](std::chrono::milliseconds overlap) { sendSecret(partner, overlap); }, m_owner->window());
    dialog->open();
}

void KeyActions::setBusy(bool busy)
{
    m_busy = busy;
    Q_EMIT busyChanged(busy);
}

void KeyActions::sendRotate(const KeyView &key, std::chrono::milliseconds overlap)
{
    setBusy(true);
    m_services.rotateKey(key.id, overlap, whileAlive(this, [this, key](Result<IssuedKey> result) {
                             setBusy(false);
                             if (!result) {
                                 Q_EMIT told(
                                     Banner::Tone::Bad,
                                     tr("The key “%1” was not rotated. %2").arg(keyTitle(key), errorText(result.error())));
                                 Q_EMIT changed();
                                 return;
                             }
                             showKey(*result);
                         }));
}

void KeyActions::sendRevoke(const KeyView &key)
{
    setBusy(true);
    m_services.revokeKey(key.id, whileAlive(this, [this, key](Result<KeyView> result) {
                             setBusy(false);
                             Q_EMIT result
                                 ? told(Banner::Tone::Good, tr("The key “%1” is revoked.").arg(keyTitle(key)))
                                 : told(Banner::Tone::Bad,
                                        tr("The key “%1” was not revoked. %2").arg(keyTitle(key), errorText(result.error())));
                             Q_EMIT changed();
                         }));
}

void KeyActions::sendSecret(const PartnerView &partner, std::chrono::milliseconds overlap)
{
    setBusy(true);
    m_services.createWebhookSecret(
        partner.id, overlap, whileAlive(this, [this, name = partner.name](Result<QString> result) {
            setBusy(false);
            Q_EMIT changed();
            if (!result) {
                Q_EMIT told(Banner::Tone::Bad,
                            tr("No webhook secret was made for “%1”. %2").arg(name, errorText(result.error())));
                return;
            }
            showSecret({.title = tr("The webhook secret of “%1”").arg(name),
                        .advice = tr("Signatures of webhooks and callbacks are made with it, in the way of Standard Webhooks.")},
                       *result);
        }));
}

void KeyActions::showKey(const IssuedKey &issued)
{
    Q_EMIT changed();
    showSecret({.title = tr("The new key of %1").arg(ownerText(issued.key)),
                .advice = tr("It goes into each request, as “Authorization: Bearer” and the key. In lists it is called “%1”.")
                              .arg(keyTitle(issued.key))},
               issued.secret);
}

void KeyActions::showSecret(const SecretTexts &texts, const QString &secret)
{
    m_secret = new SecretDialog(texts, secret, m_clipboard, m_owner->window());
    m_secret->open();
}

} // namespace tidegate
