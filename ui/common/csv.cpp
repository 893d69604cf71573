// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/csv.h"

#include "core/feed/csv_writer.h"

namespace tidegate {

QByteArray csvLine(const QStringList &cells)
{
    QByteArrayList quoted;
    for (const QString &cell : cells) {
        quoted += csvCell(cell, ',');
    }
    return quoted.join(',') + "\r\n";
}

QByteArray findingsCsvHeading()
{
    return "line,kind,field,code,message,value\r\n";
}

QByteArray findingsCsvLine(const QString &kind, const FieldError &finding)
{
    QByteArray line = QByteArray::number(finding.line);
    for (const QString &cell : {kind, finding.field, finding.code, finding.message, finding.value}) {
        line += ',' + csvCell(cell, ',');
    }
    return line + "\r\n";
}

} // namespace tidegate
