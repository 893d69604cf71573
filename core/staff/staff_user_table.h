// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/staff/staff_user.h"
#include "core/store/transaction.h"

#include <vector>

namespace tidegate {

/// The SQL of the table staff_user. Everything here runs inside a command.

struct StoredUser {
    StaffUser user;
    QString hash; ///< of the password
};

/// Names are one whatever their case and the white space around them.
QString canonicalUserName(const QString &name);

/// By canonicalUserName().
std::optional<StoredUser> findUser(ReadTransaction &transaction, const QString &name);
/// By name.
std::vector<StaffUser> readUsers(ReadTransaction &transaction);
/// False where the name is taken. Not audited.
bool insertUser(WriteTransaction &transaction, const StoredUser &stored);

/// Who changes a user, on whose request.
struct StaffChange {
    QString actor; ///< as in the audit trail
    QString requestId{};
};

/// Another password, and the end of all the user's sessions. The user as it then is; Conflict where it was changed since `user`
/// was read.
Result<StaffUser> replacePassword(WriteTransaction &transaction, StaffUser user, const QString &hash, bool mustChange,
                                  const StaffChange &change);

} // namespace tidegate
