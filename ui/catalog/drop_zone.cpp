// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/catalog/drop_zone.h"

#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/theme.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// The one local file that is being dragged; empty for anything else.
QString fileOf(const QMimeData &data)
{
    return data.urls().size() == 1 ? data.urls().front().toLocalFile() : QString();
}

} // namespace

DropZone::DropZone(QWidget *parent)
    : QFrame(parent)
    , m_name(new ElidedLabel)
    , m_hint(mutedLabel({}))
    , m_button(iconButton(u"file"_s, tr("&Choose file…")))
{
    setAcceptDrops(true);
    auto *icon = new IconView(28);
    icon->setIcon(themedIcon(u"import"_s, IconTone::Muted));
    scaleFont(m_name, 1.1, true);
    m_name->setForegroundRole(QPalette::WindowText);
    m_hint->setWordWrap(true);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_name);
    texts->addWidget(m_hint);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setSpacing(14);
    layout->addWidget(icon);
    layout->addLayout(texts, 1);
    layout->addWidget(m_button);
    showFile({});
}

void DropZone::showFile(const QString &file)
{
    if (file.isEmpty()) {
        m_name->setText(tr("Drop a catalogue here"));
        m_hint->setText(
            tr("A CSV file from Shopify or with Tidegate's own columns. Nothing is changed before you start the import."));
        return;
    }
    const QFileInfo info(file);
    m_name->setText(info.fileName());
    m_hint->setText(tr("%1 in %2", "size, folder").arg(sizeText(info.size()), info.absolutePath()));
}

void DropZone::dragEnterEvent(QDragEnterEvent *event)
{
    if (!fileOf(*event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
        setHovered(true);
    }
}

void DropZone::dragLeaveEvent(QDragLeaveEvent *)
{
    setHovered(false);
}

void DropZone::dropEvent(QDropEvent *event)
{
    setHovered(false);
    const QString file = fileOf(*event->mimeData());
    if (!file.isEmpty()) {
        event->acceptProposedAction();
        Q_EMIT dropped(file);
    }
}

void DropZone::paintEvent(QPaintEvent *)
{
    const ThemeColors &colors = themeColors(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_hovered ? colors.accent : colors.muted, m_hovered ? 2 : 1.2, Qt::DashLine));
    painter.setBrush(colors.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 8, 8);
}

void DropZone::setHovered(bool hovered)
{
    m_hovered = hovered;
    update();
}

} // namespace tidegate
