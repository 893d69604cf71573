// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/rejected_export.h"

#include "ui/common/alive.h"
#include "ui/common/file_writer.h"
#include "ui/common/format.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace tidegate {

RejectedExport::RejectedExport(JobServices &services, const QString &jobId, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_jobId(jobId)
{
}

void RejectedExport::start()
{
    m_services.rejectedRows(m_jobId, {}, whileAlive(this, [this](Result<RejectedRows> rows) {
                                if (!rows) {
                                    end(rows.error().code == ErrorCode::NotFound ? tr("The upload is no longer kept.")
                                                                                 : errorText(rows.error()));
                                    return;
                                }
                                m_first = std::move(*rows);
                                // The proposal comes from outside: of its path nothing is taken.
                                Q_EMIT ready(QFileInfo(m_first.fileName).fileName());
                            }));
}

void RejectedExport::save(const QString &file)
{
    m_file = file;
    write(std::exchange(m_first, {}));
}

void RejectedExport::drop()
{
    deleteLater();
}

void RejectedExport::take(const Result<RejectedRows> &rows)
{
    if (!rows) {
        end(errorText(rows.error()));
        return;
    }
    write(*rows);
}

void RejectedExport::write(const RejectedRows &rows)
{
    const QString file = nextFile();
    writeFile(file, rows.content).then(this, [this, file, next = rows.nextCursor](const QString &problem) {
        if (!problem.isEmpty()) {
            end(problem);
            return;
        }
        m_written += file;
        if (next.isEmpty()) {
            end({});
            return;
        }
        m_services.rejectedRows(m_jobId, next, whileAlive(this, [this](const Result<RejectedRows> &more) { take(more); }));
    });
}

QString RejectedExport::nextFile() const
{
    if (m_written.isEmpty()) {
        return m_file;
    }
    const QFileInfo info(m_file);
    const QString ending = info.suffix().isEmpty() ? QString() : u'.' + info.suffix();
    return info.path() + u'/' + info.completeBaseName() + u'-' + QString::number(m_written.size() + 1) + ending;
}

void RejectedExport::end(const QString &problem)
{
    Q_EMIT finished(m_written, problem);
    deleteLater();
}

} // namespace tidegate
