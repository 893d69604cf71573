// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/job_report.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// Quoted always (RFC 4180), and harmless in a spreadsheet, which takes what begins with one of these for a formula.
QByteArray csvCell(QString text)
{
    static const QString dangerous = u"=+-@\t\r"_s;
    if (!text.isEmpty() && dangerous.contains(text.front()))
        text.prepend(u'\'');
    return '"' + text.replace(u'"', u"\"\""_s).toUtf8() + '"';
}

} // namespace

ErrorReport::ErrorReport()
    : m_csv("line,severity,field,code,message,value\r\n")
{
}

void ErrorReport::add(const std::vector<JobError> &errors)
{
    for (const JobError &found : errors) {
        m_csv += QByteArray::number(found.error.line) + (found.isWarning ? ",warning" : ",error");
        for (const QString &text : {found.error.field, found.error.code, found.error.message, found.error.value})
            m_csv += ',' + csvCell(text);
        m_csv += "\r\n";
        ++m_rows;
    }
}

} // namespace tidegate
