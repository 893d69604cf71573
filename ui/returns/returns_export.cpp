// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/returns_export.h"

#include "ui/common/alive.h"
#include "ui/common/csv.h"
#include "ui/common/format.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QString timeCell(std::optional<UtcMillis> time)
{
    return time ? QDateTime::fromMSecsSinceEpoch(*time, Qt::UTC).toString(Qt::ISODate) : QString();
}

QByteArray lineOf(const RmaSummary &rma)
{
    return csvLine({rma.number, rma.orderId, rma.email, rmaStateName(rma.state), rmaQueueName(ruleOf(rma.state).queue),
                    QString::number(rma.units), rma.value.toDecimal(), rma.value.currency.code(), timeCell(rma.createdAt),
                    timeCell(rma.dueAt), timeCell(rma.updatedAt)});
}

} // namespace

ReturnsExport::ReturnsExport(ReturnServices &services, const RmaFilter &filter, const QString &file, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_filter(filter)
    , m_file(file)
    , m_writer(file)
{
    m_filter.limit = pageSize;
}

void ReturnsExport::start()
{
    const QByteArray heading = csvLine({u"number"_s, u"order_id"_s, u"email"_s, u"state"_s, u"queue"_s, u"units"_s, u"value"_s,
                                        u"currency"_s, u"created_at"_s, u"due_at"_s, u"updated_at"_s});
    m_writer.append(heading).then(this, [this](const QString &problem) {
        if (problem.isEmpty()) {
            askPage({});
        } else {
            end(problem);
        }
    });
}

void ReturnsExport::askPage(const QString &cursor)
{
    m_filter.cursor = cursor;
    m_services.returns(m_filter, whileAlive(this, [this](const Result<Page<RmaSummary>> &page) { takePage(page); }));
}

void ReturnsExport::takePage(const Result<Page<RmaSummary>> &page)
{
    if (m_cancelled || !page) {
        end(m_cancelled ? tr("It was stopped.") : errorText(page.error()));
        return;
    }
    QByteArray lines;
    for (const RmaSummary &rma : page->items) {
        lines += lineOf(rma);
    }
    const auto written = [this, count = qint64(page->items.size()), next = page->nextCursor](const QString &problem) {
        if (!problem.isEmpty()) {
            end(problem);
            return;
        }
        m_written += count;
        Q_EMIT progressed(m_written);
        if (next.isEmpty()) {
            m_writer.finish().then(this, [this](const QString &broken) { end(broken); });
        } else {
            askPage(next);
        }
    };
    m_writer.append(lines).then(this, written);
}

void ReturnsExport::end(const QString &problem)
{
    Q_EMIT finished(m_file, m_written, problem);
    deleteLater();
}

} // namespace tidegate
