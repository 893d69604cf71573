// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/search_field.h"

#include "ui/common/icon.h"

#include <QKeyEvent>
#include <QShortcut>

using namespace Qt::StringLiterals;

namespace tidegate {

SearchField::SearchField(const QString &name, const QString &accessibleName, const QString &placeholder, QWidget *parent)
    : QLineEdit(parent)
{
    setObjectName(name);
    setAccessibleName(accessibleName);
    setPlaceholderText(placeholder);
    setClearButtonEnabled(true);
    addAction(themedIcon(u"search"_s, IconTone::Muted), LeadingPosition);
    connect(this, &QLineEdit::returnPressed, this, &SearchField::left);
}

void SearchField::reachFrom(QWidget *place)
{
    auto *slash = new QShortcut(QKeySequence(Qt::Key_Slash), place);
    connect(slash, &QShortcut::activated, this, [this] {
        setFocus(Qt::ShortcutFocusReason);
        selectAll();
    });
}

void SearchField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Down) {
        Q_EMIT left();
    } else if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
    } else {
        QLineEdit::keyPressEvent(event);
    }
}

} // namespace tidegate
