// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

#include <QJsonDocument>

#include <cmath>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// Looks at the grammar and the depth, and keeps nothing.
struct Depth : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Depth> {
    explicit Depth(int maximumDepth)
        : left(maximumDepth)
    {
    }
    bool StartObject() { return --left >= 0; }
    bool StartArray() { return --left >= 0; }
    bool EndObject(rapidjson::SizeType) { return ++left > 0; }
    bool EndArray(rapidjson::SizeType) { return ++left > 0; }

    int left;
};

/// RFC 8259 to the letter: QJsonDocument alone takes "1." for a number and "\q" for a letter.
rapidjson::ParseResult checkGrammar(QByteArrayView text, int maximumDepth)
{
    using namespace rapidjson;
    MemoryStream stream(text.data(), static_cast<std::size_t>(text.size()));
    Depth depth(maximumDepth);
    return Reader().Parse<kParseIterativeFlag | kParseValidateEncodingFlag | kParseNumbersAsStringsFlag>(stream, depth);
}

} // namespace

QString jsonFault(int parseErrorCode)
{
    using namespace rapidjson;
    switch (parseErrorCode) {
    case kParseErrorDocumentRootNotSingular: return u"there is more after its end"_s;
    case kParseErrorObjectMissName: return u"the name of a member is missing"_s;
    case kParseErrorObjectMissColon: return u"a colon is missing after the name of a member"_s;
    case kParseErrorObjectMissCommaOrCurlyBracket: return u"a comma or } is missing"_s;
    case kParseErrorArrayMissCommaOrSquareBracket: return u"a comma or ] is missing"_s;
    case kParseErrorStringUnicodeEscapeInvalidHex:
    case kParseErrorStringUnicodeSurrogateInvalid:
    case kParseErrorStringEscapeInvalid: return u"an escape in a text is not valid, or a control character is not escaped"_s;
    case kParseErrorStringMissQuotationMark: return u"a text does not end"_s;
    case kParseErrorNumberMissFraction:
    case kParseErrorNumberMissExponent: return u"a number is not valid"_s;
    default: return u"a value is not valid"_s;
    }
}

Result<QJsonObject> parseJsonObject(const QByteArray &text, int maximumDepth)
{
    const auto refuse = [](const QString &code, const QString &message) { return invalidField(u"body"_s, code, message); };
    if (text.trimmed().isEmpty())
        return refuse(u"empty"_s, u"The body is empty; a JSON object is expected."_s);
    if (text.contains('\0') || !QByteArrayView(text).isValidUtf8())
        return refuse(u"not_utf8"_s, u"The body is not UTF-8 text."_s);
    constexpr QByteArrayView mark = "\xef\xbb\xbf"; // RFC 8259, 8.1: a byte order mark may be ignored
    const qsizetype begin = text.startsWith(mark) ? mark.size() : 0;
    const rapidjson::ParseResult checked = checkGrammar(QByteArrayView(text).sliced(begin), maximumDepth);
    if (checked.Code() == rapidjson::kParseErrorTermination)
        return refuse(u"too_deep"_s, u"The JSON is nested more than %1 levels deep."_s.arg(maximumDepth));
    if (checked.IsError())
        return refuse(
            u"malformed_json"_s,
            u"The JSON is malformed at byte %1: %2."_s.arg(begin + qsizetype(checked.Offset())).arg(jsonFault(checked.Code())));
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError)
        return refuse(u"malformed_json"_s, u"The JSON is malformed at byte %1: %2."_s.arg(error.offset).arg(error.errorString()));
    if (!document.isObject())
        return refuse(u"not_an_object"_s, u"A JSON object is expected."_s);
    return document.object();
}

QByteArray toJson(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonObject toJson(const Money &money)
{
    return {{u"amount"_s, money.amount}, {u"currency"_s, money.currency.code()}};
}

JsonFields::JsonFields(QJsonObject object, QString path)
    : m_object(std::move(object))
    , m_path(std::move(path))
{
}

QJsonValue JsonFields::take(const QString &name, bool required)
{
    const QJsonValue value = m_object.take(name);
    if (required && (value.isUndefined() || value.isNull()))
        refuse(name, u"missing"_s, u"This field is missing."_s);
    return value;
}

QString JsonFields::text(const QString &name, TextRule rule)
{
    const QJsonValue value = take(name, rule.required);
    if (value.isUndefined() || value.isNull())
        return {};
    if (!value.isString()) {
        refuse(name, u"not_text"_s, u"This field must be text."_s);
        return {};
    }
    const QString text = value.toString();
    if (rule.required && text.isEmpty())
        refuse(name, u"empty"_s, u"This field must not be empty."_s);
    else if (text.size() > rule.maximum)
        refuse(name, u"too_long"_s, u"At most %1 characters are allowed."_s.arg(rule.maximum), text.left(64));
    else if (text.contains(QChar(u'\0')))
        refuse(name, u"nul_character"_s, u"NUL characters are not allowed."_s);
    return text;
}

qint64 JsonFields::integer(const QString &name, qint64 minimum, qint64 maximum)
{
    const QJsonValue value = take(name, true);
    if (value.isUndefined() || value.isNull())
        return minimum;
    const double number = value.toDouble(NAN);
    // Beyond 2^53 a double no longer tells neighbours apart; no quantity of ours gets there.
    if (!value.isDouble() || number != std::floor(number) || std::abs(number) > 0x1p53) {
        refuse(name, u"not_an_integer"_s, u"This field must be a whole number."_s);
        return minimum;
    }
    const qint64 integer = value.toInteger();
    if (integer < minimum || integer > maximum) {
        refuse(name, u"out_of_range"_s, u"This must be from %1 to %2."_s.arg(minimum).arg(maximum), QString::number(integer));
        return minimum;
    }
    return integer;
}

double JsonFields::number(const QString &name, double minimum, double maximum)
{
    const QJsonValue value = take(name, true);
    if (value.isUndefined() || value.isNull())
        return minimum;
    const double number = value.toDouble(minimum);
    if (!value.isDouble() || number < minimum || number > maximum) {
        refuse(name, u"not_a_number"_s, u"This must be a number from %1 to %2."_s.arg(minimum).arg(maximum));
        return minimum;
    }
    return number;
}

bool JsonFields::boolean(const QString &name, bool required)
{
    const QJsonValue value = take(name, required);
    if (!value.isBool() && !value.isUndefined() && !value.isNull())
        refuse(name, u"not_a_boolean"_s, u"This must be true or false."_s);
    return value.toBool();
}

QStringList JsonFields::texts(const QString &name, qsizetype maximum, qsizetype longest)
{
    const QJsonValue value = take(name, true);
    if (value.isUndefined() || value.isNull())
        return {};
    const QJsonArray array = value.toArray();
    if (!value.isArray() || array.size() > maximum) {
        refuse(name, u"wrong_count"_s, u"This field must be a list of at most %1 texts."_s.arg(maximum));
        return {};
    }
    QStringList result;
    for (const QJsonValue &element : array) {
        const QString text = element.toString();
        if (text.isEmpty() || text.size() > longest || text.contains(QChar::Null)) {
            refuse(name, u"not_a_text"_s, u"Each element must be a text of 1 to %1 characters."_s.arg(longest), text.left(64));
            return {};
        }
        result << text;
    }
    return result;
}

QJsonObject JsonFields::object(const QString &name)
{
    const QJsonValue value = take(name, true);
    if (!value.isObject() && !value.isUndefined() && !value.isNull())
        refuse(name, u"not_an_object"_s, u"This field must be an object."_s);
    return value.toObject();
}

std::vector<QJsonObject> JsonFields::objects(const QString &name, qsizetype minimum, qsizetype maximum)
{
    const QJsonValue value = take(name, true);
    if (value.isUndefined() || value.isNull())
        return {};
    const QJsonArray array = value.toArray();
    if (!value.isArray() || array.size() < minimum || array.size() > maximum) {
        refuse(name, u"wrong_count"_s, u"This field must be a list of %1 to %2 objects."_s.arg(minimum).arg(maximum));
        return {};
    }
    std::vector<QJsonObject> result;
    for (const QJsonValue &element : array) {
        if (!element.isObject()) {
            refuse(name, u"not_an_object"_s, u"Each element must be an object."_s);
            return {};
        }
        result.push_back(element.toObject());
    }
    return result;
}

bool JsonFields::has(const QString &name) const
{
    return m_object.contains(name);
}

void JsonFields::absorb(JsonFields &part)
{
    part.collectUnknown();
    m_errors.insert(m_errors.end(), part.m_errors.begin(), part.m_errors.end());
}

void JsonFields::refuse(const QString &name, const QString &code, const QString &message, const QString &value)
{
    m_errors.push_back({0, m_path + name, code, message, value});
}

void JsonFields::collectUnknown()
{
    const QStringList unknown = m_object.keys();
    for (const QString &name : unknown)
        refuse(name.left(64), u"unknown_field"_s, u"This field is not known here."_s);
    m_object = {};
}

Result<Done> JsonFields::finish()
{
    collectUnknown();
    if (m_errors.empty())
        return Done{};
    Error error{ErrorCode::InvalidRequest, m_errors.front().field + u": "_s + m_errors.front().message, std::nullopt, {}};
    error.fields = std::move(m_errors);
    return tl::unexpected(std::move(error));
}

} // namespace tidegate
