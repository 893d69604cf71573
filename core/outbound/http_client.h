// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>
#include <functional>
#include <qcoro/qcorotask.h>
#include <utility>
#include <vector>

namespace tidegate {

/// One request to somebody outside.
struct HttpCall {
    QByteArray method; ///< "POST"
    QByteArray url;
    std::vector<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    std::vector<QByteArray> addresses{}; ///< IP addresses that the URL's host name stands for; empty: look it up
    std::function<bool(const QByteArray &)>
        mayTalkTo{}; ///< asked with the other side's IP address before a byte is sent; empty: with everybody
};

/// What became of a HttpCall.
struct HttpReply {
    enum class Fate {
        Answered, ///< status, headers and body are the other side's
        NotSent,  ///< not a byte of the request left the house: nothing can have happened there
        Lost,     ///< sent, at least in part, and no whole answer came: anything may have happened there
    };

    Fate fate = Fate::Lost;
    int status = 0;
    std::vector<std::pair<QByteArray, QByteArray>> headers; ///< names in lower case
    QByteArray body;
    QString problem; ///< why there is no answer, for the log

    /// Empty where absent.
    [[nodiscard]] QByteArray header(QByteArrayView lowerCaseName) const;
};

/// The HTTP client for whom the program calls by itself, payment gateways and partners: libcurl's multi interface driven by the
/// calling thread's event loop, one handle with its own kept-alive connections per thread. Certificates and host names are
/// checked; redirects are not followed; only http and https are spoken; a request that changes something is never sent a second
/// time without the caller's knowing. Thread-safe.
///
/// libcurl and not QNetworkAccessManager, which needs several times the processor time per call.
class HttpClient
{
public:
    struct Options {
        qsizetype maximumBody = 1 << 20; ///< bytes of an answer; a longer one counts as Lost
        bool cutsLongBody = false;       ///< a longer one counts as Answered, and its beginning is delivered
        std::chrono::milliseconds connectTimeout{1'000};
        bool usesProxy = true; ///< that of the environment; never for this machine itself
        QByteArray caFile{};   ///< certificates are checked against this; empty: against the system's
    };

    explicit HttpClient(Options options);

    /// Ends within `timeout`, which covers everything from looking up the name to the answer's last byte.
    /// The calling thread needs a running event loop.
    [[nodiscard]] QCoro::Task<HttpReply> send(HttpCall call, std::chrono::milliseconds timeout) const;

    /// Ends whatever the calling thread has under way, of all clients, without an answer. For a thread that is about to end.
    static void abandonAll();

private:
    Options m_options;
};

} // namespace tidegate
