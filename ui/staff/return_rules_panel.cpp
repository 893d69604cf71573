// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/staff/return_rules_panel.h"

#include "ui/common/form_fields.h"
#include "ui/common/format.h"

#include <QCheckBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QSignalBlocker>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

// What the rules themselves allow.
constexpr int longestWindow = 3'650;
constexpr int longestSend = 365;

QStringList linesOf(const QPlainTextEdit *edit)
{
    QStringList lines;
    for (const QString &line : edit->toPlainText().split(u'\n')) {
        if (!line.trimmed().isEmpty()) {
            lines += line.trimmed();
        }
    }
    return lines;
}

QPlainTextEdit *listEdit(const QString &placeholder)
{
    auto *edit = new QPlainTextEdit;
    edit->setPlaceholderText(placeholder);
    edit->setTabChangesFocus(true);
    edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    edit->setMinimumHeight(edit->fontMetrics().height() * 5);
    return edit;
}

QString wordOf(bool on)
{
    return on ? ReturnRulesPanel::tr("on") : ReturnRulesPanel::tr("off");
}

QString someOf(const QStringList &values)
{
    constexpr qsizetype most = 5;
    const QString first = values.mid(0, most).join(u", "_s);
    if (values.size() > most) {
        return ReturnRulesPanel::tr("%1 and %Ln more", "SKUs or categories", plural(values.size() - most)).arg(first);
    }
    return values.isEmpty() ? ReturnRulesPanel::tr("none") : first;
}

/// Every setting in which the second differs from the first, one to a line.
QString differences(const ReturnRules &mine, const ReturnRules &theirs)
{
    QStringList lines;
    const auto tell = [&lines](bool differs, const QString &line) {
        if (differs) {
            lines += line;
        }
    };
    tell(mine.windowDays != theirs.windowDays, ReturnRulesPanel::tr("Return window: %1", "days").arg(theirs.windowDays));
    tell(mine.sendDays != theirs.sendDays, ReturnRulesPanel::tr("Time to send: %1", "days").arg(theirs.sendDays));
    tell(mine.autoValidate != theirs.autoValidate,
         ReturnRulesPanel::tr("Validate by itself: %1", "on or off").arg(wordOf(theirs.autoValidate)));
    tell(mine.autoApprove != theirs.autoApprove,
         ReturnRulesPanel::tr("Approve by itself: %1", "on or off").arg(wordOf(theirs.autoApprove)));
    tell(mine.finalSaleSkus != theirs.finalSaleSkus, ReturnRulesPanel::tr("SKUs: %1").arg(someOf(theirs.finalSaleSkus)));
    tell(mine.finalSaleCategories != theirs.finalSaleCategories,
         ReturnRulesPanel::tr("Categories: %1").arg(someOf(theirs.finalSaleCategories)));
    return lines.join(u'\n');
}

} // namespace

ReturnRulesPanel::ReturnRulesPanel(StaffServices &services, QWidget *parent)
    : Panel(tr("Return rules"), parent)
    , m_services(services)
    , m_poll(
          this, [&services](auto answer) { services.returnRules(std::move(answer)); },
          [this](const auto &result) { showRules(result); })
    , m_times(new FormFields)
    , m_finalSale(new FormFields)
{
    QLabel *what = mutedLabel(tr(
        "They count for every request for a return from the moment they are saved; returns that are under way stay as they are."));
    what->setWordWrap(true);
    auto *cards = new QHBoxLayout;
    cards->setSpacing(12);
    cards->addWidget(buildTimes(), 1);
    cards->addWidget(buildFinalSale(), 1);
    body()->addWidget(what);
    body()->addLayout(cards, 1);
    body()->addLayout(buildButtons());
    edited();
    m_dirty = false;
    setBusy(false);
}

QWidget *ReturnRulesPanel::buildTimes()
{
    m_window = new QSpinBox;
    m_window->setRange(0, longestWindow);
    m_window->setSpecialValueText(tr("0: nothing can be returned"));
    m_send = new QSpinBox;
    m_send->setRange(1, longestSend);
    m_validate = new QCheckBox(tr("Validat&e by itself what keeps these rules"));
    m_validate->setObjectName(u"auto_validate"_s);
    m_approve = new QCheckBox(tr("Approve &it by itself as well"));
    m_times->addField(u"window_days"_s, tr("Return &window, in days after the shipment"), m_window);
    m_times->addField(u"send_days"_s, tr("&Time to send an approved return, in days, before it expires"), m_send);
    auto *automatic = new QWidget;
    auto *layout = new QVBoxLayout(automatic);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_validate);
    layout->addWidget(m_approve);
    automatic->setFocusProxy(m_validate);
    m_times->addField(u"auto_approve"_s, tr("Requests of shoppers"), automatic);
    for (QSpinBox *box : {m_window, m_send}) {
        connect(box, &QSpinBox::valueChanged, this, &ReturnRulesPanel::edited);
    }
    for (QCheckBox *box : {m_validate, m_approve}) {
        connect(box, &QCheckBox::toggled, this, &ReturnRulesPanel::edited);
    }
    auto *card = new Card(tr("Times and approval"));
    card->body()->addWidget(m_times);
    card->body()->addStretch();
    return card;
}

QWidget *ReturnRulesPanel::buildFinalSale()
{
    m_skus = listEdit(tr("One SKU to a line"));
    m_categories = listEdit(tr("One category to a line, with those under it: “Food” has “Food > Fresh”"));
    m_finalSale->addField(u"final_sale_skus"_s, tr("S&KUs"), m_skus);
    m_finalSale->addField(u"final_sale_categories"_s, tr("&Categories"), m_categories);
    for (QPlainTextEdit *edit : {m_skus, m_categories}) {
        connect(edit, &QPlainTextEdit::textChanged, this, &ReturnRulesPanel::edited);
    }
    auto *card = new Card(tr("Final sale: not taken back"));
    card->body()->addWidget(m_finalSale, 1);
    return card;
}

QLayout *ReturnRulesPanel::buildButtons()
{
    m_discard = textButton(tr("&Discard changes"));
    m_save = iconButton(u"save"_s, tr("&Save rules"));
    m_save->setToolTip(tr("Ctrl+Enter"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(m_discard);
    buttons->addWidget(m_save);
    connect(m_save, &QPushButton::clicked, this, &ReturnRulesPanel::save);
    connect(m_discard, &QPushButton::clicked, this, [this] {
        banner()->clear();
        fill(*m_known);
    });
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        connect(new QShortcut(QKeySequence(Qt::CTRL | key), this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut),
                &QShortcut::activated, this, &ReturnRulesPanel::save);
    }
    return buttons;
}

void ReturnRulesPanel::refresh()
{
    if (!m_busy) {
        m_poll.ask();
    }
}

QString ReturnRulesPanel::reasonToStay() const
{
    return m_dirty || m_busy ? tr("The rules of returns that you changed have not been saved.") : QString();
}

void ReturnRulesPanel::showRules(const Result<ReturnRules> &rules)
{
    if (m_busy) {
        return; // it was asked before the save whose answer is to come
    }
    if (!rules) {
        tellStale(tr("The rules can't be read; what is shown may be old. %1").arg(errorText(rules.error())));
        return;
    }
    tellFresh();
    if (m_known && rules->version == m_known->version) {
        return;
    }
    if (!m_dirty) {
        fill(*rules);
    } else {
        tellConflict(*rules);
    }
}

void ReturnRulesPanel::fill(const ReturnRules &rules)
{
    m_known = rules;
    {
        const QSignalBlocker quiet[] = {QSignalBlocker(m_window),  QSignalBlocker(m_send), QSignalBlocker(m_validate),
                                        QSignalBlocker(m_approve), QSignalBlocker(m_skus), QSignalBlocker(m_categories)};
        m_window->setValue(int(rules.windowDays));
        m_send->setValue(int(rules.sendDays));
        m_validate->setChecked(rules.autoValidate);
        m_approve->setChecked(rules.autoApprove);
        m_skus->setPlainText(rules.finalSaleSkus.join(u'\n'));
        m_categories->setPlainText(rules.finalSaleCategories.join(u'\n'));
    }
    m_times->clearErrors();
    m_finalSale->clearErrors();
    edited();
    m_dirty = false;
    setBusy(false);
}

ReturnRules ReturnRulesPanel::entered() const
{
    ReturnRules rules;
    rules.windowDays = m_window->value();
    rules.sendDays = m_send->value();
    rules.autoValidate = m_validate->isChecked();
    rules.autoApprove = m_validate->isChecked() && m_approve->isChecked();
    rules.finalSaleSkus = linesOf(m_skus);
    rules.finalSaleCategories = linesOf(m_categories);
    rules.version = m_known ? m_known->version : 0;
    return rules;
}

void ReturnRulesPanel::edited()
{
    m_dirty = true;
    m_approve->setEnabled(m_validate->isChecked());
    setBusy(m_busy);
}

void ReturnRulesPanel::setBusy(bool busy)
{
    m_busy = busy;
    m_times->setEnabled(m_known && !busy);
    m_finalSale->setEnabled(m_known && !busy);
    m_save->setEnabled(m_known && m_dirty && !busy);
    m_discard->setEnabled(m_known && m_dirty && !busy);
}

void ReturnRulesPanel::save()
{
    if (!m_save->isEnabled()) {
        return;
    }
    banner()->clear();
    m_times->clearErrors();
    m_finalSale->clearErrors();
    setBusy(true);
    m_services.changeReturnRules(entered(), whileAlive(this, [this](const Result<ReturnRules> &result) { showSaved(result); }));
}

void ReturnRulesPanel::showSaved(const Result<ReturnRules> &result)
{
    if (result) {
        fill(*result);
        banner()->tell(Banner::Tone::Good, tr("The rules are saved, and count from now on."));
        return;
    }
    if (result.error().code != ErrorCode::VersionConflict) {
        setBusy(false);
        showRefusal(result.error());
        return;
    }
    m_services.returnRules(whileAlive(this, [this](const Result<ReturnRules> &present) {
        setBusy(false);
        if (present) {
            tellConflict(*present);
        } else {
            showRefusal(present.error());
        }
    }));
}

void ReturnRulesPanel::showRefusal(const Error &error)
{
    Error times = error;
    Error finalSale = error;
    const auto isFinalSale = [](const FieldError &field) { return field.field.startsWith(u"final_sale"_s); };
    std::erase_if(times.fields, isFinalSale);
    std::erase_if(finalSale.fields, [&](const FieldError &field) { return !isFinalSale(field); });
    if (error.fields.empty()) {
        banner()->tell(Banner::Tone::Bad, tr("The rules are not saved. %1").arg(errorText(error)));
        return;
    }
    if (!finalSale.fields.empty()) {
        (void)m_finalSale->tellRefusal(finalSale);
        m_finalSale->focusFirstError();
    }
    if (!times.fields.empty()) {
        if (const QString rest = m_times->tellRefusal(times); !rest.isEmpty()) {
            banner()->tell(Banner::Tone::Bad, rest);
        }
        m_times->focusFirstError();
    }
}

void ReturnRulesPanel::tellConflict(const ReturnRules &present)
{
    const QString changes = differences(entered(), present);
    m_known = present;
    banner()->tell(
        Banner::Tone::Warning,
        tr("Somebody else changed the rules meanwhile. What you entered is kept, and not saved; saving puts it in place of what "
           "is there now:")
            + u'\n' + (changes.isEmpty() ? tr("The same as you entered.") : changes),
        tr("&Load what is there"), [this] { fill(*m_known); });
}

} // namespace tidegate
