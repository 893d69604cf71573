// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sale/order_queues.h"
#include "ui/common/paper_dialog.h"

namespace tidegate {

/// A pick list to look at, to print and to save, for a spreadsheet as well. Deletes itself.
class PickListDialog : public PaperDialog
{
    Q_OBJECT

public:
    PickListDialog(PickList list, QWidget *parent);

    void writeCsv(const QString &file);

private:
    const PickList m_list;
};

} // namespace tidegate
