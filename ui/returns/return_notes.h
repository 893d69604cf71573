// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/return_services.h"

class QComboBox;
class QPlainTextEdit;
class QTextBrowser;

namespace tidegate {

/// The notes on a return, and a new one.
class ReturnNotes : public Card
{
    Q_OBJECT

public:
    /// The services outlive this.
    explicit ReturnNotes(ReturnServices &services, QWidget *parent = nullptr);

    /// Also the same return as it is now: what was typed stays.
    void showNotes(const QString &rmaId, const std::vector<RmaNote> &notes);
    /// What was typed goes.
    void clear();
    [[nodiscard]] bool hasUnsaved() const;

Q_SIGNALS:
    void told(Banner::Tone tone, const QString &text);
    /// A note was added.
    void changed();

private:
    void add();
    void setBusy(bool busy);
    void allow();

    ReturnServices &m_services;
    QString m_rmaId;
    QString m_html; ///< that is shown
    QTextBrowser *m_notes;
    QPlainTextEdit *m_note;
    QComboBox *m_for;
    QPushButton *m_add;
    bool m_busy = false;
};

} // namespace tidegate
