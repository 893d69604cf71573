// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"

namespace tidegate {

/// Where a file is dropped, or chosen by the button in it. Shows which one it has.
class DropZone : public QFrame
{
    Q_OBJECT

public:
    explicit DropZone(QWidget *parent = nullptr);

    /// Empty: none yet.
    void showFile(const QString &file);
    [[nodiscard]] QPushButton *button() const { return m_button; }

Q_SIGNALS:
    void dropped(const QString &file);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void setHovered(bool hovered);

    ElidedLabel *m_name;
    QLabel *m_hint;
    QPushButton *m_button;
    bool m_hovered = false;
};

} // namespace tidegate
