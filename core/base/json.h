// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/money.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QStringList>

#include <vector>

namespace tidegate {

/// How deep objects and arrays may be nested in JSON from outside.
inline constexpr int maximumJsonDepth = 32;

/// Reads one JSON object. Refuses with InvalidRequest and a sentence: malformed text, invalid UTF-8, a NUL, more nesting than
/// `maximumDepth`, anything but an object on top.
Result<QJsonObject> parseJsonObject(const QByteArray &text, int maximumDepth = maximumJsonDepth);

/// What an error code of RapidJSON's (rapidjson::ParseErrorCode) means, as the end of a sentence: "a comma or } is missing".
QString jsonFault(int parseErrorCode);

/// Compact UTF-8.
QByteArray toJson(const QJsonObject &object);
/// `{"amount": 1999, "currency": "EUR"}`
QJsonObject toJson(const Money &money);

/// Takes the fields of an object from outside one by one, remembers everything that is wrong, and refuses what was not asked
/// for. Getters return a harmless value for a field that is wrong; ask finish() before using any.
///
///     JsonFields fields(object);
///     const QString sku = fields.text(u"sku"_s, {.maximum = 64});
///     const qint64 quantity = fields.integer(u"quantity"_s, 1, 100);
///     if (auto checked = fields.finish(); !checked)
///         return tl::unexpected(checked.error());
class JsonFields
{
public:
    struct TextRule {
        qsizetype maximum = 255; ///< in characters
        bool required = true;
    };

    /// `path` is put before field names in errors: "items[2]."
    explicit JsonFields(QJsonObject object, QString path = {});

    QString text(const QString &name, TextRule rule);
    qint64 integer(const QString &name, qint64 minimum, qint64 maximum);
    bool boolean(const QString &name, bool required = true);
    /// Its elements, each a text of 1 to `longest` characters.
    QStringList texts(const QString &name, qsizetype maximum, qsizetype longest);
    double number(const QString &name, double minimum, double maximum);
    QJsonObject object(const QString &name);
    /// Its elements, each of which must be an object.
    std::vector<QJsonObject> objects(const QString &name, qsizetype minimum, qsizetype maximum);
    [[nodiscard]] bool has(const QString &name) const;

    /// Takes over what another reader, of a part of this object, found.
    void absorb(JsonFields &part);
    /// Adds a finding of the caller's own.
    void refuse(const QString &name, const QString &code, const QString &message, const QString &value = {});
    /// Done, or InvalidRequest with everything that is wrong, fields nobody asked for included.
    Result<Done> finish();

private:
    QJsonValue take(const QString &name, bool required);
    void collectUnknown();

    QJsonObject m_object;
    QString m_path;
    std::vector<FieldError> m_errors;
};

} // namespace tidegate
