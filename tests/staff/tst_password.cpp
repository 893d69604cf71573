// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/staff/password.h"
#include "core/staff/staff_role.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {
const PasswordCost cheap{1, 8'192};
}

class PasswordTest : public QObject
{
    Q_OBJECT

    SystemRandom m_random; // readies libsodium

private Q_SLOTS:
    void rules_data()
    {
        QTest::addColumn<QString>("password");
        QTest::addColumn<QString>("code");
        QTest::newRow("7 characters") << u"abcdefg"_s << u"too_short"_s;
        QTest::newRow("8 characters of any kind") << u"tide gat"_s << QString();
        QTest::newRow("128 characters") << u"ab"_s.repeated(64) << QString();
        QTest::newRow("129 characters") << u"ab"_s.repeated(64) + u'c' << u"too_long"_s;
        QTest::newRow("characters are not code units") << u"🧀🐟🍞🍇🍋🍏🥕"_s << u"too_short"_s;
        QTest::newRow("emoji") << u"🧀🐟🍞🍇🍋🍏🥕🌽"_s << QString();
        QTest::newRow("blanks count") << u"a b c d "_s << QString();
        QTest::newRow("common") << u"password1"_s << u"too_common"_s;
        QTest::newRow("common in capitals") << u"PassWord1"_s << u"too_common"_s;
        QTest::newRow("common digits") << u"123456789"_s << u"too_common"_s;
        QTest::newRow("one character") << u"qqqqqqqqqqqq"_s << u"too_common"_s;
        QTest::newRow("first of the list") << u"00000000"_s << u"too_common"_s;
        QTest::newRow("the user's name") << u"Anna.Smith"_s << u"is_user_name"_s;
    }
    void rules()
    {
        QFETCH(QString, password);
        const Result<Done> checked = checkPassword(password, u"anna.smith"_s);
        QTEST(checked ? QString() : checked.error().fields.at(0).code, "code");
    }

    void everyCommonPasswordIsFound()
    {
        static const char *const list[] = {
#include "core/staff/common_passwords.inc"
        };
        QVERIFY(std::size(list) > 300);
        for (const char *password : list)
            QVERIFY2(!checkPassword(QString::fromUtf8(password), u"anna"_s), password);
    }

    void hashesAreArgon2idWithTheirOwnSalt()
    {
        const QString first = hashPassword(u"correct horse"_s, cheap).value();
        const QString second = hashPassword(u"correct horse"_s, cheap).value();
        QVERIFY(first.startsWith(u"$argon2id$v=19$m=8,t=1,p=1$"));
        QVERIFY(first != second);
        QVERIFY(verifyPassword(u"correct horse"_s, first));
        QVERIFY(!verifyPassword(u"correct horsf"_s, first));
        QVERIFY(!verifyPassword(QString(), first));
        QVERIFY(!verifyPassword(u"correct horse"_s, u"no hash"_s));
        QVERIFY(!verifyPassword(u"correct horse"_s, QString()));
    }

    void theUsualCostIsWhatOwaspAsks()
    {
        const QString hash = hashPassword(u"correct horse"_s).value();
        QVERIFY2(hash.startsWith(u"$argon2id$v=19$m=19456,t=2,p=1$"), qPrintable(hash));
        QVERIFY(!isOutdated(hash));
        QVERIFY(isOutdated(hashPassword(u"correct horse"_s, cheap).value()));
    }

    void thesamePasswordTypedOtherwiseIsTheSame()
    {
        const QString hash = hashPassword(u"caf\u00e9 cr\u00e8me"_s, cheap).value();
        QVERIFY(verifyPassword(u"cafe\u0301 cre\u0300me"_s, hash));
    }

    void passwordsMayHoldNul()
    {
        const QString hash = hashPassword(u"secret\0one"_s, cheap).value();
        QVERIFY(!verifyPassword(u"secret\0two"_s, hash));
    }

    void anAdminMayAll()
    {
        QVERIFY(roleAllows(StaffRole::Admin, StaffRole::Finance));
        QVERIFY(roleAllows(StaffRole::Support, StaffRole::Support));
        QVERIFY(!roleAllows(StaffRole::Support, StaffRole::Warehouse));
        QVERIFY(!roleAllows(StaffRole::Finance, StaffRole::Admin));
        for (const QString &name : {u"admin"_s, u"support"_s, u"warehouse"_s, u"finance"_s})
            QCOMPARE(staffRoleName(staffRoleFromName(name).value()), name);
        QVERIFY(!staffRoleFromName(u"root"));
    }
};

QTEST_GUILESS_MAIN(PasswordTest)
#include "tst_password.moc"
