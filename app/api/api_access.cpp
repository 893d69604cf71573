// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/api_access.h"

namespace tidegate {

namespace {

Response refusalBy(const RefusalListener &listener, const Error &error, const Request &request)
{
    if (listener)
        listener(error, request);
    return Response::problem(error, request);
}

} // namespace

Response StaffAccess::refusal(const Error &error, const Request &request) const
{
    return refusalBy(onRefusal, error, request);
}

Response ShopperAccess::refusal(const Error &error, const Request &request) const
{
    return refusalBy(onRefusal, error, request);
}

} // namespace tidegate
