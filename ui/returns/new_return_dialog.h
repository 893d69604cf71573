// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/form_dialog.h"
#include "ui/return_services.h"

#include <QTimer>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLineEdit;
class QScrollArea;
class QSpinBox;
class QStackedWidget;

namespace tidegate {

class CellsModel;
class SearchField;
class Table;

/// The form for a return that support makes on a customer's behalf: the order is found by its number, e-mail address or SKU, and of its lines only what
/// can be returned is offered. Rules can be overridden, and then it says so.
class NewReturnDialog : public FormDialog
{
    Q_OBJECT

public:
    /// The services outlive this.
    NewReturnDialog(ReturnServices &services, QWidget *parent);

Q_SIGNALS:
    /// `photos` are still to be added to it.
    void made(const tidegate::RmaAnswer &answer, const QStringList &photos);

protected:
    void submit() override;

private:
    struct Line {
        ReturnableLine returnable;
        QSpinBox *quantity = nullptr;
        QComboBox *reason = nullptr;
        QLineEdit *note = nullptr;
    };

    [[nodiscard]] QWidget *buildOrders();
    [[nodiscard]] QWidget *buildLines();
    [[nodiscard]] QWidget *buildPhotos();
    void searchOrders();
    void takeOrders(const QString &text, const Result<Page<Order>> &page);
    void chooseOrder();
    void askLines();
    void takeLines(const QString &orderId, const Result<std::vector<ReturnableLine>> &lines);
    void fillLines(const std::vector<ReturnableLine> &lines);
    void addLine(QGridLayout *grid, int row, const ReturnableLine &returnable);
    void applyRules();
    [[nodiscard]] qint64 offered(const ReturnableLine &line) const;
    [[nodiscard]] QString remarkOn(const ReturnableLine &line) const;
    void recount();
    void setPhotos(const QStringList &photos);
    void showLinesNote(const QString &text);
    [[nodiscard]] NewRma wanted() const;
    void takeAnswer(const Result<RmaAnswer> &answer);

    ReturnServices &m_services;
    std::vector<Order> m_orders; ///< that were found
    QString m_orderId;           ///< whose lines are shown
    std::vector<Line> m_lines;
    SearchField *m_search = nullptr;
    QTimer m_searchTimer;
    CellsModel *m_model;
    Table *m_table = nullptr;
    QLabel *m_found = nullptr;
    QStackedWidget *m_stack = nullptr;
    QLabel *m_linesNote = nullptr;
    QScrollArea *m_area = nullptr;
    QCheckBox *m_override = nullptr;
    QLabel *m_warning = nullptr;
    QLabel *m_sum = nullptr;
    QStringList m_photos; ///< paths
    ElidedLabel *m_photoNames = nullptr;
    QPushButton *m_dropPhotos = nullptr;
    QString m_asked; ///< what m_key was made for
    QString m_key;
};

} // namespace tidegate
