// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mails/mail_templates_panel.h"

#include "ui/common/form_fields.h"
#include "ui/common/format.h"
#include "ui/common/question.h"
#include "ui/mails/mail_kind_text.h"
#include "ui/mails/mail_preview.h"
#include "ui/mails/test_mail_dialog.h"
#include "ui/orders/order_texts.h"

#include <QComboBox>
#include <QFontDatabase>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QSignalBlocker>
#include <QSplitter>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

constexpr auto typingPause = 150ms;
constexpr int secondsBetweenReads = 10;

QPlainTextEdit *templateEdit()
{
    auto *edit = new QPlainTextEdit;
    edit->setTabChangesFocus(true);
    edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    edit->setMinimumHeight(edit->fontMetrics().height() * 5);
    return edit;
}

QString notSavedText(MailKind kind)
{
    return MailTemplatesPanel::tr("%1 (not saved)", "mail").arg(mailKindText(kind));
}

} // namespace

MailTemplatesPanel::MailTemplatesPanel(MailTemplateServices &services, QWidget *parent)
    : Panel(tr("Mails to customers"), parent)
    , m_services(services)
    , m_poll(
          this, [&services](auto answer) { services.mailTemplates(std::move(answer)); },
          [this](const auto &result) { showTemplates(result); })
    , m_preview(new MailPreview)
{
    auto *splitter = new QSplitter;
    splitter->setObjectName(u"mails_splitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(buildList());
    splitter->addWidget(buildEditor());
    splitter->addWidget(m_preview);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 5);
    splitter->setStretchFactor(2, 4);
    if (!services.sendsMail()) {
        QLabel *noServer = mutedLabel(tr("No mail server is set up ([mail] host): mails will wait until there is one."));
        noServer->setObjectName(u"no_mail_server"_s);
        noServer->setWordWrap(true);
        body()->addWidget(noServer);
    }
    body()->addWidget(splitter, 1);
    body()->addLayout(buildButtons());
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPause);
    connect(&m_typing, &QTimer::timeout, this, &MailTemplatesPanel::preview);
    for (const auto pressed : {Qt::Key_Return, Qt::Key_Enter}) {
        connect(new QShortcut(QKeySequence(Qt::CTRL | pressed), this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut),
                &QShortcut::activated, this, &MailTemplatesPanel::save);
    }
    setBusy(false);
}

QWidget *MailTemplatesPanel::buildList()
{
    m_language = new QComboBox;
    m_language->setObjectName(u"language"_s);
    m_language->setAccessibleName(tr("Language"));
    for (const QString &language : mailLanguages()) {
        m_language->addItem(mailLanguageText(language), language);
    }
    m_kinds = new QListWidget;
    m_kinds->setObjectName(u"mail_kinds"_s);
    m_kinds->setAccessibleName(tr("Mails"));
    m_kinds->setSpacing(2);
    m_kinds->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    int widest = 0;
    for (const MailKind kind : mailKinds()) {
        widest = std::max(widest, m_kinds->fontMetrics().horizontalAdvance(notSavedText(kind)));
        auto *item = new QListWidgetItem(mailKindText(kind), m_kinds);
        item->setData(Qt::UserRole, int(kind));
    }
    m_kinds->setMinimumWidth(widest + 24);
    m_kinds->setCurrentRow(0);
    auto *label = plainLabel(tr("&Language"));
    label->setBuddy(m_language);
    auto *card = new Card(tr("Mails"));
    card->body()->addWidget(label);
    card->body()->addWidget(m_language);
    card->body()->addWidget(m_kinds, 1);
    connect(m_kinds, &QListWidget::currentRowChanged, this, [this] { showCurrent(); });
    connect(m_language, &QComboBox::currentIndexChanged, this, [this] { showCurrent(); });
    return card;
}

QWidget *MailTemplatesPanel::buildEditor()
{
    m_subject = new QLineEdit;
    m_subject->setMaxLength(int(longestMailSubject));
    m_text = templateEdit();
    m_html = templateEdit();
    m_fields = new FormFields;
    m_fields->addField(u"subject"_s, tr("S&ubject"), m_subject);
    m_fields->addField(u"text"_s, tr("Te&xt"), m_text);
    m_fields->addField(u"html"_s, tr("HT&ML (may be empty)"), m_html);
    m_fields->addWidget(buildPlaceholders());
    m_target = m_text;
    connect(m_subject, &QLineEdit::textEdited, this, &MailTemplatesPanel::edited);
    for (QPlainTextEdit *edit : {m_text, m_html}) {
        connect(edit, &QPlainTextEdit::textChanged, this, &MailTemplatesPanel::edited);
        connect(edit, &QPlainTextEdit::cursorPositionChanged, this, [this, edit] { m_target = edit; });
    }
    connect(m_subject, &QLineEdit::cursorPositionChanged, this, [this] { m_target = m_subject; });
    auto *card = new Card(tr("Template"));
    card->body()->addWidget(m_fields, 1);
    return card;
}

QWidget *MailTemplatesPanel::buildPlaceholders()
{
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_placeholders = new QListWidget;
    m_placeholders->setObjectName(u"placeholders"_s);
    m_placeholders->setAccessibleName(tr("Placeholders"));
    m_placeholders->setWordWrap(true);
    m_placeholders->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_placeholders->setFixedHeight(m_placeholders->fontMetrics().height() * 6);
    auto *label = plainLabel(tr("&Placeholders (Enter puts one where you write)"));
    label->setWordWrap(true);
    label->setBuddy(m_placeholders);
    layout->addWidget(label);
    layout->addWidget(m_placeholders);
    connect(m_placeholders, &QListWidget::itemActivated, this, &MailTemplatesPanel::insertPlaceholder);
    return box;
}

QLayout *MailTemplatesPanel::buildButtons()
{
    m_test = iconButton(u"send"_s, tr("Send a &test mail…"));
    m_reset = textButton(tr("&Reset to the default…"));
    m_discard = textButton(tr("&Discard changes"));
    m_save = iconButton(u"save"_s, tr("&Save"));
    m_save->setToolTip(tr("Ctrl+Enter"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_test);
    buttons->addStretch();
    buttons->addWidget(m_reset);
    buttons->addWidget(m_discard);
    buttons->addWidget(m_save);
    connect(m_save, &QPushButton::clicked, this, &MailTemplatesPanel::save);
    connect(m_reset, &QPushButton::clicked, this, &MailTemplatesPanel::askReset);
    connect(m_discard, &QPushButton::clicked, this, [this] { discard(key()); });
    connect(m_test, &QPushButton::clicked, this, &MailTemplatesPanel::sendTest);
    return buttons;
}

void MailTemplatesPanel::refresh()
{
    if (!m_busy && (m_known.isEmpty() || ++m_seconds % secondsBetweenReads == 0)) {
        m_poll.ask();
    }
}

QString MailTemplatesPanel::reasonToStay() const
{
    return m_drafts.isEmpty() && !m_busy ? QString() : tr("The mails that you changed have not been saved.");
}

MailTemplatesPanel::Key MailTemplatesPanel::key() const
{
    const QListWidgetItem *item = m_kinds->currentItem();
    return {item ? item->data(Qt::UserRole).toInt() : 0, m_language->currentData().toString()};
}

MailTemplate MailTemplatesPanel::draft() const
{
    return m_drafts.value(key(), m_known.value(key()));
}

void MailTemplatesPanel::showTemplates(const Result<std::vector<MailTemplate>> &all)
{
    if (m_busy) {
        return; // it was asked before the save whose answer is to come
    }
    if (!all) {
        tellStale(tr("The mails can't be read; what is shown may be old. %1").arg(errorText(all.error())));
        return;
    }
    tellFresh();
    const bool first = m_known.isEmpty();
    const MailTemplate shown = m_known.value(key());
    for (const MailTemplate &each : *all) {
        m_known.insert({int(each.kind), each.language}, each);
    }
    if (first || (shown.version != m_known.value(key()).version && !m_drafts.contains(key()))) {
        showCurrent();
    }
    showMarks();
}

void MailTemplatesPanel::showCurrent()
{
    const MailTemplate shown = draft();
    {
        const QSignalBlocker quiet[] = {QSignalBlocker(m_subject), QSignalBlocker(m_text), QSignalBlocker(m_html)};
        m_subject->setText(shown.text.subject);
        m_text->setPlainText(shown.text.text);
        m_html->setPlainText(shown.text.html);
    }
    m_fields->clearErrors();
    showPlaceholders();
    setBusy(m_busy);
    preview();
}

void MailTemplatesPanel::showMarks()
{
    for (int row = 0; row < m_kinds->count(); ++row) {
        QListWidgetItem *item = m_kinds->item(row);
        const int kind = item->data(Qt::UserRole).toInt();
        const Key of{kind, m_language->currentData().toString()};
        const QString name = mailKindText(MailKind(kind));
        item->setText(m_drafts.contains(of)             ? notSavedText(MailKind(kind))
                          : m_known.value(of).isChanged ? tr("%1 (changed)", "mail").arg(name)
                                                        : name);
    }
}

void MailTemplatesPanel::showPlaceholders()
{
    m_placeholders->clear();
    for (const MailPlaceholder &placeholder : mailPlaceholders(MailKind(key().first))) {
        auto *item = new QListWidgetItem(u"{{%1}}  %2"_s.arg(placeholder.name, mailPlaceholderText(placeholder)), m_placeholders);
        item->setData(Qt::UserRole, placeholder.name);
        if (placeholder.mayBeEmpty) {
            item->setToolTip(tr("May be empty: what stands between {{#%1}} and {{/%1}} is left out then.").arg(placeholder.name));
        }
    }
    m_placeholders->setCurrentRow(0);
}

void MailTemplatesPanel::insertPlaceholder()
{
    const QListWidgetItem *item = m_placeholders->currentItem();
    if (!item) {
        return;
    }
    const QString text = u"{{%1}}"_s.arg(item->data(Qt::UserRole).toString());
    QWidget *const target = m_target;
    if (target == m_subject) {
        m_subject->insert(text);
        edited();
    } else if (auto *edit = qobject_cast<QPlainTextEdit *>(target)) {
        edit->insertPlainText(text);
    }
    target->setFocus();
}

void MailTemplatesPanel::edited()
{
    MailTemplate changed = draft();
    changed.text = {m_subject->text(), m_text->toPlainText(), m_html->toPlainText()};
    if (changed.text == m_known.value(key()).text) {
        m_drafts.remove(key());
    } else {
        m_drafts.insert(key(), changed);
    }
    setBusy(m_busy);
    m_typing.start();
}

void MailTemplatesPanel::preview()
{
    if (!m_known.contains(key())) {
        return;
    }
    m_services.previewMail(draft(), whileAlive(this, [this, asked = draft().text, of = key()](const Result<MailText> &mail) {
                               if (of == key() && asked == draft().text) {
                                   showPreview(mail);
                               }
                           }));
}

void MailTemplatesPanel::showPreview(const Result<MailText> &mail)
{
    m_fields->clearErrors();
    if (mail) {
        m_preview->show(*mail);
        return;
    }
    m_preview->setStale(true);
    if (const QString rest = m_fields->tellRefusal(mail.error()); !rest.isEmpty()) {
        banner()->tell(Banner::Tone::Bad, rest);
    }
}

void MailTemplatesPanel::save()
{
    if (!m_save->isEnabled()) {
        return;
    }
    banner()->clear();
    m_fields->clearErrors();
    setBusy(true);
    m_services.saveMailTemplate(draft(), whileAlive(this, [this](const Result<MailTemplate> &result) {
                                    showSaved(result, tr("The mail is saved; customers get it so from now on."),
                                              tr("The mail is not saved. %1"));
                                }));
}

void MailTemplatesPanel::showSaved(const Result<MailTemplate> &result, const QString &good, const QString &bad)
{
    if (result) {
        const Key of{int(result->kind), result->language};
        m_known.insert(of, *result);
        m_drafts.remove(of);
        setBusy(false);
        showCurrent();
        banner()->tell(Banner::Tone::Good, good);
        return;
    }
    if (result.error().code == ErrorCode::VersionConflict) {
        m_services.mailTemplates(whileAlive(this, [this](const Result<std::vector<MailTemplate>> &all) { tellConflict(all); }));
        return;
    }
    setBusy(false);
    if (const QString rest = m_fields->tellRefusal(result.error()); !rest.isEmpty()) {
        banner()->tell(Banner::Tone::Bad, bad.arg(rest));
    }
    m_fields->focusFirstError();
}

void MailTemplatesPanel::tellConflict(const Result<std::vector<MailTemplate>> &all)
{
    setBusy(false);
    showTemplates(all);
    if (!all) {
        return;
    }
    const MailTemplate present = m_known.value(key());
    const QString who = actorText(present.changedBy);
    if (!m_drafts.contains(key())) {
        banner()->tell(Banner::Tone::Warning, tr("%1 changed this mail meanwhile: look at what is there now.").arg(who));
        return;
    }
    m_drafts[key()].version = present.version;
    banner()->tell(
        Banner::Tone::Warning,
        tr("%1 changed this mail meanwhile. What you wrote is kept, and not saved; saving puts it in place of what is there now:")
                .arg(who)
            + u'\n' + present.text.subject + u'\n' + present.text.text.left(300),
        tr("&Load what is there"), [this, of = key()] { discard(of); });
}

void MailTemplatesPanel::askReset()
{
    ask(this,
        {tr("Reset “%1” to the default?").arg(mailKindText(MailKind(key().first))),
         tr("What was written in its place in %1 is gone then.").arg(m_language->currentText()), tr("&Reset"), true},
        [this] {
            setBusy(true);
            m_services.resetMailTemplate(m_known.value(key()), whileAlive(this, [this](const Result<MailTemplate> &result) {
                                             showSaved(result, tr("The mail is the default again."),
                                                       tr("The mail is not reset. %1"));
                                         }));
        });
}

void MailTemplatesPanel::discard(const Key &of)
{
    banner()->clear();
    m_drafts.remove(of);
    showCurrent();
}

void MailTemplatesPanel::sendTest()
{
    auto *dialog = new TestMailDialog(m_services, draft(), m_lastAddress, this);
    connect(dialog, &TestMailDialog::sent, this, [this](const QString &address) {
        m_lastAddress = address;
        banner()->tell(Banner::Tone::Good, tr("The test mail to %1 is on its way.").arg(address));
    });
    dialog->open();
}

void MailTemplatesPanel::setBusy(bool busy)
{
    QWidget *const focused = window()->focusWidget();
    if (busy && !m_busy && focused && m_fields->isAncestorOf(focused)) {
        m_focused = focused;
    }
    m_busy = busy;
    const bool known = m_known.contains(key());
    const bool changed = m_drafts.contains(key());
    m_fields->setEnabled(known && !busy);
    m_kinds->setEnabled(!busy);
    m_language->setEnabled(!busy);
    m_save->setEnabled(known && changed && !busy);
    m_discard->setEnabled(known && changed && !busy);
    m_reset->setEnabled(known && m_known.value(key()).isChanged && !busy);
    m_test->setEnabled(known && !busy);
    if (!busy && m_focused) {
        m_focused->setFocus(); // what is disabled loses it
        m_focused = nullptr;
    }
    showMarks();
}

} // namespace tidegate
