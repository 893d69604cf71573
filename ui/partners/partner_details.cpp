// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/partners/partner_details.h"

#include "ui/common/flow_layout.h"
#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/partners/key_list.h"
#include "ui/partners/partners_model.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QPushButton>
#include <QStackedWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(tidegate::PartnerDetails)
};

QString callbackSentence(const PartnerView &partner)
{
    if (partner.callbackUrl.isEmpty()) {
        return Text::tr("none: the partner hears of its jobs by mail alone");
    }
    if (partner.callbackOffSince) {
        return Text::tr("%1 · switched off since %2", "address").arg(partner.callbackUrl, momentText(*partner.callbackOffSince));
    }
    if (partner.callbackFailingSince) {
        return Text::tr("%1 · failing since %2", "address").arg(partner.callbackUrl, momentText(*partner.callbackFailingSince));
    }
    return partner.callbackUrl;
}

QString stateSentence(const PartnerView &partner)
{
    if (partner.disabledAt) {
        return Text::tr("Disabled since %1: its keys and signatures are refused").arg(momentText(*partner.disabledAt));
    }
    if (partner.callbackOffSince) {
        return Text::tr("Enabled, but its callback is switched off: switch it on again once its address answers");
    }
    return partner.lastUsedAt ? Text::tr("Enabled, last heard of on %1").arg(momentText(*partner.lastUsedAt))
                              : Text::tr("Enabled, never heard of yet");
}

QString secretSentence(const PartnerView &partner)
{
    if (!partner.hasWebhookSecret) {
        return Text::tr("none: webhooks can't be signed");
    }
    return partner.previousSecretUntil
        ? Text::tr("two are valid, the earlier one until %1").arg(momentText(*partner.previousSecretUntil))
        : Text::tr("created");
}

} // namespace

PartnerDetails::PartnerDetails(const PartnerServices &services, const Clock &clock, QWidget *parent)
    : Card({}, parent)
    , m_services(services)
    , m_stack(new QStackedWidget)
    , m_keys(new KeyList(u"partnerKeys"_s, clock))
{
    setAccessibleName(tr("Selected partner"));
    m_keys->showOneOwner();
    m_keys->setEmptyTexts(tr("No valid key"), tr("Without one the partner can't send anything."));
    m_stack->addWidget(buildPage());
    m_stack->addWidget(new EmptyState(u"partners"_s, tr("No partner selected"),
                                      tr("Choose one in the list above to see its keys and its callback.")));
    m_stack->setCurrentIndex(1);
    body()->addWidget(m_stack);
}

QWidget *PartnerDetails::buildPage()
{
    m_name = new ElidedLabel;
    scaleFont(m_name, 1.2, true);
    m_stateIcon = new IconView(16);
    m_state = new ElidedLabel;
    m_state->setForegroundRole(QPalette::PlaceholderText);
    auto *state = new QHBoxLayout;
    state->setSpacing(6);
    state->addWidget(m_stateIcon);
    state->addWidget(m_state, 1);
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(3);
    texts->addWidget(m_name);
    texts->addLayout(state);
    layout->addLayout(texts);
    layout->addLayout(buildFacts());
    layout->addLayout(buildButtons());
    layout->addWidget(m_keys, 1);
    return page;
}

QLayout *PartnerDetails::buildButtons()
{
    m_edit = iconButton(u"edit"_s, tr("&Edit…"));
    m_secret = iconButton(u"key"_s, tr("&Webhook secret…"));
    m_ping = iconButton(u"send"_s, tr("&Test callback"));
    m_switchOn = iconButton(u"power"_s, tr("&Switch callback on…"));
    m_jobs = iconButton(u"jobs"_s, tr("Its &jobs"));
    auto *buttons = new FlowLayout(8, 6);
    for (QPushButton *button : {m_edit, m_secret, m_ping, m_switchOn, m_jobs}) {
        buttons->addWidget(button);
    }
    connect(m_edit, &QPushButton::clicked, this, &PartnerDetails::editWanted);
    connect(m_secret, &QPushButton::clicked, this, &PartnerDetails::secretWanted);
    connect(m_ping, &QPushButton::clicked, this, &PartnerDetails::pingWanted);
    connect(m_switchOn, &QPushButton::clicked, this, &PartnerDetails::switchOnWanted);
    connect(m_jobs, &QPushButton::clicked, this, &PartnerDetails::jobsWanted);
    return buttons;
}

QLayout *PartnerDetails::buildFacts()
{
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    m_email = addFact(grid, 0, tr("E-mail"));
    m_callback = addFact(grid, 1, tr("Callback"));
    m_formats = addFact(grid, 2, tr("Formats"));
    m_secretState = addFact(grid, 3, tr("Webhook secret"));
    grid->setColumnStretch(1, 2);
    grid->setColumnStretch(3, 3);
    return grid;
}

ElidedLabel *PartnerDetails::addFact(QGridLayout *grid, int cell, const QString &title)
{
    auto *value = new ElidedLabel;
    value->setAccessibleDescription(title);
    grid->addWidget(mutedLabel(title), cell / 2, cell % 2 * 2);
    grid->addWidget(value, cell / 2, cell % 2 * 2 + 1);
    return value;
}

void PartnerDetails::showPartner(const PartnerView *partner)
{
    m_stack->setCurrentIndex(partner ? 0 : 1);
    if (!partner) {
        return;
    }
    m_name->setText(partner->name);
    m_state->setText(stateSentence(*partner));
    m_stateIcon->setIcon(partner->disabledAt             ? themedIcon(u"stop"_s, IconTone::Bad)
                             : partner->callbackOffSince ? themedIcon(u"warning"_s, IconTone::Warning)
                                                         : themedIcon(u"good"_s, IconTone::Good));
    showFacts(*partner);
    m_hasCallback = !partner->callbackUrl.isEmpty();
    m_callbackOff = partner->callbackOffSince.has_value();
    m_secret->setText(partner->hasWebhookSecret ? tr("Rotate &webhook secret…") : tr("Create &webhook secret…"));
    allowSteps();
}

void PartnerDetails::showFacts(const PartnerView &partner)
{
    m_email->setText(partner.email);
    m_callback->setText(callbackSentence(partner));
    m_formats->setText(formatsText(partner));
    m_secretState->setText(secretSentence(partner));
}

void PartnerDetails::showKeys(std::vector<KeyView> keys)
{
    m_keys->setKeys(std::move(keys));
}

void PartnerDetails::setBusy(bool busy)
{
    m_busy = busy;
    m_keys->setBusy(busy);
    allowSteps();
}

void PartnerDetails::allowSteps()
{
    m_edit->setEnabled(!m_busy);
    m_secret->setEnabled(!m_busy);
    m_switchOn->setVisible(m_callbackOff);
    m_switchOn->setEnabled(!m_busy);
    m_ping->setEnabled(!m_busy && m_hasCallback && !m_callbackOff);
    m_ping->setToolTip(!m_hasCallback      ? tr("The partner has no callback address. Edit it to give one.")
                           : m_callbackOff ? tr("The callback is switched off.")
                                           : tr("Sends a message of the type “ping” and tells what was answered"));
}

QString PartnerDetails::formatsText(const PartnerView &partner) const
{
    if (partner.formats.isEmpty()) {
        return tr("all");
    }
    const std::vector<FeedFormat> known = m_services.feedFormats();
    QStringList names;
    for (const QString &id : partner.formats) {
        const auto format =
            std::find_if(known.begin(), known.end(), [&](const FeedFormat &candidate) { return candidate.id == id; });
        names += format == known.end() ? id : format->name;
    }
    return names.join(u", "_s);
}

} // namespace tidegate
