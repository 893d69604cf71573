// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/csv_writer.h"

namespace tidegate {

QByteArray csvCell(QStringView text, char delimiter)
{
    QByteArray cell = text.toUtf8();
    if (!cell.isEmpty() && QByteArrayView("=+-@\t\r").contains(cell.front()))
        cell.prepend('\'');
    const bool blankEdge = !cell.isEmpty() && (cell.front() == ' ' || cell.back() == ' ');
    if (blankEdge || cell.contains(delimiter) || cell.contains('"') || cell.contains('\n') || cell.contains('\r'))
        cell = '"' + cell.replace("\"", "\"\"") + '"';
    return cell;
}

} // namespace tidegate
