// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_record.h"

#include <QByteArrayView>

namespace tidegate {

/// The names of columns, members and elements are compared by their letters and digits alone, without case: "Body (HTML)", "body
/// html" and "BodyHtml" are one name.
QString normalisedName(QStringView name);

/// Which of our own fields is called so, in whatever manner it is written.
std::optional<FeedField> ownField(QStringView name);
std::optional<FeedField> ownField(QByteArrayView utf8Name);

/// Our own names, for the one whose feed has others: "sku, name, …".
QString ownFieldList();

/// At most so many names, shortened, with the count of all where there are more.
QString listedNames(const QStringList &names);

/// The column, member or element beside the fields of a refused record that tells what was wrong with it. Passed over on reading.
inline constexpr QStringView rejectionName = u"tidegate_error";
bool isRejectionName(QStringView name);

} // namespace tidegate
