// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sale/order_queues.h"

#include <QByteArray>
#include <QString>

namespace tidegate {

/// The pick list for paper: what to fetch of each SKU and for which of the orders, which are numbered as on the list below it. HTML as QTextDocument
/// reads it.
QString pickListHtml(const PickList &list);
/// The same for a spreadsheet, one line for each order that wants a SKU.
QByteArray pickListCsv(const PickList &list);

} // namespace tidegate
