// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/form_dialog.h"
#include "ui/partner_services.h"

#include <optional>
#include <vector>

class QCheckBox;
class QLineEdit;

namespace tidegate {

/// The form for a partner that is added or changed. Where somebody else changed it meanwhile it tells what differs, and keeps what was typed.
class PartnerEditor : public FormDialog
{
    Q_OBJECT

public:
    /// `partner`: the one to change; nothing: a new one. The services outlive this.
    PartnerEditor(PartnerServices &services, const std::optional<PartnerView> &partner, QWidget *parent);

Q_SIGNALS:
    void saved(const PartnerView &partner, bool isNew);

protected:
    void submit() override;

private:
    [[nodiscard]] QWidget *buildFormats();
    void fill(const PartnerView &partner);
    [[nodiscard]] bool validate();
    [[nodiscard]] PartnerDraft draft() const;
    [[nodiscard]] QStringList chosenFormats() const;
    void showFailure(const Error &error);
    void compare(const Result<std::vector<PartnerView>> &partners);
    void tellChanges(const PartnerView &present);
    void tellChange(const QString &field, bool differs, const QString &present);
    [[nodiscard]] QString formatsText(const QStringList &formats) const;

    PartnerServices &m_services;
    std::optional<PartnerView> m_partner; ///< as it was when it was looked at last
    QLineEdit *m_name;
    QLineEdit *m_email;
    QLineEdit *m_callback;
    QCheckBox *m_allFormats = nullptr;
    std::vector<std::pair<QString, QCheckBox *>> m_formats; ///< by their ids
    QCheckBox *m_disabled;
};

} // namespace tidegate
