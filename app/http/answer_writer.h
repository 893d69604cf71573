// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/message.h"

#include <string>
#include <string_view>

class QTcpSocket;

namespace tidegate {

/// What the wire adds to a response.
struct AnswerFrame {
    std::string_view date; ///< as in a Date header
    QString requestId;
    bool secure = false;
    bool headOnly = false; ///< the request was a HEAD
    bool keepAlive = true;
    int minorVersion = 1; ///< of the request
};

bool mayHaveBody(int status);

/// Status line and headers, into `head` (cleared first; its memory is used again).
void renderHead(const Response &response, const AnswerFrame &frame, std::string &head);

/// Sends one answer at a time over one socket, with no more than a slice of it in the socket's own buffer. Plain connections are written
/// to directly, which spares most answers a turn of the event loop.
class AnswerWriter
{
public:
    enum class Progress { Done, Waiting, Failed };

    AnswerWriter(QTcpSocket *socket, bool secure);

    /// `head` is used during the call alone, `body` is shared until it is sent.
    Progress start(std::string_view head, const QByteArray &body);
    /// Call when the socket has written something.
    Progress pump();
    /// Bytes that left for the kernel so far.
    [[nodiscard]] qint64 written() const;

private:
    Progress sendDirectly(std::string_view head);
    Progress sendSlice(std::string_view head);
    Progress send(std::string_view head);
    [[nodiscard]] qint64 buffered() const;

    QTcpSocket *m_socket;
    bool m_secure;
    qint64 m_headSize = 0;
    QByteArray m_body;
    qint64 m_offset = 0; ///< of head and body taken as one
};

} // namespace tidegate
