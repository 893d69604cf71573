// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/pick_list_dialog.h"

#include "ui/orders/pick_list_text.h"

#include <QPushButton>

using namespace Qt::StringLiterals;

namespace tidegate {

PickListDialog::PickListDialog(PickList list, QWidget *parent)
    : PaperDialog(tr("Pick list"), pickListHtml(list), u"pick-list"_s, parent)
    , m_list(std::move(list))
{
    QPushButton *csv = iconButton(u"save"_s, tr("Save as &CSV…"));
    csv->setToolTip(tr("For a spreadsheet"));
    addButton(csv);
    connect(csv, &QPushButton::clicked, this,
            [this] { chooseFile(u"csv"_s, tr("CSV (*.csv)"), [this](const QString &file) { writeCsv(file); }); });
    if (m_list.items.empty()) {
        setEmpty();
    }
    if (!m_list.leftOut.isEmpty()) {
        banner()->tell(Banner::Tone::Info,
                       tr("%Ln of the chosen orders are left out: by now nothing of them is left to ship.", nullptr,
                          int(m_list.leftOut.size())));
    }
}

void PickListDialog::writeCsv(const QString &file)
{
    writeContent(file, pickListCsv(m_list));
}

} // namespace tidegate
