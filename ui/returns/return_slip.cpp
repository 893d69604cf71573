// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/return_slip.h"

#include "ui/common/bar_code.h"
#include "ui/common/format.h"
#include "ui/returns/return_words.h"

#include <QBuffer>
#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(tidegate::ReturnSlip)
};

QString cell(const QString &text, bool isNumber = false)
{
    return u"<td%1>%2</td>"_s.arg(isNumber ? u" align=\"right\""_s : QString(), text.toHtmlEscaped());
}

/// Warehouses scan it where they look for the return.
QString barCodeHtml(const QString &number)
{
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    barCode(number).save(&buffer, "PNG");
    return u"<p><img src=\"data:image/png;base64,%1\"/></p>"_s.arg(QString::fromLatin1(png.toBase64()));
}

} // namespace

QString returnSlipHtml(const Rma &rma)
{
    const RmaSummary &summary = rma.summary;
    const auto fact = [](const QString &name, const QString &value) {
        return u"<tr><td><b>%1</b>&nbsp;&nbsp;</td>%2</tr>"_s.arg(name.toHtmlEscaped(), cell(value));
    };
    QString html = u"<h1>%1</h1><p style=\"font-size:24pt\"><b>%2</b></p>%3<p>%4</p><table cellpadding=\"3\">"_s.arg(
        Text::tr("Return slip").toHtmlEscaped(), summary.number.toHtmlEscaped(), barCodeHtml(summary.number),
        Text::tr("Please put this slip into the parcel with what you send back.").toHtmlEscaped());
    html += fact(Text::tr("Order"), summary.orderId) + fact(Text::tr("Customer"), customerText(summary))
        + fact(Text::tr("Made"), momentText(summary.createdAt));
    if (rma.expiresAt) {
        html += fact(Text::tr("To be sent until"), momentText(*rma.expiresAt));
    }
    html +=
        u"</table><p></p><table width=\"100%\" border=\"1\" cellspacing=\"0\" cellpadding=\"5\" style=\"border-collapse:collapse\">"
        "<tr><th align=\"left\">%1</th><th align=\"left\">%2</th><th align=\"right\">%3</th><th align=\"left\">%4</th></tr>"_s
            .arg(Text::tr("SKU").toHtmlEscaped(), Text::tr("Product").toHtmlEscaped(), Text::tr("Units").toHtmlEscaped(),
                 Text::tr("Reason").toHtmlEscaped());
    for (const RmaLine &line : rma.lines) {
        const QString reason = reasonText(line);
        html += u"<tr>"_s + cell(line.sku) + cell(line.name) + cell(countText(line.quantity), true) + cell(reason) + u"</tr>"_s;
    }
    return html + u"</table>"_s;
}

} // namespace tidegate
