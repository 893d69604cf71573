// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

#include <vector>

class QDialog;
class QWidget;

namespace tidegate {

/// Takes the dialogs of a window out of sight and brings them back as they were. Those that come up meanwhile are put away as well, but for those that
/// stand over `exempt`.
class DialogCover : public QObject
{
    Q_OBJECT

public:
    /// `window` owns this; `exempt` is inside it.
    DialogCover(QWidget *window, const QWidget *exempt);

    void cover();
    void uncover();
    /// Nobody wants them back: they are deleted with what was typed.
    void discard();
    /// Whether there is one that is out of sight.
    [[nodiscard]] bool hasDialogs() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void putAway(QDialog *dialog);
    [[nodiscard]] bool isOurs(const QDialog *dialog) const;

    QWidget *m_window;
    const QWidget *m_exempt;
    bool m_covering = false;
    std::vector<QPointer<QDialog>> m_hidden; ///< those at the bottom first
};

} // namespace tidegate
