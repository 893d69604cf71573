// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/return_services.h"

#include <QPointer>
#include <QWidget>

#include <functional>

class QProgressBar;
class QPushButton;

namespace tidegate {

/// One step that somebody takes with a return, as part of the return's page: a heading, what is entered, and the buttons. Ctrl+Enter sends, Esc closes
/// and asks first where something was entered. While it is sent nothing can be changed.
class ReturnForm : public QWidget
{
    Q_OBJECT

public:
    /// The return as it is now, such as after a conflict. What was entered stays where it still applies; a banner names what was dropped.
    virtual void showReturn(const RmaDetails &details) = 0;
    /// What is attached to the return by now, which does not change its version.
    virtual void showAttachments(const std::vector<RmaAttachment> &) {}
    /// Something was entered and not sent, or nobody knows yet whether it was taken.
    [[nodiscard]] bool hasUnsaved() const { return m_busy || hasEntries(); }
    /// Its step is being taken.
    [[nodiscard]] bool isBusy() const { return m_busy; }
    /// As the close button does.
    void close();

Q_SIGNALS:
    /// The step is taken; the return as it is now.
    void done(const tidegate::RmaAnswer &answer);
    /// Somebody else changed the return since it was shown here: showReturn() with the newer one.
    void conflict();
    /// The user leaves it.
    void closed();

protected:
    /// Sends one request to the services under the version and the key that it is given.
    using Step = std::function<void(const ReturnWrite &write, Answer<RmaAnswer> answer)>;
    using Then = std::function<void(const RmaAnswer &answer)>;

    /// The services outlive this. `action` is the button that sends.
    ReturnForm(ReturnServices &services, const RmaDetails &details, const QString &title, const QString &action, QWidget *parent);

    [[nodiscard]] virtual bool hasEntries() const = 0;
    /// The action was chosen: checks, and send()s.
    virtual void submit() = 0;

    /// To be called wherever something is entered: what is sent next is another request.
    void touch();
    /// Takes a step; `then` is called where it was taken, by default to emit done(). The same request sent again has the same key, so that it
    /// happens once however often it is sent.
    void send(const Step &step, const Then &then = {});
    void setDetails(const RmaDetails &details) { m_details = details; }

    [[nodiscard]] ReturnServices &services() const { return m_services; }
    [[nodiscard]] const RmaDetails &details() const { return m_details; }
    [[nodiscard]] const Rma &rma() const { return m_details.rma; }
    [[nodiscard]] Banner *banner() const { return m_banner; }
    /// Where what is entered stands.
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    [[nodiscard]] QPushButton *actionButton() const { return m_action; }
    void setTitle(const QString &title);
    void setSubtitle(const QString &text);
    /// Stands at the left of the action.
    void addButton(QPushButton *button);
    /// Rebuilds what is entered by `rebuild`, and gives the focus back to the widget that has the name of the one that had it.
    void rebuild(const std::function<void()> &rebuild);
    /// Why a step was refused, and what to do.
    [[nodiscard]] virtual QString refusalText(const Error &error) const;

    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] QLayout *buildButtons(const QString &action);
    void setBusy(bool busy);
    void take(const Result<RmaAnswer> &answer, const Then &then);

    ReturnServices &m_services;
    RmaDetails m_details;
    QString m_key; ///< of the request that was sent last and may have to be sent again; empty: the next is another one
    QLabel *m_title;
    QLabel *m_subtitle;
    Banner *m_banner;
    QWidget *m_content;
    QVBoxLayout *m_body;
    QHBoxLayout *m_buttons = nullptr;
    QPushButton *m_close = nullptr;
    QPushButton *m_action = nullptr;
    QProgressBar *m_busyBar = nullptr;
    QPointer<QWidget> m_focused; ///< while it is sent: what had the focus before
    bool m_busy = false;
};

} // namespace tidegate
