// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/csv_writer.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

bool isGuarded(QStringView text)
{
    constexpr QStringView triggers = u"=+-@\t\r\n＝＋－＠";
    const auto *first = std::find_if(text.begin(), text.end(), [](QChar c) { return c != u'\''; });
    return first != text.end() && triggers.contains(*first);
}

} // namespace

QByteArray csvCell(QStringView text, char delimiter)
{
    QByteArray cell = text.toUtf8();
    if (isGuarded(text))
        cell.prepend('\'');
    const auto needsQuotes = [delimiter](char c) { return c == delimiter || c == '"' || c == '\r' || c == '\n'; };
    const bool isPadded = cell.startsWith(' ') || cell.endsWith(' ');
    if (!isPadded && std::none_of(cell.cbegin(), cell.cend(), needsQuotes))
        return cell;
    return '"' + cell.replace("\"", "\"\"") + '"';
}

QByteArray csvRow(const QStringList &cells, char delimiter)
{
    QByteArray row;
    for (const QString &cell : cells) {
        if (&cell != &cells.first())
            row += delimiter;
        row += csvCell(cell, delimiter);
    }
    return row + "\r\n";
}

QString withoutGuard(QString text)
{
    if (text.startsWith(u'\'') && isGuarded(text))
        text.remove(0, 1);
    return text;
}

} // namespace tidegate
