// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/partners/partner_box.h"

#include <QAbstractItemView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

PartnerBox::PartnerBox(PartnerServices &services, QWidget *parent)
    : QComboBox(parent)
    , m_poll(
          this, [&services](auto answer) { services.partners(std::move(answer)); },
          [this](auto result) {
              if (result) { // the panel tells by itself what can't be read
                  showPartners(*result);
              }
          })
{
    setObjectName(u"partner"_s);
    setAccessibleName(tr("Partner"));
    setSizeAdjustPolicy(AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(22);
    addItem(tr("All partners"), QString());
    connect(this, &QComboBox::activated, this, &PartnerBox::chosenChanged);
}

void PartnerBox::refresh()
{
    m_poll.ask();
}

void PartnerBox::choose(const QString &partnerId)
{
    if (findData(partnerId) < 0) {
        addItem(partnerId, partnerId);
    }
    setCurrentIndex(findData(partnerId));
}

void PartnerBox::showPartners(const std::vector<PartnerView> &partners)
{
    bool same = count() == int(partners.size()) + 1;
    for (std::size_t i = 0; same && i < partners.size(); ++i) {
        same = itemData(int(i) + 1) == partners[i].id && itemText(int(i) + 1) == partners[i].name;
    }
    if (same || view()->isVisible()) { // not under the user's hand
        return;
    }
    const QString kept = chosen();
    while (count() > 1) {
        removeItem(1);
    }
    for (const PartnerView &partner : partners) {
        addItem(partner.name, partner.id);
    }
    setCurrentIndex(std::max(0, findData(kept)));
}

} // namespace tidegate
