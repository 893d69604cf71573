// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sale/order_queues.h"
#include "ui/common/widgets.h"

#include <QDialog>

class QPrinter;
class QTextBrowser;

namespace tidegate {

/// A pick list to look at, to print and to save. Deletes itself.
class PickListDialog : public QDialog
{
    Q_OBJECT

public:
    PickListDialog(PickList list, QWidget *parent);

    /// On another thread: a long list takes a while.
    void writePdf(const QString &file);
    void writeCsv(const QString &file);
    void reject() override;

private:
    [[nodiscard]] QLayout *buildButtons();
    void print();
    void choose(const QString &title, const QString &ending, const QString &kinds, void (PickListDialog::*then)(const QString &));
    void setBusy(bool busy);
    void tellWritten(const QString &file, const QString &problem);

    const PickList m_list;
    Banner *m_banner;
    QTextBrowser *m_view;
    std::vector<QAbstractButton *> m_buttons;
    bool m_busy = false;
};

} // namespace tidegate
