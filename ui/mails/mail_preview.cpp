// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mails/mail_preview.h"

#include <QPlainTextEdit>
#include <QTabWidget>
#include <QTextBrowser>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

class QuietBrowser : public QTextBrowser
{
public:
    QuietBrowser()
    {
        setOpenLinks(false);
        setTabChangesFocus(true);
    }
    QVariant loadResource(int, const QUrl &) override { return {}; }
};

} // namespace

MailPreview::MailPreview(QWidget *parent)
    : Card(tr("Preview"), parent)
    , m_subject(new ElidedLabel)
    , m_pages(new QTabWidget)
    , m_html(new QuietBrowser)
    , m_text(new QPlainTextEdit)
{
    m_subject->setObjectName(u"preview_subject"_s);
    scaleFont(m_subject, 1.0, true);
    m_html->setObjectName(u"preview_html"_s);
    m_html->setAccessibleName(tr("Preview of the HTML"));
    m_text->setObjectName(u"preview_text"_s);
    m_text->setAccessibleName(tr("Preview of the text"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_pages->addTab(m_html, tr("HTML"));
    m_pages->addTab(m_text, tr("Text"));
    body()->addWidget(m_subject);
    body()->addWidget(m_pages, 1);
    body()->addWidget(mutedLabel(tr("With values made up.")));
}

void MailPreview::show(const MailText &mail)
{
    m_subject->setText(mail.subject);
    if (m_html->toHtml().isEmpty() || m_html->property("source").toString() != mail.html) {
        m_html->setHtml(mail.html);
        m_html->setProperty("source", mail.html);
    }
    if (m_text->toPlainText() != mail.text) {
        m_text->setPlainText(mail.text);
    }
    m_pages->setTabEnabled(0, !mail.html.isEmpty());
    setStale(false);
}

void MailPreview::setStale(bool stale)
{
    m_pages->setEnabled(!stale);
    m_subject->setEnabled(!stale);
}

} // namespace tidegate
