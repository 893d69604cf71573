// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partner/feed_job.h"

#include <QByteArray>

namespace tidegate {

/// The errors of a job as a CSV that a spreadsheet may open: what a stranger wrote into a feed is never a formula there.
class ErrorReport
{
public:
    ErrorReport();

    void add(const std::vector<JobError> &errors);
    [[nodiscard]] qsizetype rows() const { return m_rows; }
    QByteArray take() { return std::move(m_csv); }

private:
    QByteArray m_csv;
    qsizetype m_rows = 0;
};

} // namespace tidegate
