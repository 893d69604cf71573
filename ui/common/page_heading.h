// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace tidegate {

class ElidedLabel;

/// The upper edge of a page that was opened from a list: the way back, and what the page is about.
class PageHeading : public QWidget
{
    Q_OBJECT

public:
    explicit PageHeading(QWidget *parent = nullptr);

    void setText(const QString &text);

Q_SIGNALS:
    void backWanted();

private:
    ElidedLabel *m_text;
};

} // namespace tidegate
