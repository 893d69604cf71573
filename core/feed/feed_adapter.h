// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/feed/feed_record.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QtPlugin>

#include <memory>
#include <optional>

namespace tidegate {

/// The bytes of a feed, unpacked, read once from the beginning. Used by one thread.
class FeedInput
{
public:
    virtual ~FeedInput() = default;
    /// Up to `size` bytes; 0 at the end. What fails (a device, a broken gzip, more bytes than are allowed) is a failure here. The
    /// call may block on a file.
    virtual Result<qsizetype> read(char *data, qsizetype size) = 0;
};

/// What is known of a feed before it is read.
struct FeedSample {
    QString mediaType;      ///< as the sender names it, lower case, without parameters; empty: not named
    QByteArray beginning;   ///< the first 64 KiB, or all of it, without a byte order mark
    bool isUtf8Text = true; ///< `beginning` is UTF-8: so it was sent, or it was made so
};

/// How sure an adapter is that a feed is its own. Of several the surest gets it.
enum class FeedMatch {
    No,
    Possible, ///< the grammar fits, but the names of columns or elements tell nothing
    Certain,  ///< the names are this format's
};

/// Reads one feed, record by record, in memory that does not grow with it. Used by one thread.
class FeedParser
{
public:
    virtual ~FeedParser() = default;
    /// The next record; nothing at the end. A failure ends the feed and is one FieldError with the line, and a message that tells
    /// how to mend it. What is wrong with a record alone (too few cells, a member of the wrong type) is not for here: it comes as
    /// a record whose `broken` says so.
    struct Item {
        FeedRecord record;
        std::vector<FieldError> broken; ///< the record is refused for these; empty: it is well formed
        std::vector<FieldError> notes;  ///< what was read otherwise than it stands there
    };
    virtual Result<std::optional<Item>> next() = 0;
    /// What `FeedAdapter::rejected()` needs besides the records: column names, the elements around them. Complete after the first
    /// record.
    [[nodiscard]] virtual QByteArray frame() const { return {}; }
};

/// One refused record with what is wrong with it, in one line for people.
struct RejectedRecord {
    QByteArray source; ///< FeedRecord::source
    QString error;
};

/// One format of product feed. A new format is a class of this kind and a call of FeedRegistry::add(), or a plugin. Stateless and
/// thread-safe.
class FeedAdapter
{
public:
    virtual ~FeedAdapter() = default;
    /// Stable, "shopify-csv"; what `--format` and a partner's allowed formats call it.
    [[nodiscard]] virtual QString format() const = 0;
    /// For people: "Shopify product CSV".
    [[nodiscard]] virtual QString name() const = 0;
    /// What it asks for, in one sentence, for the one whose feed nobody recognises.
    [[nodiscard]] virtual QString expectation() const = 0;
    [[nodiscard]] virtual FeedMatch recognises(const FeedSample &sample) const = 0;
    /// Whether the parser wants the bytes as they were sent (XML names its encoding itself). Otherwise it gets UTF-8, without a
    /// byte order mark.
    [[nodiscard]] virtual bool wantsRawBytes() const { return false; }
    /// `input` outlives the parser.
    [[nodiscard]] virtual std::unique_ptr<FeedParser> open(FeedInput &input) const = 0;
    /// A feed of this format that holds these records, each with its error beside it, ready to be mended and sent again: the
    /// error is passed over when it is read. Whatever program opens it, it does no harm.
    [[nodiscard]] virtual QByteArray rejected(const QByteArray &frame, const std::vector<RejectedRecord> &records) const = 0;
    [[nodiscard]] virtual QByteArray mediaType() const = 0; ///< of what rejected() makes
};

/// What a shared library in the plugin folder offers to bring a feed format into the running server; plugins/ has a whole one. A
/// plugin is part of the program: it runs with the server's rights, and nothing protects the server from one that crashes.
class FeedPlugin
{
public:
    virtual ~FeedPlugin() = default;
    virtual std::shared_ptr<FeedAdapter> create() = 0;
};

} // namespace tidegate

#define TidegateFeedPlugin_iid "tidegate.FeedPlugin/1"
Q_DECLARE_INTERFACE(tidegate::FeedPlugin, TidegateFeedPlugin_iid)
