// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/connection.h"

#include "core/store/postgres_connection.h"
#include "core/store/sqlite_connection.h"

#include <QUrl>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace tidegate {

Error SqlFailure::toError() const
{
    return {kind == Kind::Statement ? ErrorCode::Internal : ErrorCode::StorageUnavailable, sentence, std::nullopt, {}};
}

Result<DatabaseAddress> DatabaseAddress::parse(const QString &url)
{
    DatabaseAddress address;
    if (url.startsWith(u"sqlite:"_s)) {
        address.path = url.mid(7);
        if (address.path.isEmpty() || address.path.startsWith(u':'))
            return failure(ErrorCode::InvalidRequest, u"The database address '%1' names no file."_s.arg(url));
        return address;
    }
    const QUrl parsed(url, QUrl::StrictMode);
    const bool known = parsed.scheme() == u"postgresql"_s || parsed.scheme() == u"postgres"_s;
    if (!known || !parsed.isValid() || parsed.host().isEmpty() || parsed.path().size() < 2) {
        return failure(ErrorCode::InvalidRequest,
                       u"The database address must be sqlite:PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME."_s);
    }
    address.postgres = true;
    address.user = parsed.userName(QUrl::FullyDecoded);
    address.password = parsed.password(QUrl::FullyDecoded);
    address.host = parsed.host();
    address.port = parsed.port(5432);
    address.name = parsed.path(QUrl::FullyDecoded).mid(1);
    for (const auto &[key, value] : QUrlQuery(parsed).queryItems(QUrl::FullyDecoded))
        address.options += u';' + key + u'=' + value;
    return address;
}

QString DatabaseAddress::display() const
{
    return postgres ? u"postgresql://%1:%2/%3"_s.arg(host).arg(port).arg(name) : path;
}

std::unique_ptr<Connection> Connection::open(const DatabaseAddress &address, const ConnectionOptions &options)
{
    if (address.postgres)
        return std::make_unique<PostgresConnection>(address, options);
    return std::make_unique<SqliteConnection>(address.path, options);
}

} // namespace tidegate
