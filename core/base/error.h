// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>
#include <optional>
#include <tl/expected.hpp>
#include <vector>

namespace tidegate {

/// Everything a caller may have to branch on. app/http/problem.cpp maps each to its status and its stable text code;
/// nothing else in the program knows HTTP statuses.
enum class ErrorCode {
    InvalidRequest,
    MalformedRequest, ///< not HTTP, or not strictly
    Unauthenticated,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    NotAcceptable,
    UnsupportedMediaType,
    BodyTooLarge,
    HeadersTooLarge,
    UriTooLong,
    RequestTimeout,
    ExpectationFailed,
    NotImplemented, ///< a method that nobody here knows
    Conflict,
    VersionConflict,      ///< somebody else changed it since the version that the caller knows
    PreconditionRequired, ///< the caller did not say which version it knows
    IllegalTransition,    ///< not in this state; the detail and the fields say what is legal
    ProductNotFound,
    OutOfStock,
    LimitPerShopper,
    SaleNotActive,
    PaymentDeclined,
    PaymentUnavailable,
    RateLimited,
    Overloaded,
    IdempotencyInProgress,
    IdempotencyKeyReused,
    StorageUnavailable, ///< the database can't be reached, is full, locked, read-only or corrupt; nothing was changed
    Internal,           ///< our own bug
};

/// One thing that is wrong with what somebody sent. `line` counts from 1 as a text editor does; 0 where there are no lines.
struct FieldError {
    qint64 line = 0;
    QString field;
    QString code;
    QString message;
    QString value;

    bool operator==(const FieldError &) const = default;
};

/// Why something was refused or failed. `detail` is technical and goes to the log; what people read is made from `code` at
/// the edge. `fields` is shown to the one who sent the request.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    QString detail;
    std::optional<std::chrono::milliseconds> retryAfter;
    std::vector<FieldError> fields;
};

/// The stable, lower-case name of a code ("out_of_stock"), used in the API, metrics and logs.
QString errorName(ErrorCode code);

/// A value, or why there is none. Never ignore one.
template <typename T>
using Result = tl::expected<T, Error>;

/// What a command with nothing to tell returns.
struct Done {
    bool operator==(const Done &) const = default;
};

/// `return failure(ErrorCode::OutOfStock, u"sku X: 0 left"_s);`
tl::unexpected<Error> failure(ErrorCode code, QString detail = {});
/// A refusal that names the field that is wrong.
tl::unexpected<Error> invalidField(QString field, QString code, QString message, QString value = {});

} // namespace tidegate
