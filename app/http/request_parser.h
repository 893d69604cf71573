// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/message.h"

namespace tidegate {

/// Why the guard refuses a request before any handler sees it. `reason` is the label in the metrics.
struct Refusal {
    ErrorCode code = ErrorCode::MalformedRequest;
    const char *reason = "";
};

/// A request's head, checked.
struct RequestHead {
    QByteArray method;
    QByteArray target;   ///< as it was sent
    QByteArray rawPath;  ///< still percent-encoded; "*" for OPTIONS *
    QByteArray rawQuery; ///< without the question mark
    QString path;        ///< decoded
    int minorVersion = 1;
    Headers headers; ///< names in lower case
    std::optional<qint64> contentLength;
    bool chunked = false;
    bool expectsContinue = false;
    bool keepAlive = true;

    [[nodiscard]] bool hasBody() const { return chunked || contentLength.value_or(0) > 0; }
};

/// Reads the head of one HTTP/1.x request, strictly: RFC 9112 without any of the leniencies that it allows (section 2.2's bare LF, section
/// 5.2's folding, section 6.3's repeated lengths), because what two parsers read differently can be smuggled past one of them.
/// Pure: no socket, no clock.
class RequestParser
{
public:
    struct Limits {
        qsizetype head = qsizetype(16) * 1024;
        qsizetype target = qsizetype(8) * 1024;
        std::size_t headers = 100;
    };
    enum class Progress { NeedsMore, Whole, Refused };

    RequestParser() = default;
    explicit RequestParser(Limits limits);

    /// `bytes` begins where the request begins and is given again as it grows; nothing is looked at twice.
    Progress parse(QByteArrayView bytes);
    /// Of the head, its empty line included; valid once it is whole.
    [[nodiscard]] qsizetype size() const { return m_lineStart; }
    [[nodiscard]] const RequestHead &head() const { return m_head; }
    [[nodiscard]] const Refusal &refusal() const { return m_refusal; }
    /// Gives the head away and begins anew.
    RequestHead take();

private:
    Progress refuse(ErrorCode code, const char *reason);
    Progress checkPartialLine(QByteArrayView bytes);
    Progress takeLine(QByteArrayView line);
    Progress takeRequestLine(QByteArrayView line);
    Progress takeField(QByteArrayView line);
    Progress takeContentLength(const QByteArray &value);
    Progress takeSpecialField(const QByteArray &name, const QByteArray &value);
    void takeConnection(const QByteArray &value);
    Progress finish();

    Limits m_limits;
    qsizetype m_lineStart = 0;
    qsizetype m_scanned = 0;
    bool m_sawEmptyLine = false;
    bool m_sawRequestLine = false;
    bool m_sawHost = false;
    bool m_sawTransferEncoding = false;
    std::optional<bool> m_connectionKeepsAlive;
    RequestHead m_head;
    Refusal m_refusal;
};

/// A token character's lower-case form, or 0 for a byte that no method and no header name may have (RFC 9110, 5.6.2).
char lowerToken(char c);
/// Whether this may stand in a header's value: visible characters, spaces, tabs, and bytes from 0x80 up.
bool isFieldValue(QByteArrayView value);

} // namespace tidegate
