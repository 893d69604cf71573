// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/feed_record.h"

using namespace Qt::StringLiterals;

namespace tidegate {

QString feedFieldName(FeedField field)
{
    static const std::array<QString, feedFieldCount> names{u"sku"_s,      u"name"_s,    u"description"_s, u"price"_s,
                                                           u"currency"_s, u"stock"_s,   u"image_url"_s,   u"brand"_s,
                                                           u"gtin"_s,     u"category"_s};
    return names[std::size_t(field)];
}

} // namespace tidegate
