// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/panel.h"
#include "ui/partner_services.h"

#include <QComboBox>

namespace tidegate {

/// Chooses one partner, or all.
class PartnerBox : public QComboBox
{
    Q_OBJECT

public:
    /// The services outlive this.
    explicit PartnerBox(PartnerServices &services, QWidget *parent = nullptr);

    /// Looks which partners there are.
    void refresh();
    /// The id of the chosen one; empty: all.
    [[nodiscard]] QString chosen() const { return currentData().toString(); }
    /// Also one that has not been read yet.
    void choose(const QString &partnerId);

Q_SIGNALS:
    /// By the user.
    void chosenChanged();

private:
    void showPartners(const std::vector<PartnerView> &partners);

    Poll<std::vector<PartnerView>> m_poll;
};

} // namespace tidegate
