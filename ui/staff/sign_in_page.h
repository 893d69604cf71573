// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "ui/staff/door_page.h"
#include "ui/staff_services.h"

#include <functional>

namespace tidegate {

/// Asks for name and password.
class SignInPage : public DoorPage
{
    Q_OBJECT

public:
    /// Both outlive this.
    SignInPage(StaffServices &services, const Clock &clock, QWidget *parent = nullptr);

    /// For whoever comes.
    void open();
    /// For whom the window was locked: the name is there already. `unsaved` tells what is lost where somebody else signs in instead; empty:
    /// nothing.
    void openLocked(const StaffActor &worker, const QString &reason, std::function<QString()> unsaved);
    /// As it was opened last.
    void again();
    /// Once a second: how long until the next password is looked at.
    void tick();

Q_SIGNALS:
    /// With the right password, which has to be given once more where it must be changed.
    void proven(const SignedIn &signedIn, const QString &password);

protected:
    void submit() override;

private:
    [[nodiscard]] QWidget *buildDemo();
    void send(const QString &name, const QString &password);
    void showFailure(const Error &error, const QString &name);

    StaffServices &m_services;
    const Clock &m_clock;
    QLineEdit *m_name;
    QLineEdit *m_password;
    QLabel *m_help;
    std::optional<StaffActor> m_locked;
    std::function<QString()> m_unsaved;
    std::optional<Monotonic> m_limitedUntil;
};

} // namespace tidegate
