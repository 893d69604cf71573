// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/rma/rma_step_frame.h"
#include "core/store/store.h"

#include <memory>

namespace tidegate {

/// A file that somebody adds to a return: a photo, a document.
struct NewRmaFile {
    QString rmaId;
    QString lineId{};    ///< empty: of the whole return
    qint64 unit = 0;     ///< of the line; 0: of all of it
    QString name{};      ///< as the sender calls it; folders before it are dropped. Empty: one is made up
    QString mediaType{}; ///< as declared ("image/jpeg"); empty: nothing was declared
    QByteArray content;
    RmaActor actor;
    QString idempotencyKey{}; ///< empty: none
    QString requestId{};
};

struct RmaFileAnswer {
    RmaAttachment attachment;
    bool replayed = false; ///< it was there before
};

struct RmaFileContent {
    RmaAttachment attachment;
    QByteArray content;
};

/// The files of returns. Their rows lie in the database (rma_attachment), they themselves in a folder of this server's, each under the SHA-256 of its
/// content, so that the same photo takes room once. Thread-safe; nothing blocks: threads of its own work on the disk.
class RmaFiles
{
public:
    static constexpr qint64 maximumSize = 5 << 20; ///< bytes of one file
    static constexpr int maximumCount = 10;        ///< of one return

    /// `folder` is made with the first file (0700). All must outlive this.
    RmaFiles(Store &store, QString folder, const Clock &clock, Random &random);
    /// Finishes what is under way.
    ~RmaFiles();

    /// Shoppers add to their own returns until those are over, the staff to any. Durable and audited; neither state nor version of the return
    /// change. The same content for the same part of the return, or the same request under its idempotency key, is answered with what is there.
    /// NotFound; BodyTooLarge; UnsupportedMediaType for what is no JPEG, PNG or PDF by its content ("unknown_type"), or not the one that it was
    /// declared as ("type_differs"), which stands in the audit trail as a refusal; InvalidRequest for an empty file, a line or unit that is not there, a name of more than 255 characters;
    /// IllegalTransition for a shopper whose return is over; Conflict where the return has as many as it may ("too_many_files"), or has the
    /// file for another part of it ("already_attached"); IdempotencyKeyReused.
    Async<Result<RmaFileAnswer>> add(NewRmaFile file);

    /// NotFound where there is none, or where the return is another shopper's (empty: anybody's), or where the file lies with another server.
    /// StorageUnavailable where its bytes are no longer those that were added.
    Async<Result<RmaFileContent>> content(QString rmaId, QString attachmentId, QString shopperId = {});

    /// Removes files of no return that have lain here for an hour, in a part of the folder; all of it in 256 calls. To be called now and then.
    void purge();

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tidegate
