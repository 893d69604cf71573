// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/webhook_services.h"

class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace tidegate {

class AttemptsModel;
class Table;

/// One webhook or callback: what it says, and what became of it. Everything is shown as plain text.
class WebhookDetails : public Card
{
    Q_OBJECT

public:
    explicit WebhookDetails(WebhookDirection direction, QWidget *parent = nullptr);

    /// Null: none is selected.
    void showView(const WebhookView *view);
    void showDetail(const WebhookDetail &detail);
    /// Its body could not be read.
    void showFailure(const QString &problem);
    /// Something is under way: nothing else can be asked for.
    void setBusy(bool busy);

Q_SIGNALS:
    void replayWanted();

private:
    [[nodiscard]] QWidget *buildPage();
    [[nodiscard]] QWidget *buildBody();
    [[nodiscard]] QWidget *buildOutcome();
    [[nodiscard]] QString factsText(const WebhookView &view) const;
    void allowReplay();

    const WebhookDirection m_direction;
    QStackedWidget *m_stack;
    ElidedLabel *m_title = nullptr;
    IconView *m_stateIcon = nullptr;
    ElidedLabel *m_facts = nullptr;
    QPushButton *m_replay = nullptr;
    QPlainTextEdit *m_body = nullptr;
    QPlainTextEdit *m_result = nullptr; ///< of a webhook
    AttemptsModel *m_attempts;          ///< of a callback
    Table *m_table = nullptr;
    QString m_shownId;
    WebhookState m_state = WebhookState::Waiting;
    bool m_busy = false;
};

} // namespace tidegate
