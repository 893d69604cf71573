// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/staff/staff_door.h"

#include "ui/common/alive.h"
#include "ui/common/format.h"
#include "ui/staff/first_admin_page.h"
#include "ui/staff/new_password_page.h"
#include "ui/staff/sign_in_page.h"

namespace tidegate {

StaffDoor::StaffDoor(StaffServices &services, const Clock &clock, QWidget *parent)
    : QStackedWidget(parent)
    , m_services(services)
    , m_signIn(new SignInPage(services, clock))
    , m_newPassword(new NewPasswordPage(services))
    , m_firstAdmin(new FirstAdminPage(services))
{
    addWidget(m_signIn);
    addWidget(m_newPassword);
    addWidget(m_firstAdmin);
    connect(m_signIn, &SignInPage::proven, this, &StaffDoor::goOn);
    connect(m_newPassword, &NewPasswordPage::changed, this, [this](const SignedIn &signedIn) { Q_EMIT entered(signedIn.actor); });
    connect(m_newPassword, &NewPasswordPage::backWanted, this, [this] {
        m_services.signOut();
        setCurrentWidget(m_signIn);
        m_signIn->again();
    });
    connect(m_firstAdmin, &FirstAdminPage::made, this, [this](const SignedIn &signedIn) { Q_EMIT entered(signedIn.actor); });
    connect(m_firstAdmin, &FirstAdminPage::tooLate, this, [this] {
        setCurrentWidget(m_signIn);
        m_signIn->open();
        m_signIn->tell(Banner::Tone::Info, tr("There is an admin already: somebody was faster. Sign in."));
    });
}

void StaffDoor::open()
{
    setCurrentWidget(m_signIn);
    m_signIn->open();
    m_services.isFirstStart(whileAlive(this, [this](const Result<bool> &first) {
        if (!first) {
            m_signIn->tell(Banner::Tone::Bad, errorText(first.error()));
        } else if (*first) {
            setCurrentWidget(m_firstAdmin);
            m_firstAdmin->open();
        }
    }));
}

void StaffDoor::openLocked(const StaffActor &worker, const QString &reason, std::function<QString()> unsaved)
{
    setCurrentWidget(m_signIn);
    m_signIn->openLocked(worker, reason, std::move(unsaved));
}

void StaffDoor::tick()
{
    m_signIn->tick();
}

void StaffDoor::goOn(const SignedIn &signedIn, const QString &password)
{
    if (!signedIn.mustChangePassword) {
        Q_EMIT entered(signedIn.actor);
        return;
    }
    setCurrentWidget(m_newPassword);
    m_newPassword->open(signedIn.actor, password);
}

} // namespace tidegate
