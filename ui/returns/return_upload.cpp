// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/return_upload.h"

#include "core/base/async.h"
#include "ui/common/alive.h"
#include "ui/common/format.h"
#include "ui/orders/order_texts.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QThreadPool>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

struct ReadFile {
    QByteArray content;
    QString problem; ///< for people; empty: none
};

/// At most what the service takes, and a byte more by which it is seen.
ReadFile readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return {{}, file.errorString()};
    }
    return {file.read(RmaFiles::maximumSize + 1), {}};
}

} // namespace

ReturnUpload::ReturnUpload(ReturnServices &services, QObject *parent)
    : QObject(parent)
    , m_services(services)
{
}

void ReturnUpload::add(const QStringList &paths, const FilePart &part)
{
    for (const QString &path : paths) {
        m_waiting.push_back({path, part});
    }
    if (!m_busy) {
        next();
    }
}

void ReturnUpload::next()
{
    const bool wasBusy = std::exchange(m_busy, !m_waiting.empty());
    if (m_busy != wasBusy) {
        Q_EMIT busyChanged();
    }
    if (!m_busy) {
        tellOutcome();
        return;
    }
    const Waiting file = m_waiting.front();
    m_waiting.pop_front();
    Promise<ReadFile> read;
    read.async().then(this, [this, file](const ReadFile &found) {
        if (!found.problem.isEmpty()) {
            fail(tr("“%1” can't be read: %2").arg(file.path, found.problem));
        } else if (found.content.size() > RmaFiles::maximumSize) {
            fail(tr("“%1” is too large: a file has at most %2.")
                     .arg(QFileInfo(file.path).fileName(), sizeText(RmaFiles::maximumSize)));
        } else {
            send(file, found.content);
        }
    });
    QThreadPool::globalInstance()->start([read, path = file.path]() mutable { read.deliver(readFile(path)); });
}

void ReturnUpload::send(const Waiting &file, const QByteArray &content)
{
    const FilePart &part = file.part;
    const QString name = QFileInfo(file.path).fileName();
    const QString place = u"%1/%2/%3/"_s.arg(part.rmaId, part.lineId).arg(part.unit);
    const QByteArray hash = QCryptographicHash::hash(content + (place + name).toUtf8(), QCryptographicHash::Sha256);
    if (hash != m_sent) { // the same file sent again is added once
        m_sent = hash;
        m_key = m_services.newKey();
    }
    m_services.addReturnFile({part.rmaId, name, content, m_key, part.lineId, part.unit},
                             whileAlive(this, [this, name, part](const Result<RmaAttachment> &answer) {
                                 if (!answer) {
                                     fail(tr("“%1” was not added. %2").arg(name, refusalText(answer.error())));
                                     return;
                                 }
                                 m_added += name;
                                 Q_EMIT added(*answer, part);
                                 next();
                             }));
}

void ReturnUpload::fail(const QString &why)
{
    m_failures += why;
    next();
}

void ReturnUpload::tellOutcome()
{
    const QStringList added = std::exchange(m_added, {});
    const QStringList failures = std::exchange(m_failures, {});
    if (!failures.isEmpty()) {
        Q_EMIT told(Banner::Tone::Bad, failures.join(u'\n'));
    } else if (added.size() == 1) {
        Q_EMIT told(Banner::Tone::Good, tr("“%1” is added.").arg(added.front()));
    } else if (!added.isEmpty()) {
        Q_EMIT told(Banner::Tone::Good, tr("%Ln file(s) are added.", nullptr, int(added.size())));
    }
}

QString filesObstacle(const ReturnServices &services)
{
    return services.hasFiles()
        ? QString()
        : ReturnUpload::tr("Photos and documents lie with the shop's server, and can't be reached from this "
                           "console.");
}

void chooseReturnFiles(QWidget *parent, const std::function<void(const QStringList &paths)> &chosen)
{
    auto *dialog = new QFileDialog(parent, ReturnUpload::tr("Add photos or documents"), {},
                                   ReturnUpload::tr("Photos and documents (*.jpg *.jpeg *.png *.pdf)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    QObject::connect(dialog, &QFileDialog::filesSelected, parent, chosen);
    dialog->open();
}

} // namespace tidegate
