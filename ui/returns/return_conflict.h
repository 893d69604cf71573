// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/return_services.h"

#include <QObject>
#include <QPointer>

namespace tidegate {

/// What is said where somebody else changed a return that somebody was about to change: who did what since, in a banner whose button brings the newer
/// one. What was entered is not touched.
class ReturnConflict : public QObject
{
    Q_OBJECT

public:
    /// `banner` says it. The services outlive this.
    ReturnConflict(ReturnServices &services, Banner *banner, QObject *parent);

    /// Only about this return the banner is told; without it about every one.
    void setShown(const QString &rmaId) { m_shownId = rmaId; }
    /// The services refused a step with the return as it is `known`.
    void tell(const RmaDetails &known);
    /// Likewise, where the newer one is known already.
    void tell(const RmaDetails &known, const RmaDetails &newer);

Q_SIGNALS:
    /// Of a return that is not shown any more.
    void told(Banner::Tone tone, const QString &text);
    /// The user looks again.
    void newerWanted(const tidegate::RmaDetails &newer);

private:
    [[nodiscard]] bool isShown(const RmaDetails &known) const;
    void tellElsewhere(const RmaDetails &known);

    ReturnServices &m_services;
    std::optional<QString> m_shownId;
    QPointer<Banner> m_banner;
};

} // namespace tidegate
