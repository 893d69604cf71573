// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/money.h"

#include <QByteArray>
#include <QFile>
#include <QHash>
#include <QJsonObject>

#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace tidegate {

/// An answer of the simulator's that is kept for its idempotency key.
struct GatewayAnswer {
    int status = 200;
    QByteArray body; ///< JSON
};

struct BookedCharge {
    QString id;
    QString provider; ///< "stripe", "paypal"
    QString orderId;  ///< the shop's
    QString idempotencyKey;
    Money amount;
    Money refunded;
    UtcMillis at = 0;
};

struct BookedRefund {
    QString id;
    QString chargeId;
    QString idempotencyKey;
    Money amount;
    UtcMillis at = 0;
};

/// A PayPal order between its creation and its capture.
struct BookedOrder {
    QString id;
    QString orderId; ///< the shop's
    QString token;
    Money amount;
    QString captureId; ///< empty until it is captured
};

/// What the simulated gateways really charged and refunded, and what they answered to which idempotency key. With a journal all of it survives
/// the process: an effect and the answer that tells of it are one line, written before the answer leaves. Thread-safe.
class ChargeBook
{
public:
    /// The same key at another endpoint is another request.
    struct RequestKey {
        QString endpoint;
        QString key;            ///< empty: nothing is kept
        QByteArray fingerprint; ///< of the parameters
    };

    enum class Standing {
        New,          ///< it is the caller's to settle() or release()
        Running,      ///< somebody else is at it
        Answered,     ///< `answer` is what the first one got
        OtherRequest, ///< the key was used with other parameters
    };
    struct Claim {
        Standing standing = Standing::New;
        GatewayAnswer answer;
    };

    /// All there is, as a piece of work sees it.
    struct Pages {
        std::vector<BookedCharge> charges;
        std::vector<BookedRefund> refunds;
        QHash<QString, std::size_t> chargeIndex; ///< by id
        QHash<QString, BookedOrder> orders;

        [[nodiscard]] const BookedCharge *charge(const QString &id) const;
    };
    /// What a piece of work does.
    struct Entry {
        GatewayAnswer answer;
        std::optional<BookedCharge> charge = std::nullopt;
        std::optional<BookedRefund> refund = std::nullopt;
        std::optional<BookedOrder> order = std::nullopt; ///< a new one, or an old one that changed
    };
    using Work = std::function<Entry(const Pages &pages)>;

    ChargeBook() = default;
    /// Reads the journal, and writes on at its end. A last line that was cut off is dropped.
    Result<Done> openJournal(const QString &file);

    Claim claim(const RequestKey &key);
    void release(const RequestKey &key);
    /// Does the work while nobody else does any, and keeps its answer.
    Result<GatewayAnswer> settle(const RequestKey &key, const Work &work);

    /// `{"data": [charges], "refunds": [refunds]}`
    [[nodiscard]] QJsonObject toJson() const;

private:
    struct Kept {
        QByteArray fingerprint;
        std::optional<GatewayAnswer> answer; ///< nothing while it runs
    };

    static QString place(const RequestKey &key);
    void apply(const RequestKey &key, const Entry &entry);
    void replay(const QJsonObject &line);
    Result<Done> write(const RequestKey &key, const Entry &entry);

    mutable std::mutex m_mutex;
    Pages m_pages;
    QHash<QString, Kept> m_kept;
    QFile m_journal;
};

} // namespace tidegate
