// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/return_services.h"

#include <QObject>
#include <QStringList>

#include <deque>
#include <functional>

namespace tidegate {

/// What a photo or document shows: a return, a line of it, or one unit.
struct FilePart {
    QString rmaId;
    QString lineId{};
    qint64 unit = 0;
};

/// Reads photos and documents from the disk and adds them to returns, one after the other.
class ReturnUpload : public QObject
{
    Q_OBJECT

public:
    /// The services outlive this.
    ReturnUpload(ReturnServices &services, QObject *parent);

    void add(const QStringList &paths, const FilePart &part);
    [[nodiscard]] bool isBusy() const { return m_busy; }

Q_SIGNALS:
    void busyChanged();
    /// What became of all that was to be added.
    void told(Banner::Tone tone, const QString &text);
    void added(const tidegate::RmaAttachment &file, const tidegate::FilePart &part);

private:
    struct Waiting {
        QString path;
        FilePart part;
    };

    void next();
    void send(const Waiting &file, const QByteArray &content);
    void fail(const QString &why);
    void tellOutcome();

    ReturnServices &m_services;
    std::deque<Waiting> m_waiting;
    QByteArray m_sent; ///< what m_key was made for, as its hash
    QString m_key;
    QStringList m_added;
    QStringList m_failures;
    bool m_busy = false;
};

/// Why photos and documents can be neither read nor added here; empty: they can.
QString filesObstacle(const ReturnServices &services);
/// Lets the user choose photos and documents.
void chooseReturnFiles(QWidget *parent, const std::function<void(const QStringList &paths)> &chosen);

} // namespace tidegate
