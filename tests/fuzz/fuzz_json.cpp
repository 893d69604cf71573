// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

#include <QJsonDocument>

#include <cstdlib>

using namespace tidegate;
using namespace Qt::StringLiterals;

/// What the parser accepts is an object within the depth, and reading fields of every kind from it ends in an answer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray text(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const auto object = parseJsonObject(text);
    if (!object)
        return 0;
    if (!parseJsonObject(toJson(*object)))
        std::abort();
    JsonFields fields(*object);
    fields.text(u"t"_s, {});
    fields.integer(u"i"_s, 1, 1000);
    fields.object(u"o"_s);
    fields.objects(u"a"_s, 1, 20);
    (void)fields.finish();
    return 0;
}
