// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/money.h"

#include <QByteArray>
#include <QStringList>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace tidegate {

/// Writes one JSON object, compact and in UTF-8, member after member in the order of the calls. For what is written with each
/// request: a QJsonObject of the same takes several times as long. Where the names are given in alphabetical order the bytes are
/// those of a QJsonObject, but for half a surrogate pair, which becomes "?", as it does in the database.
///
///     JsonWriter json;
///     json.beginObject();
///     json.add("sku", sku);
///     json.endObject();
///     return json.text();
class JsonWriter
{
public:
    void beginObject() { m_writer.StartObject(); }
    void beginObject(QByteArrayView name);
    void endObject() { m_writer.EndObject(); }
    void beginArray(QByteArrayView name);
    void endArray() { m_writer.EndArray(); }

    void add(QByteArrayView name, const QString &text);
    void add(QByteArrayView name, qint64 number);
    /// As toJson(const Money &) does.
    void add(QByteArrayView name, const Money &money);
    void addBoolean(QByteArrayView name, bool value);
    void addNull(QByteArrayView name);
    void add(QByteArrayView name, const QStringList &texts);
    /// A value that is JSON already; empty: null.
    void addJson(QByteArrayView name, const QByteArray &json);

    /// What was written, once the object has ended.
    [[nodiscard]] QByteArray text() const;

private:
    void addName(QByteArrayView name);

    rapidjson::StringBuffer m_text;
    rapidjson::Writer<rapidjson::StringBuffer> m_writer{m_text};
};

} // namespace tidegate
