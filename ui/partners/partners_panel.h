// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/panel.h"
#include "ui/partner_services.h"

class QComboBox;
class QStackedWidget;
class QTabWidget;

namespace tidegate {

class CallbackTest;
class KeyActions;
class KeyList;
class PartnerDetails;
class PartnerEditor;
class PartnersModel;
class SearchField;
class Table;
class WebhookServices;

/// The companies that send products, and everybody's keys.
class PartnersPanel : public Panel
{
    Q_OBJECT

public:
    /// All outlive this.
    PartnersPanel(PartnerServices &services, WebhookServices &webhooks, const Clock &clock, QWidget *parent = nullptr);

    void refresh() override;
    [[nodiscard]] QString reasonToStay() const override;

    /// Opens the form for a new partner.
    void newPartner();

Q_SIGNALS:
    /// To see the jobs of this partner.
    void jobsWanted(const QString &partnerId);

private:
    [[nodiscard]] QWidget *buildPartners();
    [[nodiscard]] QWidget *buildList();
    [[nodiscard]] QWidget *buildKeys(const Clock &clock);
    void connectDetails();
    void connectKeys();
    [[nodiscard]] const PartnerView *selected() const;
    void openEditor(const std::optional<PartnerView> &partner);
    void editPartner();
    void showPartners(Result<std::vector<PartnerView>> partners);
    void fillOwners();
    void showKeys(Result<std::vector<KeyView>> keys);
    void showSelected();
    void showFilteredKeys();
    void confirmSwitchOn();
    void switchOn(const PartnerView &partner);
    void tellUnreadable(const Error &error);

    PartnerServices &m_services;
    Poll<std::vector<PartnerView>> m_partnersPoll;
    Poll<std::vector<KeyView>> m_keysPoll;
    KeyActions *m_actions;
    CallbackTest *m_test;
    PartnersModel *m_model;
    Table *m_table;
    SearchField *m_search;
    PartnerDetails *m_details;
    QStackedWidget *m_stack = nullptr;
    QTabWidget *m_tabs;
    KeyList *m_keyList = nullptr;
    QComboBox *m_owner = nullptr; ///< whose keys are shown
    QPointer<PartnerEditor> m_editor;
    std::vector<KeyView> m_keys;
    QString m_selectedId;
};

} // namespace tidegate
