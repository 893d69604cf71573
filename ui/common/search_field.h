// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

namespace tidegate {

/// What a list is searched by: Enter and Down lead on to what was found, Esc empties it.
class SearchField : public QLineEdit
{
    Q_OBJECT

public:
    /// `name` is its objectName.
    SearchField(const QString &name, const QString &accessibleName, const QString &placeholder, QWidget *parent = nullptr);

    /// "/" leads here from anywhere in the window while `place` is to be seen.
    void reachFrom(QWidget *place);

Q_SIGNALS:
    /// The user goes on to what was found.
    void left();

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace tidegate
