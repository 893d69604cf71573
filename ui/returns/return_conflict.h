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

    /// The services refused a step with the return as it is `known`.
    void tell(const RmaDetails &known);
    /// Likewise, where the newer one is known already.
    void tell(const RmaDetails &known, const RmaDetails &newer);

Q_SIGNALS:
    /// The user looks again.
    void newerWanted(const tidegate::RmaDetails &newer);

private:
    ReturnServices &m_services;
    QPointer<Banner> m_banner;
};

} // namespace tidegate
