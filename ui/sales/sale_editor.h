// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/console_services.h"

#include <QDialog>

#include <map>
#include <optional>

class QDateTimeEdit;
class QGridLayout;
class QLineEdit;
class QProgressBar;

namespace tidegate {

class ProductSearch;
class SaleItemsModel;
class Table;

/// The form for a sale that is planned or changed. What is wrong stands below its field; it closes itself once the sale is saved.
class SaleEditor : public QDialog
{
    Q_OBJECT

public:
    /// `sale`: the one to change; nothing: a new one, proposed for an hour from the next full quarter on.
    SaleEditor(ConsoleServices &services, const Clock &clock, const std::optional<SaleView> &sale, QWidget *parent);

    /// Asks first where something would be lost; does nothing while the sale is being saved.
    void reject() override;
    [[nodiscard]] bool hasUnsaved() const { return m_dirty; }

Q_SIGNALS:
    void saved(const SaleView &sale);

private:
    [[nodiscard]] QWidget *buildFields();
    [[nodiscard]] QWidget *buildItems();
    [[nodiscard]] QLayout *buildButtons();
    void addField(QGridLayout *grid, int column, const QString &name, const QString &label, QWidget *field);
    void fill(const std::optional<SaleView> &sale);
    void setTabOrders();
    void addProduct(const ProductHit &product);
    void removeItem();

    void submit();
    [[nodiscard]] bool validate();
    void setFieldError(const QString &field, const QString &message);
    /// A complaint of the services: at its field, or in the banner where it belongs to none.
    void showRefusal(const Error &error);
    [[nodiscard]] bool showFieldError(const FieldError &error);
    void showItemsError();
    void focusFirstError();
    void setBusy(bool busy);

    ConsoleServices &m_services;
    const Clock &m_clock;
    QString m_saleId;
    qint64 m_version = 0;
    Banner *m_banner;
    QWidget *m_form; ///< everything that is filled in
    QLineEdit *m_name;
    QDateTimeEdit *m_starts;
    QDateTimeEdit *m_ends;
    ProductSearch *m_search;
    SaleItemsModel *m_items;
    Table *m_table;
    QPushButton *m_remove;
    QPushButton *m_save;
    QPushButton *m_cancel;
    QProgressBar *m_busyBar;
    QLabel *m_busyText;
    struct Field {
        QWidget *widget;
        QLabel *error;
    };
    std::map<QString, Field> m_fields; ///< by the name that the services give them
    bool m_dirty = false;
    bool m_busy = false; ///< the services have been asked to save it
};

} // namespace tidegate
