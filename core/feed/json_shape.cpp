// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/field_names.h"
#include "core/feed/json_record.h"
#include "core/feed/product_row.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <valijson/adapters/qtjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// The shape of one record; what its texts and numbers must be is for the rules.
constexpr const char *recordSchema = R"json({
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "properties": {
        "sku": {"type": ["string", "number", "null"]},
        "name": {"type": ["string", "null"]},
        "description": {"type": ["string", "null"]},
        "price": {"type": ["string", "number", "null"]},
        "currency": {"type": ["string", "null"]},
        "stock": {"type": ["string", "number", "null"]},
        "image_url": {"type": ["string", "null"]},
        "brand": {"type": ["string", "null"]},
        "gtin": {"type": ["string", "number", "null"]},
        "category": {"type": ["string", "null"]}
    }
})json";

const valijson::Schema &compiledSchema()
{
    static const std::unique_ptr<valijson::Schema> schema = [] {
        auto compiled = std::make_unique<valijson::Schema>();
        const QJsonValue text = QJsonDocument::fromJson(recordSchema).object();
        valijson::SchemaParser parser;
        parser.populateSchema(valijson::adapters::QtJsonAdapter(text), *compiled);
        return compiled;
    }();
    return *schema;
}

QString shown(const QJsonValue &value)
{
    if (value.isObject())
        return shortened(QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact)));
    if (value.isArray())
        return shortened(QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact)));
    return shortened(value.toVariant().toString());
}

/// The members under our own names, whatever the record calls them.
QJsonObject withOwnNames(const QJsonObject &record)
{
    QJsonObject own;
    for (auto member = record.begin(); member != record.end(); ++member) {
        if (const auto field = ownField(member.key()))
            own.insert(feedFieldName(*field), member.value());
    }
    return own;
}

/// Valijson names a member "[price]"; the whole record, and what is no member of ours, has no name.
QString memberOf(const std::vector<std::string> &context)
{
    const QString last = context.empty() ? QString() : QString::fromStdString(context.back());
    const std::optional<FeedField> field = ownField(last);
    return field ? feedFieldName(*field) : QString();
}

} // namespace

std::vector<FieldError> explainShape(const QByteArray &record, qint64 line)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson("[" + record + "]", &error);
    const QJsonValue value = document.array().at(0);
    if (!value.isObject()) {
        return {{line, {}, u"not_an_object"_s, u"Each product must be a JSON object: {\"sku\": \"…\", …}."_s, shown(value)}};
    }
    const QJsonObject own = withOwnNames(value.toObject());
    valijson::Validator validator;
    valijson::ValidationResults results;
    const QJsonValue target(own);
    validator.validate(compiledSchema(), valijson::adapters::QtJsonAdapter(target), &results);
    std::vector<FieldError> found;
    valijson::ValidationResults::Error result;
    while (results.popError(result)) {
        const QString member = memberOf(result.context);
        if (!member.isEmpty()) {
            found.push_back(
                {line, member, u"wrong_type"_s,
                 u"This member must be text in quotes (a price, stock, SKU or GTIN may be a number), not a list, an object, true or false."_s,
                 shown(own.value(member))});
        }
    }
    if (found.empty()) // a member that stands there twice, right the second time
        found.push_back({line, {}, u"wrong_type"_s, u"A member of this product is of the wrong type."_s, {}});
    return found;
}

} // namespace tidegate
