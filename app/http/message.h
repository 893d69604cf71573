// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"

#include <QByteArray>
#include <QHostAddress>
#include <QJsonObject>
#include <QString>
#include <QUrlQuery>

#include <any>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace tidegate {

using Headers = std::vector<std::pair<QByteArray, QByteArray>>;

/// A whole, well-formed request. Immutable once it reaches a handler; handlers that await keep the shared pointer they were given.
struct Request {
    QByteArray method; ///< "GET"
    QString path;      ///< percent-decoded, without query
    QUrlQuery query;
    Headers headers; ///< names in lower case
    QByteArray body;
    QString spoolFile;    ///< where a long body lies instead, removed with the request unless it was renamed; empty: in `body`
    qint64 bodyBytes = 0; ///< of a route that spools, wherever they are
    QString bodyHash;     ///< of those bytes: BLAKE2b, 256 bits, hexadecimal
    std::shared_ptr<void> spool;       ///< keeps the spool file
    std::shared_ptr<void> memoryShare; ///< what a long `body` has taken of HttpOptions::maximumBodyMemory
    QString caller;        ///< whom the route's gate has found to be asking: a shopper's or a partner's id; empty without a gate
    QString callerKey;     ///< a partner's: the prefix of the key that it showed
    std::any callerDetail; ///< what else the gate has found of the caller; of a type that the gate's maker knows
    bool sandbox = false;  ///< a partner's: it showed a test key
    QHostAddress peer;
    bool secure = false; ///< came over TLS
    QString requestId;
    Monotonic receivedAt{0};
    std::vector<std::pair<QString, QString>> pathParameters; ///< {"id", "0190…"} for a route "/orders/{id}"

    /// Empty where absent. `lowerCaseName` as stored.
    [[nodiscard]] QByteArray header(QByteArrayView lowerCaseName) const;
    [[nodiscard]] bool hasHeader(QByteArrayView lowerCaseName) const;
    [[nodiscard]] QString pathParameter(QStringView name) const;
};

struct Response {
    int status = 200;
    QByteArray contentType; ///< empty: no Content-Type (204, 304)
    Headers headers;
    QByteArray body;
    bool closesWithoutAnswer = false; ///< the connection ends and nothing is sent: how a simulated outage looks from outside

    static Response noAnswer();
    static Response json(int status, const QJsonObject &object);
    /// With a body that is JSON already.
    static Response json(int status, QByteArray text);
    /// RFC 9457 problem details; the sentence in the request's language. The technical detail goes to the log with the request id.
    static Response problem(const Error &error, const Request &request);
};

} // namespace tidegate
