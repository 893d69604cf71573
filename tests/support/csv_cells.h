// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

/// Splits CSV by RFC 4180, for tests of what writes it and for reading the catalogues there are.
inline QList<QStringList> csvCells(const QString &text, QChar delimiter)
{
    QList<QStringList> rows(1, QStringList(QString()));
    bool isQuoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        QString &cell = rows.last().last();
        const QChar c = text[i];
        const bool isDoubled = isQuoted && c == u'"' && i + 1 < text.size() && text[i + 1] == u'"';
        if (isDoubled) {
            cell += text[++i];
        } else if (c == u'"' && (isQuoted || cell.isEmpty())) {
            isQuoted = !isQuoted;
        } else if (isQuoted) {
            cell += c;
        } else if (c == delimiter) {
            rows.last() << QString();
        } else if (c == u'\r' && i + 1 < text.size() && text[i + 1] == u'\n') {
            continue;
        } else if (c == u'\n') {
            rows << QStringList(QString());
        } else {
            cell += c;
        }
    }
    if (rows.last() == QStringList(QString()))
        rows.removeLast();
    return rows;
}
