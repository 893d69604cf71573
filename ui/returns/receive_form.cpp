// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/receive_form.h"

#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/question.h"

#include <QApplication>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int longestTracking = 100;

QSpinBox *countBox(const QString &accessibleName)
{
    auto *box = new QSpinBox;
    box->setAccessibleName(accessibleName);
    box->setAlignment(Qt::AlignRight);
    box->setFocusPolicy(Qt::StrongFocus); // a wheel over the list scrolls it and counts nothing
    return box;
}

} // namespace

ReceiveForm::ReceiveForm(ReturnServices &services, const RmaDetails &details, QWidget *parent)
    : ReturnForm(services, details, tr("Receive a parcel"), tr("&Receive"), parent)
{
    body()->addLayout(buildScan());
    body()->addWidget(buildLines(), 1);
    m_sum = plainLabel({});
    m_sum->setWordWrap(true);
    m_sum->setObjectName(u"receiveSum"_s);
    body()->addWidget(m_sum);
    showReturn(details);
    setFocusProxy(m_scan);
}

QLayout *ReceiveForm::buildScan()
{
    m_scan = new QLineEdit;
    m_scan->setObjectName(u"receiveScan"_s);
    m_scan->setPlaceholderText(tr("Scan or type an SKU"));
    m_scan->setClearButtonEnabled(true);
    QLabel *label = plainLabel(tr("&Scan"));
    label->setBuddy(m_scan);
    m_scan->setAccessibleName(tr("SKU of a unit that came"));
    m_undo = iconButton(u"undo"_s, tr("&Undo the last scan"));
    m_undo->setToolTip(tr("Ctrl+Z in the empty scan field"));
    m_tracking = new QLineEdit;
    m_tracking->setObjectName(u"receiveTracking"_s);
    m_tracking->setMaxLength(longestTracking);
    QLabel *trackingLabel = plainLabel(tr("&Tracking number of the parcel"));
    trackingLabel->setBuddy(m_tracking);
    m_tracking->setAccessibleName(tr("Tracking number of the parcel"));
    m_scanIcon = new IconView(18);
    m_scanSaid = plainLabel({});
    m_scanSaid->setObjectName(u"scanSaid"_s);
    m_scanSaid->setWordWrap(true);
    scaleFont(m_scanSaid, 1.15, true);
    auto *said = new QHBoxLayout;
    said->setSpacing(8);
    said->addWidget(m_scanIcon);
    said->addWidget(m_scanSaid, 1);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(6);
    grid->addWidget(label, 0, 0);
    grid->addWidget(m_scan, 1, 0);
    grid->addWidget(m_undo, 1, 1);
    grid->addWidget(trackingLabel, 0, 2);
    grid->addWidget(m_tracking, 1, 2);
    grid->addLayout(said, 2, 0, 1, 3);
    grid->setColumnStretch(0, 3);
    grid->setColumnStretch(2, 2);
    connect(m_scan, &QLineEdit::returnPressed, this, [this] { scan(m_scan->text()); });
    connect(m_undo, &QPushButton::clicked, this, &ReceiveForm::undoScan);
    connect(m_tracking, &QLineEdit::textEdited, this, &ReceiveForm::touch);
    m_scan->installEventFilter(this);
    return grid;
}

QWidget *ReceiveForm::buildLines()
{
    m_area = new QScrollArea;
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->viewport()->setAutoFillBackground(false);
    m_area->setMinimumHeight(fontMetrics().height() * 6);
    auto *card = new Card;
    card->body()->addWidget(m_area);
    return card;
}

void ReceiveForm::showReturn(const RmaDetails &details)
{
    const std::vector<Line> entered = std::exchange(m_lines, {});
    std::vector<std::pair<qint64, qint64>> counts;
    for (const Line &line : entered) {
        counts.emplace_back(line.came->value(), line.missing->value());
    }
    setDetails(details);
    setTitle(tr("Receive a parcel of %1").arg(rma().summary.number));
    setSubtitle(rma().tracking.isEmpty() ? tr("The customer gave no tracking number.")
                                         : tr("The customer sent it as %1.").arg(rma().tracking));
    rebuild([this] { fillLines(); });
    bool dropped = false;
    for (std::size_t index = 0; index < entered.size(); ++index) {
        const auto now =
            std::find_if(m_lines.begin(), m_lines.end(), [&](const Line &line) { return line.id == entered[index].id; });
        if (now != m_lines.end()) {
            now->came->setValue(int(counts[index].first));
            now->missing->setValue(int(counts[index].second));
        }
        dropped |= counts[index].first + counts[index].second > 0
            && (now == m_lines.end() || now->came->value() != counts[index].first
                || now->missing->value() != counts[index].second);
    }
    recount();
    if (dropped) {
        banner()->tell(Banner::Tone::Warning,
                       tr("Fewer units are still to come than were counted here: somebody else received some of them. Please "
                          "check the numbers."));
    }
}

void ReceiveForm::fillLines()
{
    auto *content = new QWidget;
    auto *grid = new QGridLayout(content);
    grid->setContentsMargins(0, 0, 8, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(6);
    const QStringList headings{tr("SKU"),         tr("Product"),       tr("Approved"),     tr("Came before"),
                               tr("This parcel"), tr("Will not come"), tr("Still to come")};
    for (int column = 0; column < headings.size(); ++column) {
        grid->addWidget(mutedLabel(headings[column]), 0, column, column < 2 ? Qt::AlignLeading : Qt::AlignRight);
    }
    int row = 1;
    for (const RmaLine &line : rma().lines) {
        addLine(grid, row++,
                {line.id, line.sku, line.name, line.approved, line.received, line.approved - line.received - line.missing,
                 nullptr, nullptr, nullptr});
    }
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(row, 1);
    m_area->setWidget(content);
    content->setAutoFillBackground(false); // the card's surface, not the window's
}

void ReceiveForm::addLine(QGridLayout *grid, int row, Line line)
{
    line.came = countBox(tr("Units of %1 in this parcel").arg(line.sku));
    line.came->setObjectName(u"came-"_s + line.sku);
    line.missing = countBox(tr("Units of %1 that will not come").arg(line.sku));
    line.missing->setObjectName(u"missing-"_s + line.sku);
    line.left = plainLabel({});
    auto *name = new ElidedLabel;
    name->setText(line.name);
    QLabel *sku = plainLabel(line.sku);
    scaleFont(sku, 1.0, true);
    grid->addWidget(sku, row, 0);
    grid->addWidget(name, row, 1);
    grid->addWidget(plainLabel(countText(line.approved)), row, 2, Qt::AlignRight | Qt::AlignVCenter);
    grid->addWidget(plainLabel(countText(line.before)), row, 3, Qt::AlignRight | Qt::AlignVCenter);
    grid->addWidget(line.came, row, 4);
    grid->addWidget(line.missing, row, 5);
    grid->addWidget(line.left, row, 6, Qt::AlignRight | Qt::AlignVCenter);
    for (QSpinBox *box : {line.came, line.missing}) {
        box->setRange(0, plural(line.open));
        box->setEnabled(line.open > 0);
        connect(box, &QSpinBox::valueChanged, this, &ReceiveForm::recount);
    }
    m_lines.push_back(std::move(line));
}

void ReceiveForm::scan(const QString &code)
{
    const QString sku = code.trimmed();
    m_scan->clear();
    m_scan->setFocus(Qt::OtherFocusReason);
    if (sku.isEmpty()) {
        return;
    }
    if (sku.compare(rma().summary.number, Qt::CaseInsensitive) == 0) {
        say(Banner::Tone::Info, tr("This is the return that is shown here. Scan what is in the parcel."));
        return;
    }
    Line *full = nullptr;
    for (Line &line : m_lines) {
        if (line.sku.compare(sku, Qt::CaseInsensitive) != 0) {
            continue;
        }
        full = &line;
        if (line.came->value() + line.missing->value() < line.open) {
            countOne(line);
            return;
        }
    }
    QApplication::beep();
    if (!full) {
        sayUnexpected(sku);
    } else if (full->open == 0) {
        say(Banner::Tone::Bad,
            tr("%1: all of them came before. This unit is not part of the return; put it aside and tell support.")
                .arg(full->sku));
    } else {
        say(Banner::Tone::Bad,
            tr("%1: all %Ln that are to come are counted already. This unit is one more; put it aside and tell support.", nullptr,
               plural(full->open))
                .arg(full->sku));
    }
}

void ReceiveForm::countOne(Line &line)
{
    line.came->setValue(line.came->value() + 1);
    m_scanned.push_back(line.id);
    say(Banner::Tone::Good,
        tr("%1 counted: %2 of %3 in this parcel", "SKU, count, expected")
            .arg(line.sku, countText(line.came->value()), countText(line.open)));
    recount();
}

void ReceiveForm::sayUnexpected(const QString &code)
{
    if (code.startsWith(u"R-"_s, Qt::CaseInsensitive)) {
        say(Banner::Tone::Bad,
            tr("%1 is another return. Send or close this one first, then scan it in the list.").arg(code.left(64)));
        return;
    }
    say(Banner::Tone::Bad,
        tr("%1 is not part of this return. Nothing was counted; put the unit aside and tell support.").arg(code.left(64)));
}

bool ReceiveForm::eventFilter(QObject *watched, QEvent *event)
{
    const bool isKey = watched == m_scan && event->type() == QEvent::KeyPress;
    if (isKey && m_scan->text().isEmpty() && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Undo)) {
        undoScan();
        return true;
    }
    return ReturnForm::eventFilter(watched, event);
}

void ReceiveForm::undoScan()
{
    if (m_scanned.empty()) {
        return;
    }
    const QString id = m_scanned.back();
    m_scanned.pop_back();
    for (const Line &line : m_lines) {
        if (line.id == id) {
            line.came->setValue(line.came->value() - 1);
            say(Banner::Tone::Info, tr("%1 taken back: %2 in this parcel").arg(line.sku, countText(line.came->value())));
        }
    }
    recount();
    m_scan->setFocus(Qt::OtherFocusReason);
}

void ReceiveForm::say(Banner::Tone tone, const QString &text)
{
    m_scanSaid->setText(text);
    m_scanIcon->setIcon(tone == Banner::Tone::Good      ? themedIcon(u"good"_s, IconTone::Good)
                            : tone == Banner::Tone::Bad ? themedIcon(u"bad"_s, IconTone::Bad)
                                                        : themedIcon(u"info"_s, QPalette::Link));
    m_scanSaid->setForegroundRole(tone == Banner::Tone::Bad ? QPalette::BrightText : QPalette::WindowText);
}

void ReceiveForm::recount()
{
    touch();
    qint64 came = 0;
    qint64 missing = 0;
    qint64 left = 0;
    for (const Line &line : m_lines) {
        line.missing->setMaximum(plural(line.open - line.came->value()));
        line.came->setMaximum(plural(line.open - line.missing->value()));
        const qint64 open = line.open - line.came->value() - line.missing->value();
        line.left->setText(countText(open));
        came += line.came->value();
        missing += line.missing->value();
        left += open;
    }
    m_undo->setEnabled(!m_scanned.empty());
    actionButton()->setEnabled(came + missing > 0);
    actionButton()->setText(came > 0 ? tr("&Receive %Ln unit(s)", nullptr, plural(came)) : tr("&Receive"));
    const QString counted = came + missing == 0 ? tr("Nothing is counted yet.")
        : missing == 0
        ? tr("%Ln unit(s) came with this parcel.", nullptr, plural(came))
        : tr("%Ln unit(s) came with this parcel, %1 will not come.", nullptr, plural(came)).arg(countText(missing));
    m_sum->setText(counted + u' '
                   + (left > 0 ? tr("%Ln unit(s) are still to come.", nullptr, plural(left))
                               : tr("Then nothing is to come any more, and the return goes on to inspection.")));
}

bool ReceiveForm::hasEntries() const
{
    return !m_tracking->text().trimmed().isEmpty() || std::any_of(m_lines.begin(), m_lines.end(), [](const Line &line) {
        return line.came->value() + line.missing->value() > 0;
    });
}

void ReceiveForm::submit()
{
    qint64 missing = 0;
    for (const Line &line : m_lines) {
        missing += line.missing->value();
    }
    if (missing == 0) {
        sendReceipt();
        return;
    }
    ask(this,
        {.title = tr("Give up on %Ln unit(s)?", nullptr, plural(missing)),
         .text = tr("The customer gets nothing for what does not come, and it can't be received any more."),
         .action = tr("&Give up on them"),
         .risky = true},
        [this] { sendReceipt(); });
}

void ReceiveForm::sendReceipt()
{
    NewReceipt receipt;
    receipt.tracking = m_tracking->text().trimmed();
    for (const Line &line : m_lines) {
        if (line.came->value() + line.missing->value() > 0) {
            receipt.lines.push_back({line.id, line.came->value(), line.missing->value()});
        }
    }
    send([this, receipt](const ReturnWrite &write, Answer<RmaAnswer> answer) {
        services().receiveReturn(write, receipt, std::move(answer));
    });
}

} // namespace tidegate
