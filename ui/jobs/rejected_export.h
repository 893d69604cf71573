// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/job_services.h"

#include <QObject>

namespace tidegate {

/// Saves the rejected rows of a job: one file, or several ("name-2.csv") where one would be too large. Deletes itself when it has ended.
class RejectedExport : public QObject
{
    Q_OBJECT

public:
    /// The services outlive this.
    RejectedExport(JobServices &services, const QString &jobId, QObject *parent);

    /// Fetches the first ones, and tells by ready() how the file could be called.
    void start();
    void save(const QString &file);
    /// In place of save().
    void drop();

Q_SIGNALS:
    void ready(const QString &proposal);
    /// The files that were written, and why not all of them were; empty: they were.
    void finished(const QStringList &files, const QString &problem);

private:
    void take(const Result<RejectedRows> &rows);
    void write(const RejectedRows &rows);
    [[nodiscard]] QString nextFile() const;
    void end(const QString &problem);

    JobServices &m_services;
    const QString m_jobId;
    RejectedRows m_first;
    QString m_file;
    QStringList m_written;
};

} // namespace tidegate
