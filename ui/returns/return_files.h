// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/return_services.h"

#include <QImage>
#include <QStringList>

class QListWidget;
class QListWidgetItem;

namespace tidegate {

class ReturnUpload;

/// Photos and documents of a return: small pictures of them, saved under a name of the user's choice, and new ones.
class ReturnFiles : public QWidget
{
    Q_OBJECT

public:
    /// Both outlive this. `upload` adds the new ones.
    ReturnFiles(ReturnServices &services, ReturnUpload &upload, QWidget *parent = nullptr);

    void showFiles(const Rma &rma);
    void saveTo(const QString &path);

Q_SIGNALS:
    void told(Banner::Tone tone, const QString &text);

private:
    void addRow(const Rma &rma, const RmaAttachment &file);
    void askPicture(const RmaAttachment &file);
    void showPicture(const QString &attachmentId, const QImage &picture);
    [[nodiscard]] const RmaAttachment *selected() const;
    void chooseNew();
    void chooseTarget();
    void allow();

    ReturnServices &m_services;
    ReturnUpload &m_upload;
    QString m_rmaId;
    std::vector<RmaAttachment> m_files;
    QListWidget *m_list;
    QLabel *m_none;
    QPushButton *m_add;
    QPushButton *m_save;
};

} // namespace tidegate
