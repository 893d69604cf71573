// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json_writer.h"

namespace tidegate {

void JsonWriter::addName(QByteArrayView name)
{
    m_writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
}

void JsonWriter::beginObject(QByteArrayView name)
{
    addName(name);
    m_writer.StartObject();
}

void JsonWriter::beginArray(QByteArrayView name)
{
    addName(name);
    m_writer.StartArray();
}

void JsonWriter::add(QByteArrayView name, const QString &text)
{
    addName(name);
    const QByteArray bytes = text.toUtf8();
    m_writer.String(bytes.constData(), static_cast<rapidjson::SizeType>(bytes.size()));
}

void JsonWriter::add(QByteArrayView name, qint64 number)
{
    addName(name);
    m_writer.Int64(number);
}

void JsonWriter::add(QByteArrayView name, const Money &money)
{
    beginObject(name);
    add("amount", money.amount);
    add("currency", money.currency.code());
    endObject();
}

void JsonWriter::addBoolean(QByteArrayView name, bool value)
{
    addName(name);
    m_writer.Bool(value);
}

void JsonWriter::addNull(QByteArrayView name)
{
    addName(name);
    m_writer.Null();
}

void JsonWriter::add(QByteArrayView name, const QStringList &texts)
{
    beginArray(name);
    for (const QString &text : texts) {
        const QByteArray bytes = text.toUtf8();
        m_writer.String(bytes.constData(), static_cast<rapidjson::SizeType>(bytes.size()));
    }
    endArray();
}

void JsonWriter::addJson(QByteArrayView name, const QByteArray &json)
{
    if (json.isEmpty())
        return addNull(name);
    addName(name);
    m_writer.RawValue(json.constData(), static_cast<std::size_t>(json.size()), rapidjson::kObjectType);
}

QByteArray JsonWriter::text() const
{
    return {m_text.GetString(), static_cast<qsizetype>(m_text.GetSize())};
}

} // namespace tidegate
