// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/live_list.h"
#include "ui/common/question.h"
#include "ui/return_services.h"
#include "ui/returns/returns_model.h"

#include <QPointer>

class QComboBox;
class QPushButton;

namespace tidegate {

class ReturnsExport;
class SearchField;
struct ReturnQueue;

/// The returns of one queue, or those that are looked for, with what is done to several at once. What is wanted is a return.
class ReturnList : public LiveList<ReturnsModel>
{
    Q_OBJECT

public:
    /// Both outlive this.
    ReturnList(ReturnServices &services, const Clock &clock, QWidget *parent = nullptr);

    void showQueue(const ReturnQueue &queue);
    /// Looks for the returns of an e-mail address, an SKU or a number.
    void search(const QString &text);
    [[nodiscard]] bool isSaving() const { return !m_export.isNull(); }
    /// The list as it is filtered into this file.
    void exportTo(const QString &file);

Q_SIGNALS:
    void newReturnWanted();
    /// Something was done to returns.
    void changed();

protected:
    void askPage(const QString &cursor, int limit, Answer<Page<RmaSummary>> answer) override;
    void rowsCame() override;
    [[nodiscard]] QString selectedId() const override;
    void allowSteps() override;

private:
    [[nodiscard]] QLayout *buildFilters();
    [[nodiscard]] QLayout *buildButtons();
    [[nodiscard]] RmaFilter query(const QString &cursor, int limit) const;
    [[nodiscard]] static Question bulkQuestion(RmaStep step, const QString &what);
    void begin(RmaStep step);
    void startBulk(RmaStep step, const QString &reason, const std::vector<RmaSummary> &returns);
    void chooseFile();
    void allowExport();
    void openFound();

    ReturnServices &m_services;
    QString m_queueName;
    std::optional<RmaQueue> m_queue;
    std::optional<RmaState> m_state;
    SearchField *m_search = nullptr;
    QComboBox *m_order = nullptr;
    QPushButton *m_new = nullptr;
    QPushButton *m_open = nullptr;
    std::vector<std::pair<RmaStep, QPushButton *>> m_steps;
    QPushButton *m_csv = nullptr;
    QPushButton *m_stopCsv = nullptr;
    QPointer<ReturnsExport> m_export;
    bool m_isFoundWanted = false; ///< Enter was pressed: a scanner does so before anything is found
};

} // namespace tidegate
