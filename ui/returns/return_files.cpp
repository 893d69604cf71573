// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/return_files.h"

#include "core/base/async.h"
#include "ui/common/alive.h"
#include "ui/common/file_writer.h"
#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/orders/order_texts.h"
#include "ui/returns/return_upload.h"

#include <QBuffer>
#include <QFileDialog>
#include <QImageReader>
#include <QListWidget>
#include <QPushButton>
#include <QThreadPool>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int pictureSide = 112;

/// The picture in small; a null one where it can't be drawn.
QImage smallPicture(QByteArray content)
{
    QBuffer buffer(&content);
    QImageReader reader(&buffer);
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    if (size.isValid()) {
        reader.setScaledSize(size.scaled(pictureSide, pictureSide, Qt::KeepAspectRatio));
    }
    return reader.read();
}

/// What the file shows, where it is not the return as a whole.
QString partText(const Rma &rma, const RmaAttachment &file)
{
    const RmaLine *line = rma.line(file.lineId);
    if (!line) {
        return {};
    }
    return file.unit == 0 ? line->sku : ReturnFiles::tr("%1, unit %2", "SKU").arg(line->sku, countText(file.unit));
}

} // namespace

ReturnFiles::ReturnFiles(ReturnServices &services, ReturnUpload &upload, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_upload(upload)
    , m_list(new QListWidget)
    , m_none(mutedLabel(
          tr("No photos and no documents. JPEG, PNG and PDF can be added, up to %1 each.").arg(sizeText(RmaFiles::maximumSize))))
    , m_add(iconButton(u"plus"_s, tr("Add ph&oto or document…")))
    , m_save(iconButton(u"save"_s, tr("&Save as…")))
{
    m_list->setObjectName(u"returnFiles"_s);
    m_list->setAccessibleName(tr("Photos and documents"));
    m_list->setViewMode(QListView::IconMode);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setMovement(QListView::Static);
    m_list->setIconSize({pictureSide, pictureSide});
    m_list->setGridSize({pictureSide + 60, pictureSide + fontMetrics().lineSpacing() * 3});
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setWordWrap(true);
    m_none->setWordWrap(true);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_add);
    buttons->addWidget(m_save);
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_none);
    layout->addWidget(m_list, 1);
    layout->addLayout(buttons);
    connect(m_add, &QPushButton::clicked, this, &ReturnFiles::chooseNew);
    connect(m_save, &QPushButton::clicked, this, &ReturnFiles::chooseTarget);
    connect(m_list, &QListWidget::itemActivated, this, &ReturnFiles::chooseTarget);
    connect(m_list, &QListWidget::itemSelectionChanged, this, &ReturnFiles::allow);
    connect(&m_upload, &ReturnUpload::busyChanged, this, &ReturnFiles::allow);
    allow();
}

void ReturnFiles::showFiles(const Rma &rma)
{
    const std::vector<RmaAttachment> &files = rma.attachments;
    const bool same = rma.summary.id == m_rmaId
        && std::equal(files.begin(), files.end(), m_files.begin(), m_files.end(),
                      [](const RmaAttachment &one, const RmaAttachment &other) { return one.id == other.id; });
    if (!same) {
        m_rmaId = rma.summary.id;
        m_files = files;
        m_list->clear();
        for (const RmaAttachment &file : files) {
            addRow(rma, file);
        }
    }
    m_none->setVisible(files.empty());
    allow();
}

void ReturnFiles::addRow(const Rma &rma, const RmaAttachment &file)
{
    const QString size = sizeText(file.size);
    const QString part = partText(rma, file);
    auto *item =
        new QListWidgetItem(themedIcon(u"file"_s, IconTone::Muted),
                            tr("%1\n%2", "name, what it shows or its size").arg(file.name, part.isEmpty() ? size : part), m_list);
    item->setData(Qt::UserRole, file.id);
    item->setToolTip(
        tr("%1, %2 by %3", "size, when, who").arg(size, momentText(file.at), actorText(file.author)).toHtmlEscaped());
    if (m_services.hasFiles() && file.mediaType.startsWith("image/"_L1)) {
        askPicture(file);
    }
}

void ReturnFiles::askPicture(const RmaAttachment &file)
{
    m_services.returnFile(m_rmaId, file.id, whileAlive(this, [this, id = file.id](const Result<RmaFileContent> &found) {
                              if (!found) {
                                  return; // its icon stands there; saving it tells why it can't be had
                              }
                              Promise<QImage> drawn;
                              drawn.async().then(this, [this, id](const QImage &picture) { showPicture(id, picture); });
                              QThreadPool::globalInstance()->start([drawn, content = found->content]() mutable {
                                  drawn.deliver(smallPicture(std::move(content)));
                              });
                          }));
}

void ReturnFiles::showPicture(const QString &attachmentId, const QImage &picture)
{
    for (int row = 0; row < m_list->count() && !picture.isNull(); ++row) {
        if (m_list->item(row)->data(Qt::UserRole).toString() == attachmentId) {
            m_list->item(row)->setIcon(QPixmap::fromImage(picture));
        }
    }
}

const RmaAttachment *ReturnFiles::selected() const
{
    const int row = m_list->selectedItems().isEmpty() ? -1 : m_list->currentRow();
    return row < 0 ? nullptr : &m_files[std::size_t(row)];
}

void ReturnFiles::chooseNew()
{
    chooseReturnFiles(this, [this, id = m_rmaId](const QStringList &paths) { m_upload.add(paths, {id}); });
}

void ReturnFiles::chooseTarget()
{
    const RmaAttachment *file = selected();
    if (!file || !m_save->isEnabled()) {
        return;
    }
    auto *dialog = new QFileDialog(this, tr("Save “%1”").arg(file->name), file->name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, this, &ReturnFiles::saveTo);
    dialog->open();
}

void ReturnFiles::saveTo(const QString &path)
{
    const RmaAttachment *file = selected();
    if (!file) {
        return;
    }
    m_services.returnFile(m_rmaId, file->id, whileAlive(this, [this, path](const Result<RmaFileContent> &found) {
                              if (!found) {
                                  Q_EMIT told(Banner::Tone::Bad, tr("The file can't be read. %1").arg(errorText(found.error())));
                                  return;
                              }
                              writeFile(path, found->content).then(this, [this, path](const QString &problem) {
                                  Q_EMIT told(problem.isEmpty() ? Banner::Tone::Good : Banner::Tone::Bad,
                                              problem.isEmpty() ? tr("“%1” is saved.").arg(path)
                                                                : tr("“%1” was not written: %2").arg(path, problem));
                              });
                          }));
}

void ReturnFiles::allow()
{
    const QString obstacle = filesObstacle(m_services);
    const bool can = obstacle.isEmpty() && !m_upload.isBusy();
    m_add->setEnabled(can);
    m_save->setEnabled(can && selected());
    m_add->setToolTip(obstacle);
    m_save->setToolTip(obstacle);
}

} // namespace tidegate
