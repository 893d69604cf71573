// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/return_conflict.h"

#include "ui/common/alive.h"
#include "ui/common/format.h"
#include "ui/returns/return_texts.h"

namespace tidegate {

ReturnConflict::ReturnConflict(ReturnServices &services, Banner *banner, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_banner(banner)
{
}

void ReturnConflict::tell(const RmaDetails &known)
{
    m_services.returnDetails(known.rma.summary.id, whileAlive(this, [this, known](const Result<RmaDetails> &newer) {
                                 if (newer) {
                                     tell(known, *newer);
                                 } else if (!isShown(known)) {
                                     tellElsewhere(known);
                                 } else if (m_banner) {
                                     m_banner->tell(Banner::Tone::Bad,
                                                    tr("Somebody else changed this return meanwhile, and what they did can't be "
                                                       "read. What you entered is kept, and nothing was done. %1")
                                                        .arg(errorText(newer.error())),
                                                    tr("Try again"), [this, known] { tell(known); });
                                 }
                             }));
}

void ReturnConflict::tell(const RmaDetails &known, const RmaDetails &newer)
{
    if (!m_banner) {
        return;
    }
    if (!isShown(known)) {
        tellElsewhere(known);
        return;
    }
    const QString changes = changesBetween(known, newer);
    const QString who = changes.isEmpty() ? tr("Somebody else changed this return meanwhile.")
                                          : tr("Somebody else changed this return meanwhile. %1.").arg(changes);
    m_banner->tell(Banner::Tone::Warning, tr("%1 What you entered is kept, and nothing of it was done.").arg(who),
                   tr("Look again"), [this, newer] { Q_EMIT newerWanted(newer); });
}

bool ReturnConflict::isShown(const RmaDetails &known) const
{
    return !m_shownId || *m_shownId == known.rma.summary.id;
}

void ReturnConflict::tellElsewhere(const RmaDetails &known)
{
    Q_EMIT told(
        Banner::Tone::Warning,
        tr("Somebody else changed return %1 before what you did there was taken. Nothing of it was done; look at it again.")
            .arg(known.rma.summary.number));
}

} // namespace tidegate
