// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"

#include <QJsonObject>
#include <QString>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

LogFormat chosenFormat = LogFormat::Text;

QString levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg: return u"debug"_s;
    case QtInfoMsg: return u"info"_s;
    case QtWarningMsg: return u"warning"_s;
    case QtCriticalMsg: return u"error"_s;
    case QtFatalMsg: return u"fatal"_s;
    }
    Q_UNREACHABLE();
}

void writeEntry(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QString time = formatTime(SystemClock().utc());
    const QString category = QString::fromUtf8(context.category ? context.category : "default");
    QByteArray line;
    if (chosenFormat == LogFormat::Json)
        line = toJson({{u"time"_s, time}, {u"level"_s, levelName(type)}, {u"category"_s, category}, {u"message"_s, message}});
    else
        line = (time + u' ' + levelName(type) + u' ' + category + u": "_s + escapeControls(message)).toUtf8();
    line += '\n';
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stderr);
}

} // namespace

void installLog(LogFormat format)
{
    chosenFormat = format;
    qInstallMessageHandler(writeEntry);
}

} // namespace tidegate
