// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma.h"

#include <QDialog>

class QPushButton;

namespace tidegate {

class Banner;

/// The slip that lies in the customer's parcel: number, customer, what comes back and why, as HTML for a QTextDocument.
QString returnSlipHtml(const Rma &rma);

/// Shows the slip, prints it and saves it as PDF. Deletes itself.
class ReturnSlipDialog : public QDialog
{
    Q_OBJECT

public:
    ReturnSlipDialog(const Rma &rma, QWidget *parent);

    /// Writes the slip into a PDF file; tells when it is done.
    void writePdf(const QString &file);
    void reject() override;

private:
    void choosePdf();
    void print();
    void setBusy(bool busy);

    const QString m_number;
    const QString m_html;
    Banner *m_banner;
    QPushButton *m_print;
    QPushButton *m_pdf;
    bool m_busy = false;
};

} // namespace tidegate
