// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payment/gateway_http.h"

#include "core/payment/curl_loop.h"

using namespace Qt::StringLiterals;

namespace tidegate {

QByteArray GatewayReply::header(QByteArrayView lowerCaseName) const
{
    for (const auto &[name, value] : headers) {
        if (name == lowerCaseName)
            return value;
    }
    return {};
}

namespace {

bool hasControls(const GatewayCall &call)
{
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    return std::any_of(call.headers.begin(), call.headers.end(), [&](const auto &header) {
        return std::any_of(header.first.begin(), header.first.end(), isControl)
            || std::any_of(header.second.begin(), header.second.end(), isControl);
    });
}

} // namespace

GatewayHttp::GatewayHttp(Options options)
    : m_options(options)
{
}

QCoro::Task<GatewayReply> GatewayHttp::send(GatewayCall call, std::chrono::milliseconds timeout) const
{
    if (hasControls(call)) {
        GatewayReply refused;
        refused.fate = GatewayReply::Fate::NotSent;
        refused.problem = u"a header has control characters"_s;
        co_return refused;
    }
    Async<GatewayReply> answer = CurlLoop::current().start(std::move(call), m_options, timeout);
    GatewayReply reply = co_await answer;
    co_return reply;
}

} // namespace tidegate
