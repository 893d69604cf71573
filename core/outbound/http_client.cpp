// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/outbound/http_client.h"

#include "core/outbound/curl_loop.h"

using namespace Qt::StringLiterals;

namespace tidegate {

QByteArray HttpReply::header(QByteArrayView lowerCaseName) const
{
    for (const auto &[name, value] : headers) {
        if (name == lowerCaseName)
            return value;
    }
    return {};
}

namespace {

bool hasControls(const HttpCall &call)
{
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    return std::any_of(call.headers.begin(), call.headers.end(), [&](const auto &header) {
        return std::any_of(header.first.begin(), header.first.end(), isControl)
            || std::any_of(header.second.begin(), header.second.end(), isControl);
    });
}

} // namespace

HttpClient::HttpClient(Options options)
    : m_options(options)
{
}

QCoro::Task<HttpReply> HttpClient::send(HttpCall call, std::chrono::milliseconds timeout) const
{
    if (hasControls(call)) {
        HttpReply refused;
        refused.fate = HttpReply::Fate::NotSent;
        refused.problem = u"a header has control characters"_s;
        co_return refused;
    }
    Async<HttpReply> answer = CurlLoop::current().start(std::move(call), m_options, timeout);
    HttpReply reply = co_await answer;
    co_return reply;
}

void HttpClient::abandonAll()
{
    CurlLoop::current().abandonAll();
}

} // namespace tidegate
