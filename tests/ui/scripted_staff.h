// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/staff_services.h"

#include <QObject>
#include <QStringList>

namespace tidegate {

/// Staff of which an admin is signed in already, so that a window is open at once. For a window that is closed at first call leave().
class ScriptedStaff : public QObject, public StaffServices
{
    Q_OBJECT

public:
    /// What a call for a user was given.
    struct Change {
        QString name;
        qint64 version = 0;
        std::optional<StaffRole> role;
        std::optional<bool> disabled;
    };

    /// "anna", an admin, "bob" of the warehouse, and "carla" of finance, who is disabled; the password of each is their name and "-secret".
    ScriptedStaff();

    /// Nobody is signed in, whoever ended the session.
    void leave() { actor.reset(); }
    StaffUser *find(const QString &name);

    std::optional<StaffActor> actor;
    std::vector<StaffUser> userList;
    ReturnRules rules;
    std::chrono::seconds idle{1'800};
    QString demo;
    bool mustChange = false;      ///< whoever signs in has to choose another password
    QString current;              ///< the password of whoever signed in
    std::optional<Error> failure; ///< of the door
    std::optional<Error> readFailure;
    std::optional<Error> saveFailure; ///< of users and rules
    bool silent = false;              ///< questions stay without an answer

    QStringList signIns; ///< "NAME PASSWORD"
    int signOuts = 0;
    std::vector<Change> changes;
    std::vector<ReturnRules> savedRules;

    [[nodiscard]] std::optional<StaffActor> signedIn() const override { return actor; }
    [[nodiscard]] std::chrono::seconds idleLimit() const override { return idle; }
    [[nodiscard]] QString demoPassword() const override { return demo; }
    void isFirstStart(Answer<bool> answer) override;
    void makeFirstAdmin(const QString &name, const QString &password, Answer<SignedIn> answer) override;
    void signIn(const QString &name, const QString &password, Answer<SignedIn> answer) override;
    void changePassword(const QString &current, const QString &newPassword, Answer<SignedIn> answer) override;
    void signOut() override;
    void users(Answer<std::vector<StaffUser>> answer) override;
    void addUser(const QString &name, StaffRole role, Answer<IssuedPassword> answer) override;
    void renewPassword(const QString &name, Answer<IssuedPassword> answer) override;
    void setRole(const QString &name, qint64 version, StaffRole role, Answer<StaffUser> answer) override;
    void setDisabled(const QString &name, qint64 version, bool disabled, Answer<StaffUser> answer) override;
    void returnRules(Answer<ReturnRules> answer) override;
    void changeReturnRules(const ReturnRules &rules, Answer<ReturnRules> answer) override;

private:
    template <typename T>
    void give(Answer<T> answer, Result<T> result);
    [[nodiscard]] SignedIn enter(const QString &name, const QString &password);

    StaffActor m_proven; ///< who has given the right password
};

} // namespace tidegate
