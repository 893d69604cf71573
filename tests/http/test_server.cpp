// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/test_server.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

TestServer::TestServer(HttpOptions options)
    : m_options(std::move(options))
{
    m_options.listen = QStringList{u"127.0.0.1:0"_s};
    m_options.threads = 2;
}

void TestServer::start()
{
    m_server = std::make_unique<HttpServer>(m_options, m_router, m_metrics, m_clock);
    const Result<QStringList> started = m_server->start();
    if (!started)
        qFatal("%s", qPrintable(started.error().detail));
    m_port = started->front().section(u':', -1).toUShort();
}

void TestServer::stop(std::chrono::milliseconds grace)
{
    m_server->stop(grace);
}

RawAnswer TestServer::ask(const QByteArray &request) const
{
    RawClient client(m_port);
    client.send(request);
    return client.readAnswer(request.startsWith("HEAD "));
}

RawAnswer TestServer::get(const QByteArray &target, const QByteArray &headers) const
{
    return ask("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
}

double TestServer::metric(const QString &name, const Labels &labels) const
{
    double sum = 0;
    for (const Sample &sample : m_metrics.sample()) {
        const bool fits = std::all_of(labels.begin(), labels.end(), [&sample](const auto &label) {
            return std::find(sample.labels.begin(), sample.labels.end(), label) != sample.labels.end();
        });
        if (sample.name == name && fits)
            sum += sample.value;
    }
    return sum;
}

} // namespace tidegate
