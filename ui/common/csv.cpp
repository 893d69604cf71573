// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/csv.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QString csvCell(QString text)
{
    static const QString formulaStarts = u"=+-@\t\r"_s;
    if (!text.isEmpty() && formulaStarts.contains(text.front())) {
        text.prepend(u'\'');
    }
    return u'"' + text.replace(u'"', u"\"\""_s) + u'"';
}

} // namespace

QByteArray findingsCsvHeading()
{
    return "line,kind,field,code,message,value\r\n";
}

QByteArray findingsCsvLine(const QString &kind, const FieldError &finding)
{
    return QString(QString::number(finding.line) + u',' + kind + u',' + csvCell(finding.field) + u',' + csvCell(finding.code)
                   + u',' + csvCell(finding.message) + u',' + csvCell(finding.value) + u"\r\n"_s)
        .toUtf8();
}

} // namespace tidegate
