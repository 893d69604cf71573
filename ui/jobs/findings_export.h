// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/file_writer.h"
#include "ui/job_services.h"

#include <QObject>

namespace tidegate {

/// Writes all findings of a job into a CSV file, page by page. Deletes itself when it has ended; a file that is not whole is never left.
class FindingsExport : public QObject
{
    Q_OBJECT

public:
    static constexpr int pageSize = 1'000;

    /// The services outlive this.
    FindingsExport(JobServices &services, const FindingQuery &query, const QString &file, QObject *parent);

    void start();
    void cancel();

Q_SIGNALS:
    void progressed(qint64 written);
    /// `problem`: for people; empty: the file is written.
    void finished(const QString &file, qint64 written, const QString &problem);

private:
    void askPage(const QString &cursor);
    void takePage(const Result<FindingPage> &page);
    void close();
    void end(const QString &problem);

    JobServices &m_services;
    const FindingQuery m_query;
    const QString m_file;
    FileWriter m_writer;
    qint64 m_written = 0;
    bool m_cancelled = false;
};

} // namespace tidegate
