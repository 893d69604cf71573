// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/job_report.h"

#include "core/feed/csv_writer.h"

namespace tidegate {

ErrorReport::ErrorReport()
    : m_csv("line,severity,field,code,message,value\r\n")
{
}

void ErrorReport::add(const std::vector<JobError> &errors)
{
    for (const JobError &found : errors) {
        m_csv += QByteArray::number(found.error.line) + (found.isWarning ? ",warning" : ",error");
        for (const QString &text : {found.error.field, found.error.code, found.error.message, found.error.value})
            m_csv += ',' + csvCell(text, ',');
        m_csv += "\r\n";
        ++m_rows;
    }
}

} // namespace tidegate
