// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/webhooks/replay_dialog.h"

#include "ui/common/widgets.h"

#include <QComboBox>
#include <QDateTimeEdit>
#include <QLocale>
#include <QRegularExpression>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QString titleOf(WebhookDirection direction, const QString &partner)
{
    if (direction == WebhookDirection::Incoming) {
        return partner.isEmpty() ? ReplayDialog::tr("Replay everybody's dead webhooks?")
                                 : ReplayDialog::tr("Replay the dead webhooks of “%1”?").arg(partner);
    }
    return partner.isEmpty() ? ReplayDialog::tr("Send everybody's dead callbacks again?")
                             : ReplayDialog::tr("Send the dead callbacks to “%1” again?").arg(partner);
}

QString textOf(WebhookDirection direction)
{
    return direction == WebhookDirection::Incoming
        ? ReplayDialog::tr("Each is worked on again, with new retries. Stock that somebody counted later is not overwritten.")
        : ReplayDialog::tr(
            "Each is sent again, with new retries. It has the same id as before, so that the partner can tell that it is the same.");
}

} // namespace

ReplayDialog::ReplayDialog(WebhookDirection direction, const QString &partner, UtcMillis now, Then then, QWidget *parent)
    : ChoiceDialog({.title = titleOf(direction, partner), .text = textOf(direction), .action = tr("&Replay")}, parent)
{
    choices()->addLayout(buildSince(now));
    m_span->setFocus();
    connect(this, &QDialog::accepted, parent, [this, then = std::move(then)] { then(m_since->dateTime().toMSecsSinceEpoch()); });
}

QLayout *ReplayDialog::buildSince(UtcMillis now)
{
    m_span = new QComboBox;
    for (const int hours : {1, 24}) {
        m_span->addItem(tr("the last %Ln hour(s)", nullptr, hours),
                        qint64(std::chrono::milliseconds(std::chrono::hours(hours)).count()));
    }
    for (const int days : {7, 30}) {
        m_span->addItem(tr("the last %Ln day(s)", nullptr, days),
                        qint64(std::chrono::milliseconds(std::chrono::days(days)).count()));
    }
    m_span->addItem(tr("another time"), 0);
    m_span->setObjectName(u"span"_s);
    m_since = new QDateTimeEdit;
    m_since->setObjectName(u"since"_s);
    m_since->setAccessibleName(tr("Since"));
    m_since->setCalendarPopup(true);
    QString format = QLocale().dateTimeFormat(QLocale::ShortFormat);
    format.replace(QRegularExpression(u"\\by+\\b"_s), u"yyyy"_s).remove(QRegularExpression(u"\\s*t+$"_s));
    m_since->setDisplayFormat(format);
    m_since->setMaximumDateTime(QDateTime::fromMSecsSinceEpoch(now));
    QLabel *label = plainLabel(tr("Those of"));
    label->setBuddy(m_span);
    m_span->setAccessibleName(tr("Those of"));
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(label);
    line->addWidget(m_span);
    line->addWidget(plainLabel(tr("since")));
    line->addWidget(m_since);
    line->addStretch();
    connect(m_span, &QComboBox::currentIndexChanged, this, [this, now](int index) { chooseSpan(index, now); });
    m_span->setCurrentIndex(1);
    chooseSpan(1, now);
    return line;
}

void ReplayDialog::chooseSpan(int index, UtcMillis now)
{
    const qint64 span = m_span->itemData(index).toLongLong();
    m_since->setEnabled(span == 0);
    if (span > 0) {
        m_since->setDateTime(QDateTime::fromMSecsSinceEpoch(now - span));
    }
}

} // namespace tidegate
