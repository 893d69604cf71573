// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/partner_services.h"

class QGridLayout;
class QPushButton;
class QStackedWidget;

namespace tidegate {

class KeyList;

/// One partner: what is known of it, what can be done, and its keys.
class PartnerDetails : public Card
{
    Q_OBJECT

public:
    /// Both outlive this.
    PartnerDetails(const PartnerServices &services, const Clock &clock, QWidget *parent = nullptr);

    /// Null: none is selected.
    void showPartner(const PartnerView *partner);
    void showKeys(std::vector<KeyView> keys);
    /// Something is under way: nothing else can be asked for.
    void setBusy(bool busy);
    [[nodiscard]] KeyList *keys() const { return m_keys; }

Q_SIGNALS:
    void editWanted();
    void secretWanted();
    void pingWanted();
    void switchOnWanted();
    void jobsWanted();

private:
    [[nodiscard]] QWidget *buildPage();
    [[nodiscard]] QLayout *buildButtons();
    [[nodiscard]] QLayout *buildFacts();
    ElidedLabel *addFact(QGridLayout *grid, int cell, const QString &title);
    void showFacts(const PartnerView &partner);
    void allowSteps();
    [[nodiscard]] QString formatsText(const PartnerView &partner) const;

    const PartnerServices &m_services;
    QStackedWidget *m_stack;
    KeyList *m_keys;
    ElidedLabel *m_name = nullptr;
    IconView *m_stateIcon = nullptr;
    ElidedLabel *m_state = nullptr;
    QPushButton *m_edit = nullptr;
    QPushButton *m_secret = nullptr;
    QPushButton *m_ping = nullptr;
    QPushButton *m_switchOn = nullptr;
    QPushButton *m_jobs = nullptr;
    ElidedLabel *m_email = nullptr;
    ElidedLabel *m_callback = nullptr;
    ElidedLabel *m_secretState = nullptr;
    ElidedLabel *m_formats = nullptr;
    bool m_hasCallback = false;
    bool m_callbackOff = false;
    bool m_busy = false;
};

} // namespace tidegate
