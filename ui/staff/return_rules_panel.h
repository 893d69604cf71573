// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/panel.h"
#include "ui/staff_services.h"

class QCheckBox;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace tidegate {

class FormFields;

/// What can be returned, and what needs no person: an admin sets it here. What was changed and not saved stays as it is, whatever others
/// do meanwhile; saving over somebody else's change asks first.
class ReturnRulesPanel : public Panel
{
    Q_OBJECT

public:
    /// The services outlive this.
    explicit ReturnRulesPanel(StaffServices &services, QWidget *parent = nullptr);

    void refresh() override;
    [[nodiscard]] QString reasonToStay() const override;

private:
    [[nodiscard]] QWidget *buildTimes();
    [[nodiscard]] QWidget *buildFinalSale();
    [[nodiscard]] QLayout *buildButtons();
    void showRules(const Result<ReturnRules> &rules);
    void fill(const ReturnRules &rules);
    [[nodiscard]] ReturnRules entered() const;
    void edited();
    void save();
    void showSaved(const Result<ReturnRules> &result);
    void showRefusal(const Error &error);
    void tellConflict(const ReturnRules &present);
    void setBusy(bool busy);

    StaffServices &m_services;
    Poll<ReturnRules> m_poll;
    std::optional<ReturnRules> m_known; ///< what the fields were filled with, or what was seen of others' changes since
    FormFields *m_times;
    FormFields *m_finalSale;
    QSpinBox *m_window = nullptr;
    QSpinBox *m_send = nullptr;
    QCheckBox *m_validate = nullptr;
    QCheckBox *m_approve = nullptr;
    QPlainTextEdit *m_skus = nullptr;
    QPlainTextEdit *m_categories = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_discard = nullptr;
    bool m_dirty = false;
    bool m_busy = false;
};

} // namespace tidegate
