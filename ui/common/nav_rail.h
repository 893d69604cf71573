// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QFrame>

class QButtonGroup;
class QScrollArea;
class QVBoxLayout;

namespace tidegate {

/// The list of panels at the window's left edge: one is chosen at a time, by mouse, by arrow keys, or by its action's shortcut. Scrolls where
/// the window is too low for all of them.
class NavRail : public QFrame
{
    Q_OBJECT

public:
    explicit NavRail(QWidget *parent = nullptr);

    /// The index is that of the order in which they were added.
    void add(const QString &icon, const QString &text, const QString &shortcut);
    void choose(int index);
    /// Whether this one is offered at all; at first it is.
    void setOffered(int index, bool offered);
    [[nodiscard]] int chosen() const;
    void focusChosen();

Q_SIGNALS:
    void chosenChanged(int index);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QButtonGroup *m_group;
    QScrollArea *m_scroll;
    QVBoxLayout *m_layout; ///< of the buttons
};

} // namespace tidegate
