// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "core/outbound/http_client.h"

#include <QSocketNotifier>
#include <QTimer>

#include <curl/curl.h>
#include <memory>
#include <unordered_set>
#include <vector>

namespace tidegate {

/// One libcurl multi handle on one thread's event loop. Private to HttpClient.
///
/// libcurl's sockets sit in an epoll set of their own, so that the event loop watches one descriptor however many there are.
class CurlLoop
{
public:
    /// The calling thread's; made at the first call, ended with the thread's event loop.
    static CurlLoop &current();

    CurlLoop();
    ~CurlLoop();
    CurlLoop(const CurlLoop &) = delete;
    CurlLoop &operator=(const CurlLoop &) = delete;

    Async<HttpReply> start(HttpCall call, const HttpClient::Options &options, std::chrono::milliseconds timeout);
    void abandonAll();

private:
    struct Transfer;

    static int onSocket(CURL *easy, curl_socket_t socket, int what, void *self, void *known);
    static int onTimeout(CURLM *multi, long milliseconds, void *self);
    void onReady();
    void act(curl_socket_t socket, int events);
    void collectFinished();
    void finish(CURL *easy, CURLcode result);
    CURL *takeHandle();

    CURLM *m_multi;
    int m_epoll;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QTimer m_timer;
    std::unordered_set<Transfer *> m_running;
    std::vector<CURL *> m_spare;
};

} // namespace tidegate
