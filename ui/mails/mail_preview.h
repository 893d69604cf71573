// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/notify/mail_text.h"
#include "ui/common/widgets.h"

class QPlainTextEdit;
class QTabWidget;
class QTextBrowser;

namespace tidegate {

/// A mail as its reader sees it: the subject, and one page each for its HTML and its text. Loads nothing from anywhere, and follows no link.
class MailPreview : public Card
{
    Q_OBJECT

public:
    explicit MailPreview(QWidget *parent = nullptr);

    void show(const MailText &mail);
    /// What is shown is not what is being written.
    void setStale(bool stale);
    [[nodiscard]] QString subject() const { return m_subject->text(); }

private:
    ElidedLabel *m_subject;
    QTabWidget *m_pages;
    QTextBrowser *m_html;
    QPlainTextEdit *m_text;
};

} // namespace tidegate
