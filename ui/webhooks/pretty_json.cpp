// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/webhooks/pretty_json.h"

#include "core/base/text.h"

#include <QJsonDocument>
#include <QStringList>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int indent = 2;

class Printer
{
public:
    QString print(const QString &json)
    {
        for (qsizetype at = 0; at < json.size(); ++at) {
            const QChar character = json[at];
            if (character == u'"') {
                const qsizetype end = endOfString(json, at);
                begin();
                m_out += escapeControls(json.mid(at, end - at));
                at = end - 1;
            } else if (!character.isSpace()) {
                put(character);
            }
        }
        return m_out;
    }

private:
    static qsizetype endOfString(const QString &json, qsizetype begin)
    {
        qsizetype at = begin + 1;
        while (at < json.size() && json[at] != u'"') {
            at += json[at] == u'\\' ? 2 : 1;
        }
        return std::min(at + 1, json.size());
    }

    /// Something stands in what was opened last.
    void begin()
    {
        if (std::exchange(m_open, false)) {
            newLine();
        }
    }

    void put(QChar character)
    {
        if (character == u'}' || character == u']') {
            --m_depth;
            if (!std::exchange(m_open, false)) {
                newLine();
            }
        } else {
            begin();
        }
        m_out += character;
        if (character == u'{' || character == u'[') {
            ++m_depth;
            m_open = true;
        } else if (character == u',') {
            newLine();
        } else if (character == u':') {
            m_out += u' ';
        }
    }

    void newLine() { m_out += u'\n' + QString(qsizetype(m_depth) * indent, u' '); }

    QString m_out;
    int m_depth = 0;
    bool m_open = false; ///< nothing stands yet in what was opened last
};

} // namespace

QString prettyJson(const QByteArray &body)
{
    if (!QJsonDocument::fromJson(body).isNull()) {
        return Printer().print(QString::fromUtf8(body));
    }
    QStringList lines = QString::fromUtf8(body).split(u'\n');
    for (QString &line : lines) {
        line = escapeControls(line);
    }
    return lines.join(u'\n');
}

} // namespace tidegate
