// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/paper_dialog.h"

#include "ui/common/file_writer.h"

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

PaperDialog::PaperDialog(const QString &title, const QString &html, const QString &fileName, QWidget *parent)
    : QDialog(parent)
    , m_html(html)
    , m_fileName(fileName)
    , m_banner(new Banner)
    , m_buttons(new QHBoxLayout)
{
    setWindowTitle(title);
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    auto *view = new QTextBrowser;
    view->setAccessibleName(title);
    view->setOpenLinks(false);
    view->setHtml(html);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(12);
    layout->addWidget(m_banner);
    layout->addWidget(view, 1);
    layout->addLayout(buildButtons());
    resize(firstSize);
    m_steps.front()->setFocus();
}

QLayout *PaperDialog::buildButtons()
{
    QPushButton *printer = iconButton(u"file"_s, tr("&Print…"));
    QPushButton *pdf = iconButton(u"save"_s, tr("Save as P&DF…"));
    QPushButton *close = textButton(tr("Close"));
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    m_buttons->setSpacing(8);
    line->addLayout(m_buttons);
    line->addStretch();
    line->addWidget(close);
    addButton(printer);
    addButton(pdf);
    connect(printer, &QPushButton::clicked, this, &PaperDialog::print);
    connect(pdf, &QPushButton::clicked, this,
            [this] { chooseFile(u"pdf"_s, tr("PDF (*.pdf)"), [this](const QString &file) { writePdf(file); }); });
    connect(close, &QPushButton::clicked, this, &PaperDialog::reject);
    return line;
}

void PaperDialog::addButton(QPushButton *button)
{
    m_steps.push_back(button);
    m_buttons->addWidget(button);
}

void PaperDialog::chooseFile(const QString &ending, const QString &kinds, std::function<void(const QString &file)> write)
{
    auto *dialog = new QFileDialog(this, tr("Save: %1", "title").arg(windowTitle()), m_fileName + u'.' + ending, kinds);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(ending);
    connect(dialog, &QFileDialog::fileSelected, this, std::move(write));
    dialog->open();
}

void PaperDialog::writePdf(const QString &file)
{
    setBusy(true);
    Promise<QByteArray> drawn;
    drawn.async().then(this, [this, file](const QByteArray &pdf) { writeContent(file, pdf); });
    QThreadPool::globalInstance()->start(
        [drawn, html = m_html, title = windowTitle()]() mutable { drawn.deliver(pdfOf(html, title)); });
}

void PaperDialog::writeContent(const QString &file, const QByteArray &content)
{
    setBusy(true);
    writeFile(file, content).then(this, [this, file](const QString &problem) {
        setBusy(false);
        m_banner->tell(problem.isEmpty() ? Banner::Tone::Good : Banner::Tone::Bad,
                       problem.isEmpty() ? tr("%1 is saved in “%2”.", "title, file").arg(windowTitle(), file)
                                         : tr("“%1” was not written: %2").arg(file, problem));
    });
}

void PaperDialog::print()
{
    const auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
    printer->setPageLayout(pageLayout());
    printer->setDocName(windowTitle());
    auto *dialog = new QPrintDialog(printer.get(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, qOverload<QPrinter *>(&QPrintDialog::accepted), this, [this, printer] { printOn(printer); });
    dialog->open();
}

void PaperDialog::printOn(const std::shared_ptr<QPrinter> &printer)
{
    setBusy(true);
    Promise<bool> printed;
    printed.async().then(this, [this](bool done) {
        setBusy(false);
        m_banner->tell(done ? Banner::Tone::Good : Banner::Tone::Bad,
                       done ? tr("%1 was sent to the printer.", "title").arg(windowTitle())
                            : tr("The printer did not take it: %1", "title").arg(windowTitle()));
    });
    QThreadPool::globalInstance()->start([printed, printer, html = m_html]() mutable {
        QTextDocument document;
        document.setHtml(html);
        document.print(printer.get());
        printed.deliver(printer->printerState() != QPrinter::Error);
    });
}

void PaperDialog::setBusy(bool busy)
{
    m_busy = busy;
    allowSteps();
}

void PaperDialog::setEmpty()
{
    m_isEmpty = true;
    allowSteps();
}

void PaperDialog::allowSteps()
{
    for (QPushButton *button : m_steps) {
        button->setEnabled(!m_busy && !m_isEmpty);
    }
}

void PaperDialog::reject()
{
    if (!m_busy) {
        QDialog::reject();
    }
}

} // namespace tidegate
