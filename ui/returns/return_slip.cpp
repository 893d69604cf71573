// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/return_slip.h"

#include "ui/common/file_writer.h"
#include "ui/common/format.h"
#include "ui/common/widgets.h"
#include "ui/returns/return_words.h"

#include <QBuffer>
#include <QFileDialog>
#include <QPageLayout>
#include <QPdfWriter>
#include <QPrintDialog>
#include <QPrinter>
#include <QPushButton>
#include <QTextBrowser>
#include <QTextDocument>
#include <QThreadPool>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr QSize firstSize(760, 620);
constexpr int margin = 18; ///< of a page, in millimetres

const QPageLayout &pageLayout()
{
    static const QPageLayout layout(QPageSize(QPageSize::A4), QPageLayout::Portrait, QMarginsF(margin, margin, margin, margin),
                                    QPageLayout::Millimeter);
    return layout;
}

QByteArray pdfOf(const QString &html, const QString &title)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setPageLayout(pageLayout());
        writer.setTitle(title);
        QTextDocument document;
        document.setHtml(html);
        document.print(&writer);
    }
    return buffer.data();
}

QString cell(const QString &text, bool isNumber = false)
{
    return u"<td%1>%2</td>"_s.arg(isNumber ? u" align=\"right\""_s : QString(), text.toHtmlEscaped());
}

} // namespace

QString returnSlipHtml(const Rma &rma)
{
    const RmaSummary &summary = rma.summary;
    const auto tr = [](const char *text) { return ReturnSlipDialog::tr(text); };
    const auto fact = [](const QString &name, const QString &value) {
        return u"<tr><td><b>%1</b>&nbsp;&nbsp;</td>%2</tr>"_s.arg(name.toHtmlEscaped(), cell(value));
    };
    QString html = u"<h1>%1</h1><p style=\"font-size:24pt\"><b>%2</b></p><p>%3</p><table cellpadding=\"3\">"_s.arg(
        tr("Return slip").toHtmlEscaped(), summary.number.toHtmlEscaped(),
        tr("Please put this slip into the parcel with what you send back.").toHtmlEscaped());
    html += fact(tr("Order"), summary.orderId) + fact(tr("Customer"), summary.email.isEmpty() ? summary.shopperId : summary.email)
        + fact(tr("Made"), momentText(summary.createdAt));
    if (rma.expiresAt) {
        html += fact(tr("To be sent until"), momentText(*rma.expiresAt));
    }
    html +=
        u"</table><p></p><table width=\"100%\" border=\"1\" cellspacing=\"0\" cellpadding=\"5\" style=\"border-collapse:collapse\">"
        "<tr><th align=\"left\">%1</th><th align=\"left\">%2</th><th align=\"right\">%3</th><th align=\"left\">%4</th></tr>"_s
            .arg(tr("SKU").toHtmlEscaped(), tr("Product").toHtmlEscaped(), tr("Units").toHtmlEscaped(),
                 tr("Reason").toHtmlEscaped());
    for (const RmaLine &line : rma.lines) {
        const QString reason = line.note.isEmpty() ? reasonText(line.reason) : reasonText(line.reason) + u": "_s + line.note;
        html += u"<tr>"_s + cell(line.sku) + cell(line.name) + cell(countText(line.quantity), true) + cell(reason) + u"</tr>"_s;
    }
    return html + u"</table>"_s;
}

ReturnSlipDialog::ReturnSlipDialog(const Rma &rma, QWidget *parent)
    : QDialog(parent)
    , m_number(rma.summary.number)
    , m_html(returnSlipHtml(rma))
    , m_banner(new Banner)
    , m_print(iconButton(u"file"_s, tr("&Print…")))
    , m_pdf(iconButton(u"save"_s, tr("Save as P&DF…")))
{
    setWindowTitle(tr("Return slip %1").arg(m_number));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    auto *view = new QTextBrowser;
    view->setAccessibleName(windowTitle());
    view->setOpenLinks(false);
    view->setHtml(m_html);
    QPushButton *close = textButton(tr("Close"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_print);
    buttons->addWidget(m_pdf);
    buttons->addStretch();
    buttons->addWidget(close);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(12);
    layout->addWidget(m_banner);
    layout->addWidget(view, 1);
    layout->addLayout(buttons);
    resize(firstSize);
    connect(m_print, &QPushButton::clicked, this, &ReturnSlipDialog::print);
    connect(m_pdf, &QPushButton::clicked, this, &ReturnSlipDialog::choosePdf);
    connect(close, &QPushButton::clicked, this, &ReturnSlipDialog::reject);
    m_print->setFocus();
}

void ReturnSlipDialog::choosePdf()
{
    auto *dialog = new QFileDialog(this, tr("Save the return slip"), m_number + u".pdf"_s, tr("PDF (*.pdf)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"pdf"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &ReturnSlipDialog::writePdf);
    dialog->open();
}

void ReturnSlipDialog::writePdf(const QString &file)
{
    setBusy(true);
    Promise<QByteArray> drawn;
    drawn.async().then(this, [this, file](const QByteArray &pdf) {
        writeFile(file, pdf).then(this, [this, file](const QString &problem) {
            setBusy(false);
            if (problem.isEmpty()) {
                m_banner->tell(Banner::Tone::Good, tr("The return slip is saved in “%1”.").arg(file));
            } else {
                m_banner->tell(Banner::Tone::Bad, tr("“%1” was not written: %2").arg(file, problem));
            }
        });
    });
    QThreadPool::globalInstance()->start(
        [drawn, html = m_html, title = m_number]() mutable { drawn.deliver(pdfOf(html, title)); });
}

void ReturnSlipDialog::print()
{
    const auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
    printer->setPageLayout(pageLayout());
    printer->setDocName(m_number);
    auto *dialog = new QPrintDialog(printer.get(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, qOverload<QPrinter *>(&QPrintDialog::accepted), this, [this, printer] {
        setBusy(true);
        Promise<bool> printed;
        printed.async().then(this, [this](bool done) {
            setBusy(false);
            m_banner->tell(done ? Banner::Tone::Good : Banner::Tone::Bad,
                           done ? tr("The return slip was sent to the printer.")
                                : tr("The printer did not take the return slip."));
        });
        QThreadPool::globalInstance()->start([printed, printer, html = m_html]() mutable {
            QTextDocument document;
            document.setHtml(html);
            document.print(printer.get());
            printed.deliver(printer->printerState() != QPrinter::Error);
        });
    });
    dialog->open();
}

void ReturnSlipDialog::setBusy(bool busy)
{
    m_busy = busy;
    m_print->setEnabled(!busy);
    m_pdf->setEnabled(!busy);
}

void ReturnSlipDialog::reject()
{
    if (!m_busy) {
        QDialog::reject();
    }
}

} // namespace tidegate
