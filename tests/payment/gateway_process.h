// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/outbound/http_client.h"

#include <QProcess>

#include <csignal>

namespace tidegate {

/// A tidegate-gateway on a free port of this machine, ended with this object. The program's path is TIDEGATE_GATEWAY.
class GatewayProcess
{
public:
    explicit GatewayProcess(const QStringList &arguments = {})
        : m_arguments(arguments)
    {
        start();
    }
    ~GatewayProcess()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(60'000) || m_process.exitStatus() != QProcess::NormalExit || m_process.exitCode() != 0)
            qFatal("tidegate-gateway did not end as it should: %d", m_process.exitCode());
    }

    QString url() const { return m_url; }

    /// Ends it as a power cut would, and starts another on another port.
    void killAndRestart()
    {
        m_process.kill();
        m_process.waitForFinished(60'000);
        start();
    }

    QJsonObject post(const QByteArray &path, const QByteArray &json) const
    {
        return ask(
            {.method = "POST", .url = m_url.toUtf8() + path, .headers = {{"Content-Type", "application/json"}}, .body = json});
    }
    QJsonObject get(const QByteArray &path) const
    {
        return ask({.method = "GET", .url = m_url.toUtf8() + path, .headers = {}, .body = {}});
    }
    void setFaults(const QByteArray &mode, double rate = 1.0, int latencyMs = 0) const
    {
        const QByteArray json = "{\"mode\":\"" + mode + "\",\"rate\":" + QByteArray::number(rate)
            + ",\"latency_ms\":" + QByteArray::number(latencyMs) + "}";
        if (post("/_faults", json).value(QStringLiteral("mode")).toString().toUtf8() != mode)
            qFatal("the gateway did not take the fault");
    }
    QJsonArray charges() const { return get("/_charges").value(QStringLiteral("data")).toArray(); }
    QJsonArray refunds() const { return get("/_charges").value(QStringLiteral("refunds")).toArray(); }

    static HttpReply send(HttpCall call)
    {
        return QCoro::waitFor(HttpClient({.maximumBody = 64 << 20}).send(std::move(call), std::chrono::seconds(10)));
    }

private:
    void start()
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral(TIDEGATE_GATEWAY),
                        QStringList{QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0")} + m_arguments);
        const QByteArray ready = "tidegate-gateway ready ";
        if (!m_process.waitForReadyRead(60'000))
            qFatal("tidegate-gateway does not start");
        const QByteArray line = m_process.readLine().trimmed();
        if (!line.startsWith(ready))
            qFatal("tidegate-gateway says %s", line.constData());
        m_url = QString::fromLatin1(line.sliced(ready.size()));
    }

    static QJsonObject ask(HttpCall call)
    {
        const HttpReply reply = send(std::move(call));
        return parseJsonObject(reply.body).value_or(QJsonObject());
    }

    QStringList m_arguments;
    QProcess m_process;
    QString m_url;
};

} // namespace tidegate
