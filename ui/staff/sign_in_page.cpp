// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/staff/sign_in_page.h"

#include "ui/common/alive.h"
#include "ui/common/flow_layout.h"
#include "ui/common/form_fields.h"
#include "ui/common/format.h"
#include "ui/common/question.h"
#include "ui/staff/role_text.h"

#include <QLineEdit>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

bool isDisabled(const Error &error)
{
    return std::any_of(error.fields.begin(), error.fields.end(),
                       [](const FieldError &field) { return field.code == u"disabled"; });
}

} // namespace

SignInPage::SignInPage(StaffServices &services, const Clock &clock, QWidget *parent)
    : DoorPage(tr("Sign in"), tr("Sign &in"), parent)
    , m_services(services)
    , m_clock(clock)
    , m_name(addLine(u"username"_s, tr("&Name")))
    , m_password(addPassword(u"password"_s, tr("&Password")))
    , m_help(mutedLabel(
          tr("Forgotten? An admin gives you a new password under Users. Where no admin can sign in any more, one is made by the "
             "command “tidegate user password NAME” on the server's machine.")))
{
    m_help->setWordWrap(true);
    if (!services.demoPassword().isEmpty()) {
        addBelow(buildDemo());
    }
    addBelow(m_help);
    connect(m_name, &QLineEdit::textEdited, this, [this] {
        // The limit is one of this name: another may be let in.
        if (m_limitedUntil) {
            m_limitedUntil.reset();
            banner()->clear();
            actionButton()->setEnabled(!isBusy());
        }
    });
}

QWidget *SignInPage::buildDemo()
{
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    QLabel *text = plainLabel(
        tr("This is a demo. Look around as one of its users, who all have the password %1:").arg(m_services.demoPassword()));
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(text);
    auto *flow = new FlowLayout(8, 8);
    for (const StaffRole role : staffRoles) {
        QPushButton *button = textButton(roleText(role));
        button->setObjectName(u"demo-"_s + staffRoleName(role));
        button->setToolTip(roleWork(role));
        flow->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, role] {
            m_name->setText(staffRoleName(role));
            m_password->setText(m_services.demoPassword());
            press();
        });
    }
    layout->addLayout(flow);
    return box;
}

void SignInPage::again()
{
    m_password->clear();
    m_limitedUntil.reset();
    fields()->clearErrors();
    banner()->clear();
    setBusy(false);
    (m_name->text().isEmpty() ? m_name : m_password)->setFocus();
}

void SignInPage::open()
{
    m_locked.reset();
    m_unsaved = nullptr;
    setIntroduction({});
    setTitle(tr("Sign in"));
    again();
}

void SignInPage::openLocked(const StaffActor &worker, const QString &reason, std::function<QString()> unsaved)
{
    m_locked = worker;
    m_unsaved = std::move(unsaved);
    m_name->setText(worker.name);
    setIntroduction((reason + u' ' + tr("What %1 was doing is kept as it was.").arg(worker.name)).trimmed());
    setTitle(tr("Locked"));
    again();
}

void SignInPage::submit()
{
    const QString name = m_name->text().trimmed();
    const QString password = m_password->text();
    if (name.isEmpty()) {
        fields()->setFieldError(u"username"_s, tr("Type your name."));
    }
    if (password.isEmpty()) {
        fields()->setFieldError(u"password"_s, tr("Type your password."));
    }
    if (fields()->hasErrors()) {
        fields()->focusFirstError();
        return;
    }
    const bool isOther = m_locked && name.toCaseFolded() != m_locked->name;
    const QString lost = isOther ? m_unsaved() : QString();
    if (lost.isEmpty()) {
        send(name, password);
        return;
    }
    ask(this,
        {.title = tr("Sign in in the place of %1?").arg(m_locked->name),
         .text = tr("What %1 has not saved is lost:").arg(m_locked->name) + u"\n\n"_s + lost,
         .action = tr("&Sign in"),
         .risky = true},
        [this, name, password] { send(name, password); });
}

void SignInPage::send(const QString &name, const QString &password)
{
    setBusy(true);
    m_services.signIn(name, password, whileAlive(this, [this, name, password](const Result<SignedIn> &result) {
                          setBusy(false);
                          if (!result) {
                              showFailure(result.error(), name);
                              return;
                          }
                          m_password->clear();
                          Q_EMIT proven(*result, password);
                      }));
}

void SignInPage::showFailure(const Error &error, const QString &name)
{
    m_password->setFocus();
    m_password->selectAll();
    if (error.code == ErrorCode::RateLimited) {
        m_limitedUntil = m_clock.monotonic() + error.retryAfter.value_or(std::chrono::seconds(1));
        tick();
    } else if (error.code == ErrorCode::Unauthenticated && isDisabled(error)) {
        fields()->setFieldError(u"username"_s,
                                tr("%1 is disabled, and can't sign in until an admin enables the user again.").arg(name));
        fields()->focusFirstError();
    } else if (error.code == ErrorCode::Unauthenticated) {
        fields()->setFieldError(u"password"_s, tr("The name or the password is wrong."));
    } else {
        showRefusal(error);
    }
}

void SignInPage::tick()
{
    if (!m_limitedUntil) {
        return;
    }
    const Monotonic left = *m_limitedUntil - m_clock.monotonic();
    const bool over = left <= Monotonic(0);
    actionButton()->setEnabled(over && !isBusy());
    if (over) {
        m_limitedUntil.reset();
        banner()->tell(Banner::Tone::Info, tr("You can try again now."));
        return;
    }
    banner()->tell(Banner::Tone::Warning,
                   tr("Too many wrong passwords. The next one is looked at in %1.")
                       .arg(spanText(std::chrono::ceil<std::chrono::milliseconds>(left))));
}

} // namespace tidegate
