// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/returns/return_form.h"

#include <vector>

class QGridLayout;
class QLineEdit;
class QScrollArea;
class QSpinBox;

namespace tidegate {

/// What came with one parcel. Each SKU that is scanned or typed, with Enter behind it, counts one unit; what came can also be entered as a number, and
/// so can units that will surely not come.
class ReceiveForm : public ReturnForm
{
    Q_OBJECT

public:
    ReceiveForm(ReturnServices &services, const RmaDetails &details, QWidget *parent = nullptr);

    void showReturn(const RmaDetails &details) override;
    /// As if it had been scanned in this form.
    void scan(const QString &code);

protected:
    [[nodiscard]] bool hasEntries() const override;
    void submit() override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Line {
        QString id;
        QString sku;
        QString name;
        qint64 approved = 0;
        qint64 before = 0; ///< that came with earlier parcels
        qint64 open = 0;   ///< neither received nor given up
        QSpinBox *came = nullptr;
        QSpinBox *missing = nullptr;
        QLabel *left = nullptr;
    };

    [[nodiscard]] QLayout *buildScan();
    [[nodiscard]] QWidget *buildLines();
    void fillLines();
    void addLine(QGridLayout *grid, int row, Line line);
    void countOne(Line &line);
    void undoScan();
    void sayUnexpected(const QString &code);
    void say(Banner::Tone tone, const QString &text);
    void recount();
    void sendReceipt();

    std::vector<Line> m_lines;
    std::vector<QString> m_scanned; ///< ids of lines, in the order in which they were scanned
    QLineEdit *m_scan = nullptr;
    IconView *m_scanIcon = nullptr;
    QLabel *m_scanSaid = nullptr;
    QPushButton *m_undo = nullptr;
    QLineEdit *m_tracking = nullptr;
    QScrollArea *m_area = nullptr;
    QLabel *m_sum = nullptr;
};

} // namespace tidegate
