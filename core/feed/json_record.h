// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_adapter.h"

#include <QSet>

#include <optional>
#include <rapidjson/reader.h>

namespace tidegate {

inline constexpr int maximumFeedDepth = 64;

/// Takes one JSON value as it is parsed for a record with our own members. Numbers are kept as the text that stands there.
/// Members that we do not know are passed over, and told once a feed.
class JsonRecord : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, JsonRecord>
{
public:
    static constexpr unsigned parseFlags =
        rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag;

    /// `outerDepth`: how many objects and arrays are open around the value.
    void begin(FeedParser::Item &item, int outerDepth);
    /// After the value, whose text is the record's source: what is wrong with its shape.
    void finish();

    [[nodiscard]] bool isTooDeep() const { return m_depth > maximumFeedDepth; }
    /// Nothing in it but the error of a record that was refused before.
    [[nodiscard]] bool isRejectionOnly() const { return m_members == 0 && m_sawRejection; }

    bool Null();
    bool Bool(bool value);
    bool RawNumber(const char *text, rapidjson::SizeType length, bool copy);
    bool String(const char *text, rapidjson::SizeType length, bool copy);
    bool Key(const char *text, rapidjson::SizeType length, bool copy);
    bool StartObject() { return open(true); }
    bool StartArray() { return open(false); }
    bool EndObject(rapidjson::SizeType) { return close(); }
    bool EndArray(rapidjson::SizeType) { return close(); }

private:
    bool open(bool isObject);
    bool close();
    [[nodiscard]] bool isMember() const { return m_depth == m_outerDepth + 1; }
    void wrongType();
    void noteUnknown(const QString &name);

    FeedParser::Item *m_item = nullptr;
    int m_outerDepth = 0;
    int m_depth = 0;
    int m_members = 0;
    bool m_sawRejection = false;
    bool m_wrongShape = false;
    std::optional<FeedField> m_field;
    QSet<QString> m_unknown; ///< told already
};

/// What a record's JSON Schema finds wrong with it, for a record that was found to be of the wrong shape. Thread-safe.
std::vector<FieldError> explainShape(const QByteArray &record, qint64 line);

/// Whether this is the whole text of one JSON object.
bool isJsonObject(const QByteArray &text);

/// The text of one object with its error before its other members; one that stands there from before is taken out.
QByteArray withRejection(const QByteArray &object, const QString &error);

/// `{"tidegate_error": …}`
QByteArray rejectionAlone(const QString &error);

} // namespace tidegate
