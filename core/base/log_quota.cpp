// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log_quota.h"

#include <algorithm>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

struct Register {
    std::mutex mutex;
    std::vector<LogQuota *> quotas;
};

Register &allQuotas()
{
    static Register all;
    return all;
}

} // namespace

LogQuota::LogQuota(const Clock &clock, const QLoggingCategory &category, QtMsgType type, QString what)
    : m_clock(clock)
    , m_category(category)
    , m_type(type)
    , m_what(std::move(what))
{
    const std::lock_guard lock(allQuotas().mutex);
    allQuotas().quotas.push_back(this);
}

LogQuota::~LogQuota()
{
    const std::lock_guard lock(allQuotas().mutex);
    std::erase(allQuotas().quotas, this);
}

bool LogQuota::admits()
{
    if (!m_category.isEnabled(m_type))
        return false;
    const Monotonic now = m_clock.monotonic();
    qint64 heldBack = 0;
    {
        const std::lock_guard lock(m_mutex);
        if (now - m_since >= 1s) {
            m_since = now;
            m_written = 0;
            heldBack = std::exchange(m_heldBack, 0);
        }
        if (m_written == entriesPerSecond) {
            ++m_heldBack;
            return false;
        }
        ++m_written;
    }
    write(heldBack);
    return true;
}

void LogQuota::tellHeldBack()
{
    const std::lock_guard lock(allQuotas().mutex);
    for (LogQuota *const quota : allQuotas().quotas)
        quota->write(quota->takeHeldBack());
}

qint64 LogQuota::takeHeldBack()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_heldBack, 0);
}

void LogQuota::write(qint64 heldBack) const
{
    if (heldBack == 0)
        return;
    const QString entry = QString::number(heldBack) + u" more "_s + m_what;
    const QMessageLogger logger(nullptr, 0, nullptr, m_category.categoryName());
    if (m_type == QtWarningMsg)
        logger.warning("%ls", qUtf16Printable(entry));
    else
        logger.info("%ls", qUtf16Printable(entry));
}

} // namespace tidegate
