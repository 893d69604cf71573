// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/file_writer.h"
#include "ui/return_services.h"

#include <QObject>

namespace tidegate {

/// Writes the returns of a list into a CSV file, page by page. Deletes itself when it has ended; a file that is not whole is never left.
class ReturnsExport : public QObject
{
    Q_OBJECT

public:
    static constexpr int pageSize = 200;

    /// The services outlive this. The filter's cursor and limit do not count.
    ReturnsExport(ReturnServices &services, const RmaFilter &filter, const QString &file, QObject *parent);

    void start();
    void cancel() { m_cancelled = true; }

Q_SIGNALS:
    void progressed(qint64 written);
    /// `problem`: for people; empty: the file is written.
    void finished(const QString &file, qint64 written, const QString &problem);

private:
    void askPage(const QString &cursor);
    void takePage(const Result<Page<RmaSummary>> &page);
    void end(const QString &problem);

    ReturnServices &m_services;
    RmaFilter m_filter;
    const QString m_file;
    FileWriter m_writer;
    qint64 m_written = 0;
    bool m_cancelled = false;
};

} // namespace tidegate
