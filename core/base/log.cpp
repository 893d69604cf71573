// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/log_queue.h"
#include "core/base/text.h"

#include <QJsonObject>
#include <QString>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// At the end of the process, for a reader that is slow; short enough beside the 5 s in which a server must end.
constexpr std::chrono::milliseconds patienceAtEnd{500};

LogFormat chosenFormat = LogFormat::Text;
std::atomic<LogQueue *> queue = nullptr;

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

QByteArray renderLine(QtMsgType type, const QString &category, const QString &message)
{
    const QString time = formatTime(SystemClock().utc());
    QByteArray line;
    if (chosenFormat == LogFormat::Json)
        line = toJson({{u"time"_s, time}, {u"level"_s, levelName(type)}, {u"category"_s, category}, {u"message"_s, message}});
    else
        line = (time + u' ' + levelName(type) + u' ' + category + u": "_s + escapeControls(message)).toUtf8();
    return line += '\n';
}

QByteArray renderDropped(qint64 count)
{
    return renderLine(QtWarningMsg, u"tidegate.log"_s, u"%1 lines of the log were dropped"_s.arg(count));
}

void writeEntry(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QByteArray line = renderLine(type, QString::fromUtf8(context.category ? context.category : "default"), message);
    LogQueue *const background = queue;
    if (!background) {
        std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stderr);
        return;
    }
    background->add(line);
    if (type == QtFatalMsg)
        background->flush(patienceAtEnd);
}

} // namespace

void installLog(LogFormat format)
{
    chosenFormat = format;
    qInstallMessageHandler(writeEntry);
}

void startLogThread()
{
    // Never deleted: threads may log until the very end.
    queue = new LogQueue(STDERR_FILENO, renderDropped);
    std::atexit([] { queue.load()->flush(patienceAtEnd); });
}

} // namespace tidegate
