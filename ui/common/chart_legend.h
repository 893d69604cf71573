// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>
#include <QWidget>

#include <vector>

namespace tidegate {

/// Which colour is what, and how much it is now, in columns of equal width.
class ChartLegend : public QWidget
{
    Q_OBJECT

public:
    struct Entry {
        QColor color;
        QString name;
        QString value;

        bool operator==(const Entry &) const = default;
    };

    explicit ChartLegend(QWidget *parent = nullptr);

    void setEntries(std::vector<Entry> entries);
    [[nodiscard]] const std::vector<Entry> &entries() const { return m_entries; }

    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] int columnWidth() const;
    [[nodiscard]] int columnsIn(int width) const;
    [[nodiscard]] int lineHeight() const;

    std::vector<Entry> m_entries;
    int m_widest = 0; ///< never shrinks, so that columns do not dance with the figures
};

} // namespace tidegate
