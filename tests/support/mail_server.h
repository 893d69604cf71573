// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

namespace tidegate::test {

using namespace Qt::StringLiterals;

/// tests/notify/smtp_server.py, which takes mail as a mail server does and tells what it took.
class MailServer
{
public:
    explicit MailServer(const QStringList &arguments = {})
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(u"/usr/bin/python3"_s, QStringList{QStringLiteral(TIDEGATE_SMTP_SERVER)} + arguments);
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(20'000))
                qFatal("the mail server does not start");
        }
        m_port = m_process.readLine().trimmed().toInt();
    }
    ~MailServer()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished(10'000);
    }
    Q_DISABLE_COPY_MOVE(MailServer)

    [[nodiscard]] int port() const { return m_port; }
    /// The next message that it took.
    QJsonObject next()
    {
        if (!QTest::qWaitFor([this] { return m_process.canReadLine(); }, 20'000))
            return {};
        return QJsonDocument::fromJson(m_process.readLine()).object();
    }
    bool hasMore() { return m_process.canReadLine(); }

private:
    QProcess m_process;
    int m_port = 0;
};

inline QString header(const QJsonObject &message, const QString &name)
{
    QStringList values;
    for (const QJsonValue value : message.value(u"headers"_s).toArray()) {
        if (value.toArray().at(0).toString().compare(name, Qt::CaseInsensitive) == 0)
            values << value.toArray().at(1).toString();
    }
    return values.join(u" AND "_s);
}

} // namespace tidegate::test
