// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/http_server.h"
#include "http/raw_client.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <memory>

namespace tidegate {

/// A server on a free port of the loopback, with the routes that a test gives it.
class TestServer
{
public:
    explicit TestServer(HttpOptions options = {});

    Router &router() { return m_router; }
    Metrics &metrics() { return m_metrics; }
    HttpOptions &options() { return m_options; }
    /// After the routes were added. Ends the test program where it fails.
    void start();
    void stop(std::chrono::milliseconds grace = std::chrono::seconds(2));
    [[nodiscard]] quint16 port() const { return m_port; }

    /// One request on a connection of its own.
    RawAnswer ask(const QByteArray &request) const;
    RawAnswer get(const QByteArray &target, const QByteArray &headers = {}) const;
    /// A counter's or gauge's value; 0 where there is none.
    [[nodiscard]] double metric(const QString &name, const Labels &labels = {}) const;

private:
    HttpOptions m_options;
    Router m_router;
    Metrics m_metrics;
    SystemClock m_clock;
    std::unique_ptr<HttpServer> m_server;
    quint16 m_port = 0;
};

inline QJsonObject jsonIn(const RawAnswer &answer)
{
    return QJsonDocument::fromJson(answer.body).object();
}

inline QString codeIn(const RawAnswer &answer)
{
    return jsonIn(answer).value(QLatin1String("code")).toString();
}

/// A handler's answer of plain text.
inline Response textAnswer(const QByteArray &text)
{
    return {200, "text/plain", {}, text};
}

} // namespace tidegate
