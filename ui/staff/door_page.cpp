// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/staff/door_page.h"

#include "ui/common/form_fields.h"
#include "ui/common/icon.h"

#include <QAction>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int letters = 68; ///< how wide the card is

} // namespace

DoorPage::DoorPage(const QString &title, const QString &action, QWidget *parent)
    : QWidget(parent)
    , m_title(plainLabel(title))
    , m_introduction(mutedLabel({}))
    , m_banner(new Banner)
    , m_fields(new FormFields)
    , m_action(textButton(action))
    , m_busyBar(busyBar())
    , m_below(new QVBoxLayout)
{
    auto *logo = new IconView(40);
    logo->setIcon(themedIcon(u"tidegate"_s));
    scaleFont(m_title, 1.35, true);
    m_introduction->setWordWrap(true);
    m_introduction->hide();
    auto *heading = new QHBoxLayout;
    heading->setSpacing(12);
    heading->addWidget(logo);
    heading->addWidget(m_title, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_busyBar, 1);
    buttons->addWidget(m_action);
    m_below->setSpacing(8);
    auto *card = new Card;
    card->setFixedWidth(fontMetrics().averageCharWidth() * letters);
    card->body()->setContentsMargins(10, 8, 10, 8);
    card->body()->setSpacing(12);
    card->body()->addLayout(heading);
    card->body()->addWidget(m_introduction);
    card->body()->addWidget(m_banner);
    card->body()->addWidget(m_fields);
    card->body()->addLayout(buttons);
    card->body()->addLayout(m_below);
    auto *middle = new QWidget;
    auto *across = new QHBoxLayout;
    across->addStretch();
    across->addWidget(card);
    across->addStretch();
    auto *down = new QVBoxLayout(middle);
    down->setContentsMargins(16, 16, 16, 16);
    down->addStretch(2);
    down->addLayout(across);
    down->addStretch(3);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(middle);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    connect(m_action, &QPushButton::clicked, this, &DoorPage::press);
}

void DoorPage::setTitle(const QString &title)
{
    m_title->setText(title);
}

void DoorPage::setIntroduction(const QString &text)
{
    m_introduction->setText(text);
    m_introduction->setVisible(!text.isEmpty());
}

QLineEdit *DoorPage::addLine(const QString &name, const QString &label)
{
    auto *line = new QLineEdit;
    m_fields->addField(name, label, line);
    connect(line, &QLineEdit::returnPressed, this, &DoorPage::press);
    return line;
}

QLineEdit *DoorPage::addPassword(const QString &name, const QString &label)
{
    QLineEdit *line = addLine(name, label);
    line->setEchoMode(QLineEdit::Password);
    line->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    QAction *eye = line->addAction(themedIcon(u"eye"_s, IconTone::Muted), QLineEdit::TrailingPosition);
    eye->setText(tr("Show the password"));
    eye->setCheckable(true);
    connect(eye, &QAction::toggled, line,
            [line](bool shown) { line->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password); });
    return line;
}

void DoorPage::addBelow(QWidget *widget, Qt::Alignment alignment)
{
    m_below->addWidget(widget, 0, alignment);
}

void DoorPage::press()
{
    if (m_busy || !m_action->isEnabled()) {
        return;
    }
    m_banner->clear();
    m_fields->clearErrors();
    submit();
}

void DoorPage::setBusy(bool busy)
{
    m_busy = busy;
    m_busyBar->setVisible(busy);
    m_fields->setEnabled(!busy);
    m_action->setEnabled(!busy);
}

void DoorPage::showRefusal(const Error &error)
{
    if (const QString rest = m_fields->tellRefusal(error); !rest.isEmpty()) {
        m_banner->tell(Banner::Tone::Bad, rest);
    }
    m_fields->focusFirstError();
}

QString passwordRules()
{
    return DoorPage::tr(
        "At least 8 characters, the longer the better: a few words that belong to nobody but you are good. Not the user's name, "
        "and none of the passwords that everybody tries first.");
}

} // namespace tidegate
