// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/panel.h"
#include "ui/mail_template_services.h"

#include <QMap>

class QComboBox;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace tidegate {

class FormFields;
class MailPreview;

/// What customers are written: an admin changes it here, and sees at once what becomes of it. What was changed and not saved is kept for every mail and
/// language while the panel lives; saving over somebody else's change asks first.
class MailTemplatesPanel : public Panel
{
    Q_OBJECT

public:
    /// The services outlive this.
    explicit MailTemplatesPanel(MailTemplateServices &services, QWidget *parent = nullptr);

    void refresh() override;
    [[nodiscard]] QString reasonToStay() const override;

private:
    using Key = std::pair<int, QString>;

    [[nodiscard]] QWidget *buildList();
    [[nodiscard]] QWidget *buildEditor();
    [[nodiscard]] QWidget *buildPlaceholders();
    [[nodiscard]] QLayout *buildButtons();
    [[nodiscard]] Key key() const;
    [[nodiscard]] MailTemplate draft() const;
    void showTemplates(const Result<std::vector<MailTemplate>> &all);
    void showCurrent();
    void showMarks();
    void showPlaceholders();
    void insertPlaceholder();
    void edited();
    void preview();
    void showPreview(const Result<MailText> &mail);
    void save();
    /// `bad` has a place for the reason.
    void showSaved(const Result<MailTemplate> &result, const QString &good, const QString &bad);
    void tellConflict(const Result<std::vector<MailTemplate>> &all);
    void askReset();
    void discard(const Key &of);
    void sendTest();
    void setBusy(bool busy);

    MailTemplateServices &m_services;
    Poll<std::vector<MailTemplate>> m_poll;
    QMap<Key, MailTemplate> m_known;
    QMap<Key, MailTemplate> m_drafts; ///< what was changed and not saved, with the version that it was made from
    QListWidget *m_kinds = nullptr;
    QComboBox *m_language = nullptr;
    FormFields *m_fields = nullptr;
    QLineEdit *m_subject = nullptr;
    QPlainTextEdit *m_text = nullptr;
    QPlainTextEdit *m_html = nullptr;
    QListWidget *m_placeholders = nullptr;
    MailPreview *m_preview = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_reset = nullptr;
    QPushButton *m_discard = nullptr;
    QPushButton *m_test = nullptr;
    QWidget *m_target = nullptr;  ///< where a placeholder goes
    QWidget *m_focused = nullptr; ///< while it is busy: where somebody was writing
    QTimer m_typing;
    QString m_lastAddress;
    int m_seconds = 0;
    bool m_busy = false;
};

} // namespace tidegate
