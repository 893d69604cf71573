// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/findings_export.h"

#include "ui/common/alive.h"
#include "ui/common/csv.h"
#include "ui/common/format.h"

using namespace Qt::StringLiterals;

namespace tidegate {

FindingsExport::FindingsExport(JobServices &services, const FindingQuery &query, const QString &file, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_query(query)
    , m_file(file)
    , m_writer(file)
{
}

void FindingsExport::start()
{
    m_writer.append(findingsCsvHeading()).then(this, [this](const QString &problem) {
        if (!problem.isEmpty()) {
            end(problem);
            return;
        }
        askPage({});
    });
}

void FindingsExport::cancel()
{
    m_cancelled = true;
}

void FindingsExport::askPage(const QString &cursor)
{
    m_services.findings(m_query, pageSize, cursor, whileAlive(this, [this](const Result<FindingPage> &page) { takePage(page); }));
}

void FindingsExport::takePage(const Result<FindingPage> &page)
{
    if (m_cancelled) {
        end(tr("It was stopped."));
        return;
    }
    if (!page) {
        end(errorText(page.error()));
        return;
    }
    QByteArray lines;
    for (const JobFinding &finding : page->findings) {
        lines += findingsCsvLine(finding.isWarning ? u"warning"_s : u"error"_s, finding.error);
    }
    m_writer.append(lines).then(this,
                                [this, count = qint64(page->findings.size()), next = page->nextCursor](const QString &problem) {
                                    if (!problem.isEmpty()) {
                                        end(problem);
                                        return;
                                    }
                                    m_written += count;
                                    Q_EMIT progressed(m_written);
                                    if (next.isEmpty()) {
                                        close();
                                    } else {
                                        askPage(next);
                                    }
                                });
}

void FindingsExport::close()
{
    m_writer.finish().then(this, [this](const QString &problem) { end(problem); });
}

void FindingsExport::end(const QString &problem)
{
    Q_EMIT finished(m_file, m_written, problem);
    deleteLater();
}

} // namespace tidegate
