// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/question.h"
#include "ui/common/widgets.h"
#include "ui/return_services.h"

#include <QPointer>

class QComboBox;
class QLineEdit;
class QStackedWidget;

namespace tidegate {

struct ReturnQueue;
class ReturnsExport;
class ReturnsModel;
class Table;

/// The returns of one queue, or those that are looked for, with what is done to several at once.
class ReturnList : public QWidget
{
    Q_OBJECT

public:
    /// Both outlive this.
    ReturnList(ReturnServices &services, const Clock &clock, QWidget *parent = nullptr);

    /// Once a second while it is shown.
    void refresh();
    void showQueue(const ReturnQueue &queue);
    /// Looks for the returns of an e-mail address, an SKU or a number.
    void search(const QString &text);
    void focusTable();
    [[nodiscard]] bool isSaving() const { return !m_export.isNull(); }
    /// The list as it is filtered into this file.
    void exportTo(const QString &file);

Q_SIGNALS:
    void returnWanted(const QString &rmaId);
    void newReturnWanted();
    void unreadable(const Error &error);
    void readable();
    void told(Banner::Tone tone, const QString &text);
    /// Something was done to returns.
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] QLayout *buildFilters();
    [[nodiscard]] QLayout *buildButtons();
    void buildTable();
    [[nodiscard]] RmaFilter query(const QString &cursor, int limit) const;
    [[nodiscard]] bool isCurrent(const RmaFilter &asked) const;
    void askReturns();
    void takeReturns(const RmaFilter &asked, Result<Page<RmaSummary>> page);
    void askMore(const QString &cursor);
    void tellNone();
    void filterChanged();
    [[nodiscard]] std::vector<RmaSummary> selected() const;
    void allowSteps();
    void openSelected();
    void goToList();
    [[nodiscard]] static Question bulkQuestion(RmaStep step, const QString &what);
    void begin(RmaStep step);
    void startBulk(RmaStep step, const QString &reason, const std::vector<RmaSummary> &returns);
    void chooseFile();
    void allowExport();

    ReturnServices &m_services;
    ReturnsModel *m_model;
    Table *m_table;
    QString m_queueName;
    std::optional<RmaQueue> m_queue;
    std::optional<RmaState> m_state;
    QLineEdit *m_search = nullptr;
    QComboBox *m_order = nullptr;
    QPushButton *m_open = nullptr;
    std::vector<std::pair<RmaStep, QPushButton *>> m_steps;
    QPushButton *m_csv = nullptr;
    QPushButton *m_stopCsv = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_none = nullptr;
    QPointer<ReturnsExport> m_export;
    bool m_asking = false;
};

} // namespace tidegate
