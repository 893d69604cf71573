// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/pick_list_dialog.h"

#include "ui/common/file_writer.h"
#include "ui/orders/pick_list_text.h"

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

constexpr QSize firstSize(820, 640);
constexpr int margin = 15; ///< of a page, in millimetres

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

} // namespace

PickListDialog::PickListDialog(PickList list, QWidget *parent)
    : QDialog(parent)
    , m_list(std::move(list))
    , m_banner(new Banner)
    , m_view(new QTextBrowser)
{
    setWindowTitle(tr("Pick list"));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    m_view->setAccessibleName(tr("Pick list"));
    m_view->setOpenLinks(false);
    m_view->setHtml(pickListHtml(m_list));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(12);
    layout->addWidget(m_banner);
    layout->addWidget(m_view, 1);
    layout->addLayout(buildButtons());
    resize(firstSize);
    if (!m_list.leftOut.isEmpty()) {
        m_banner->tell(Banner::Tone::Info,
                       tr("%Ln of the chosen orders are left out: by now nothing of them is left to ship.", nullptr,
                          int(m_list.leftOut.size())));
    }
}

QLayout *PickListDialog::buildButtons()
{
    QPushButton *printer = iconButton(u"file"_s, tr("&Print…"));
    QPushButton *pdf = iconButton(u"save"_s, tr("Save as P&DF…"));
    QPushButton *csv = iconButton(u"save"_s, tr("Save as &CSV…"));
    csv->setToolTip(tr("For a spreadsheet"));
    QPushButton *close = textButton(tr("Close"));
    m_buttons = {printer, pdf, csv, close};
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (QPushButton *button : {printer, pdf, csv}) {
        button->setEnabled(!m_list.items.empty());
        buttons->addWidget(button);
    }
    buttons->addStretch();
    buttons->addWidget(close);
    connect(printer, &QPushButton::clicked, this, &PickListDialog::print);
    connect(pdf, &QPushButton::clicked, this,
            [this] { choose(tr("Save the pick list"), u"pdf"_s, tr("PDF (*.pdf)"), &PickListDialog::writePdf); });
    connect(csv, &QPushButton::clicked, this,
            [this] { choose(tr("Save the pick list"), u"csv"_s, tr("CSV (*.csv)"), &PickListDialog::writeCsv); });
    connect(close, &QPushButton::clicked, this, &PickListDialog::reject);
    return buttons;
}

void PickListDialog::choose(const QString &title, const QString &ending, const QString &kinds,
                            void (PickListDialog::*then)(const QString &))
{
    auto *dialog = new QFileDialog(this, title, u"pick-list."_s + ending, kinds);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(ending);
    connect(dialog, &QFileDialog::fileSelected, this, then);
    dialog->open();
}

void PickListDialog::writePdf(const QString &file)
{
    setBusy(true);
    Promise<QByteArray> drawn;
    drawn.async().then(this, [this, file](const QByteArray &pdf) {
        writeFile(file, pdf).then(this, [this, file](const QString &problem) { tellWritten(file, problem); });
    });
    QThreadPool::globalInstance()->start(
        [drawn, html = pickListHtml(m_list), title = windowTitle()]() mutable { drawn.deliver(pdfOf(html, title)); });
}

void PickListDialog::writeCsv(const QString &file)
{
    setBusy(true);
    writeFile(file, pickListCsv(m_list)).then(this, [this, file](const QString &problem) { tellWritten(file, problem); });
}

void PickListDialog::print()
{
    const auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
    printer->setPageLayout(pageLayout());
    printer->setDocName(windowTitle());
    auto *dialog = new QPrintDialog(printer.get(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, qOverload<QPrinter *>(&QPrintDialog::accepted), this, [this, printer] {
        setBusy(true);
        Promise<bool> printed;
        printed.async().then(this, [this](bool done) {
            setBusy(false);
            if (done) {
                m_banner->tell(Banner::Tone::Good, tr("The pick list was sent to the printer."));
            } else {
                m_banner->tell(Banner::Tone::Bad, tr("The printer did not take the pick list."));
            }
        });
        QThreadPool::globalInstance()->start([printed, printer, html = pickListHtml(m_list)]() mutable {
            QTextDocument document;
            document.setHtml(html);
            document.print(printer.get());
            printed.deliver(printer->printerState() != QPrinter::Error);
        });
    });
    dialog->open();
}

void PickListDialog::setBusy(bool busy)
{
    m_busy = busy;
    for (QAbstractButton *button : m_buttons) {
        button->setEnabled(!busy);
    }
}

void PickListDialog::tellWritten(const QString &file, const QString &problem)
{
    setBusy(false);
    if (problem.isEmpty()) {
        m_banner->tell(Banner::Tone::Good, tr("The pick list is saved in “%1”.").arg(file));
    } else {
        m_banner->tell(Banner::Tone::Bad, tr("“%1” was not written: %2").arg(file, problem));
    }
}

void PickListDialog::reject()
{
    if (!m_busy) {
        QDialog::reject();
    }
}

} // namespace tidegate
