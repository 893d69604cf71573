// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

namespace tidegate {

QString errorName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidRequest: return QStringLiteral("invalid_request");
    case ErrorCode::MalformedRequest: return QStringLiteral("malformed_request");
    case ErrorCode::Unauthenticated: return QStringLiteral("unauthenticated");
    case ErrorCode::Forbidden: return QStringLiteral("forbidden");
    case ErrorCode::NotFound: return QStringLiteral("not_found");
    case ErrorCode::MethodNotAllowed: return QStringLiteral("method_not_allowed");
    case ErrorCode::NotAcceptable: return QStringLiteral("not_acceptable");
    case ErrorCode::UnsupportedMediaType: return QStringLiteral("unsupported_media_type");
    case ErrorCode::BodyTooLarge: return QStringLiteral("body_too_large");
    case ErrorCode::HeadersTooLarge: return QStringLiteral("headers_too_large");
    case ErrorCode::UriTooLong: return QStringLiteral("uri_too_long");
    case ErrorCode::RequestTimeout: return QStringLiteral("request_timeout");
    case ErrorCode::ExpectationFailed: return QStringLiteral("expectation_failed");
    case ErrorCode::NotImplemented: return QStringLiteral("not_implemented");
    case ErrorCode::Conflict: return QStringLiteral("conflict");
    case ErrorCode::VersionConflict: return QStringLiteral("version_conflict");
    case ErrorCode::PreconditionRequired: return QStringLiteral("precondition_required");
    case ErrorCode::IllegalTransition: return QStringLiteral("illegal_transition");
    case ErrorCode::ProductNotFound: return QStringLiteral("product_not_found");
    case ErrorCode::OutOfStock: return QStringLiteral("out_of_stock");
    case ErrorCode::LimitPerShopper: return QStringLiteral("limit_per_shopper");
    case ErrorCode::SaleNotActive: return QStringLiteral("sale_not_active");
    case ErrorCode::PaymentDeclined: return QStringLiteral("payment_declined");
    case ErrorCode::PaymentUnavailable: return QStringLiteral("payment_unavailable");
    case ErrorCode::RateLimited: return QStringLiteral("rate_limited");
    case ErrorCode::Overloaded: return QStringLiteral("overloaded");
    case ErrorCode::IdempotencyInProgress: return QStringLiteral("idempotency_in_progress");
    case ErrorCode::IdempotencyKeyReused: return QStringLiteral("idempotency_key_reused");
    case ErrorCode::StorageUnavailable: return QStringLiteral("storage_unavailable");
    case ErrorCode::Internal: return QStringLiteral("internal");
    }
    Q_UNREACHABLE();
}

tl::unexpected<Error> failure(ErrorCode code, QString detail)
{
    return tl::unexpected(Error{code, std::move(detail), std::nullopt, {}});
}

tl::unexpected<Error> invalidField(QString field, QString code, QString message, QString value)
{
    Error error{ErrorCode::InvalidRequest, field + QStringLiteral(": ") + message, std::nullopt, {}};
    error.fields.push_back({0, std::move(field), std::move(code), std::move(message), std::move(value)});
    return tl::unexpected(std::move(error));
}

} // namespace tidegate
