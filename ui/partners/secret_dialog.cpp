// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/partners/secret_dialog.h"

#include "ui/common/icon.h"
#include "ui/common/question.h"
#include "ui/common/widgets.h"
#include "ui/partners/secret_clipboard.h"

#include <QFontDatabase>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace tidegate {

SecretDialog::SecretDialog(const SecretTexts &texts, const QString &secret, SecretClipboard &clipboard, QWidget *parent)
    : QDialog(parent)
    , m_clipboard(clipboard)
{
    setWindowTitle(texts.title);
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    auto *warning = new QHBoxLayout;
    warning->setSpacing(10);
    auto *icon = new IconView(22);
    icon->setIcon(themedIcon(u"warning"_s, IconTone::Warning));
    QLabel *once = plainLabel(tr("This is the only time that it is shown. Store it now: nobody can look it up later."));
    once->setWordWrap(true);
    warning->addWidget(icon, 0, Qt::AlignTop);
    warning->addWidget(once, 1);
    QLabel *title = plainLabel(texts.title);
    title->setWordWrap(true);
    scaleFont(title, 1.2, true);
    QLabel *advice = mutedLabel(texts.advice);
    advice->setWordWrap(true);
    QPushButton *stored = textButton(tr("I have &stored it"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 16, 18, 16);
    layout->setSpacing(12);
    layout->addWidget(title);
    layout->addLayout(warning);
    layout->addWidget(buildSecret(secret));
    layout->addWidget(advice);
    layout->addStretch();
    layout->addWidget(stored, 0, Qt::AlignTrailing);
    connect(stored, &QPushButton::clicked, this, &SecretDialog::accept);
    setMinimumWidth(fontMetrics().averageCharWidth() * 84);
}

QWidget *SecretDialog::buildSecret(const QString &secret)
{
    m_secret = new QLineEdit(secret);
    m_secret->setReadOnly(true);
    m_secret->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_secret->setAccessibleName(tr("Secret"));
    m_secret->setObjectName(u"secret"_s);
    m_secret->setCursorPosition(0);
    QPushButton *copy = iconButton(u"copy"_s, tr("&Copy"));
    m_copied = mutedLabel(tr("Copied. It is taken out of the clipboard after a minute."));
    QSizePolicy keepsRoom = m_copied->sizePolicy();
    keepsRoom.setRetainSizeWhenHidden(true);
    m_copied->setSizePolicy(keepsRoom);
    m_copied->hide();
    connect(copy, &QPushButton::clicked, this, &SecretDialog::copy);
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_secret, 1);
    line->addWidget(copy);
    auto *both = new QWidget;
    auto *layout = new QVBoxLayout(both);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    layout->addLayout(line);
    layout->addWidget(m_copied);
    copy->setFocus();
    return both;
}

void SecretDialog::copy()
{
    m_clipboard.copy(m_secret->text());
    m_copied->show();
}

void SecretDialog::reject()
{
    ask(this,
        {.title = tr("Close without having stored it?"),
         .text = tr("It can't be shown again. If it is lost, another one has to be made in its place."),
         .action = tr("&Close"),
         .risky = true},
        [this] { QDialog::reject(); });
}

} // namespace tidegate
