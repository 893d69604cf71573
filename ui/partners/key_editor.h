// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/form_dialog.h"
#include "ui/partner_services.h"

#include <vector>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QRadioButton;
class QSpinBox;

namespace tidegate {

/// The form for a new key.
class KeyEditor : public FormDialog
{
    Q_OBJECT

public:
    /// `partner`: whose key it is; null: the storefront's. The services outlive this.
    KeyEditor(PartnerServices &services, const PartnerView *partner, QWidget *parent);

Q_SIGNALS:
    void created(const IssuedKey &issued);

protected:
    void submit() override;

private:
    [[nodiscard]] QWidget *buildKind();
    [[nodiscard]] QWidget *buildExpiry();
    [[nodiscard]] QWidget *buildScopes(bool storefront);
    [[nodiscard]] std::optional<int> expiresDays() const;
    [[nodiscard]] QStringList chosenScopes() const;

    PartnerServices &m_services;
    const QString m_partnerId;
    QLineEdit *m_name;
    QRadioButton *m_live = nullptr;
    QRadioButton *m_test = nullptr;
    QComboBox *m_expiry = nullptr;
    QSpinBox *m_days = nullptr;
    std::vector<std::pair<QString, QCheckBox *>> m_scopes; ///< by their names
};

} // namespace tidegate
