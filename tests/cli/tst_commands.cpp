// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/catalog_commands.h"
#include "app/cli/key_commands.h"
#include "app/cli/partner_commands.h"
#include "app/cli/user_commands.h"

#include "support/scratch_store.h"

#include <QFile>
#include <QJsonDocument>
#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

/// A database and everything the commands work with; keeps what they wrote last.
class Terminal
{
public:
    template <typename Run>
    int run(bool json, Run run)
    {
        out.clear();
        err.clear();
        QTextStream outStream(&out);
        QTextStream errStream(&err);
        CommandOutput output{outStream, errStream, json};
        return run(output);
    }

    int import(const QString &file, CatalogImportArguments arguments = {}, bool json = false)
    {
        arguments.file = file;
        return run(json, [&](CommandOutput &output) { return runCatalogImport(arguments, catalog, output); });
    }
    int createKey(const KeyCreateArguments &arguments, bool json = false)
    {
        return run(json, [&](CommandOutput &output) { return runKeyCreate(arguments, keys, partners, output); });
    }
    int listKeys(bool json = false)
    {
        return run(json, [&](CommandOutput &output) { return runKeyList(keys, clock, output); });
    }
    int addPartner(const PartnerAddArguments &arguments)
    {
        return run(false, [&](CommandOutput &output) { return runPartnerAdd(arguments, partners, output); });
    }
    int listPartners(bool json = false)
    {
        return run(json, [&](CommandOutput &output) { return runPartnerList(partners, output); });
    }
    int changePartner(const PartnerChangeArguments &arguments, bool json = false)
    {
        return run(json, [&](CommandOutput &output) { return runPartnerChange(arguments, partners, output); });
    }
    int newPartnerSecret(const PartnerSecretArguments &arguments)
    {
        return run(false, [&](CommandOutput &output) { return runPartnerSecret(arguments, partners, output); });
    }
    int addUser(const UserAddArguments &arguments, QString input = {}, bool json = false)
    {
        QTextStream in(&input);
        return run(json, [&](CommandOutput &output) { return runUserAdd(arguments, staff, random, in, output); });
    }

    int newUserPassword(const UserPasswordArguments &arguments, QString input = {})
    {
        QTextStream in(&input);
        return run(false, [&](CommandOutput &output) { return runUserPassword(arguments, staff, random, in, output); });
    }
    int switchUser(const QString &name, bool disabled)
    {
        return run(false, [&](CommandOutput &output) { return runUserSwitch(name, disabled, staff, output); });
    }
    int listUsers(bool json = false)
    {
        return run(json, [&](CommandOutput &output) { return runUserList(staff, output); });
    }

    QString file(const QByteArray &text)
    {
        const QString path = scratch.folder() + u"/catalogue.csv"_s;
        QFile target(path);
        if (!target.open(QIODevice::WriteOnly) || target.write(text) != text.size())
            qFatal("the test's file can't be written");
        return path;
    }

    [[nodiscard]] QString lastLine() const { return out.trimmed().section(u'\n', -1); }
    [[nodiscard]] QJsonObject object() const { return QJsonDocument::fromJson(out.toUtf8()).object(); }

    QString out;
    QString err;
    ManualClock clock;
    SystemRandom random;
    ScratchStore scratch{ScratchStore::Backend::Sqlite};
    std::unique_ptr<Store> store = scratch.open(clock);
    CatalogService catalog{*store, clock, random};
    std::shared_ptr<KeyRing> ring = std::make_shared<KeyRing>(clock);
    KeyService keys{*store, clock, random, ring};
    PartnerService partners{*store, clock, random};
    StaffService staff{*store, clock, random, {1, 8'192}};
};

} // namespace

class CommandsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anImportTellsItsCounts()
    {
        Terminal terminal;
        QCOMPARE(terminal.import(terminal.file("sku,name,price\nA,Cup,1\nB,Mug,2\n")), ExitDone);
        QVERIFY2(terminal.out.contains(u"2 of 2 rows: 2 created, 0 updated, 0 unchanged, 0 rejected"_s),
                 qPrintable(terminal.out));
        QCOMPARE(terminal.err, QString());
        QCOMPARE(terminal.import(terminal.file("sku,name,price\nA,Cup,1\nB,Mug,2\n"), {}, true), ExitDone);
        QCOMPARE(terminal.object()[u"unchanged"_s].toInt(), 2);
    }

    void rejectedRowsAreListedAndSetTheStatus()
    {
        Terminal terminal;
        QCOMPARE(terminal.import(terminal.file("sku,name,price\nA,Cup,1\nB,Mug \"x\"\x1b[31m,cheap\n")), ExitCheckFailed);
        QVERIFY(terminal.out.contains(u"line 3, price:"_s));
        QVERIFY(!terminal.out.contains(u'\x1b'));
        QCOMPARE(terminal.import(terminal.file("sku,name,price\nB,Mug,cheap\n"), {}, true), ExitCheckFailed);
        QCOMPARE(terminal.object()[u"errors"_s].toArray().at(0)[u"code"_s].toString(), u"invalid_price"_s);
    }

    void aRefusedFileIsOneLine()
    {
        Terminal terminal;
        QCOMPARE(terminal.import(terminal.file("slug,title\nA,Cup\n")), ExitCheckFailed);
        QCOMPARE(terminal.err.count(u'\n'), 1);
        QVERIFY(terminal.err.contains(u"slug, title"_s));
        QCOMPARE(terminal.out, QString());
        QCOMPARE(terminal.import(terminal.file("sku,name\nA,\"Cup\n"), {}, true), ExitCheckFailed);
        QCOMPARE(terminal.object()[u"error"_s][u"errors"_s].toArray().at(0)[u"line"_s].toInt(), 2);
    }

    void wrongCallsAndFilesHaveTheirStatus()
    {
        Terminal terminal;
        QCOMPARE(terminal.import(u"/nowhere.csv"_s), ExitEnvironment);
        QVERIFY(terminal.err.contains(u"/nowhere.csv"_s));
        const QString file = terminal.file("sku,name,price\nA,Cup,1\n");
        QCOMPARE(terminal.import(file, {.format = u"xlsx"_s}), ExitUsage);
        QCOMPARE(terminal.import(file, {.currency = u"EURO"_s}), ExitUsage);
        QCOMPARE(terminal.import(file, {.dryRun = true}), ExitDone);
        QVERIFY(terminal.out.startsWith(u"Dry run"));
        QCOMPARE(terminal.import(file, {.currency = u"USD"_s}), ExitDone);
        QCOMPARE(terminal.catalog.product(u"A"_s).get().value().price.toString(), u"1.00 USD"_s);
    }

    void theSecretOfAKeyStandsAloneOnTheLastLine()
    {
        Terminal terminal;
        QCOMPARE(terminal.createKey({.kind = u"storefront"_s}), ExitDone);
        QVERIFY(terminal.lastLine().startsWith(u"tg_shop_"));
        QVERIFY(terminal.ring->check(terminal.lastLine().toLatin1()));
        QCOMPARE(terminal.createKey({.kind = u"storefront"_s}, true), ExitDone);
        QVERIFY(terminal.ring->check(terminal.object()[u"secret"_s].toString().toLatin1()));
    }

    void aPartnerGetsAKeyAndAWebhookSecret()
    {
        Terminal terminal;
        QCOMPARE(terminal.addPartner({.name = u"Acme"_s, .email = u"a@acme.example"_s, .callback = u"https://acme.example/"_s}),
                 ExitDone);
        QCOMPARE(terminal.addPartner({.name = u"Acme"_s, .email = u"a@acme.example"_s}), ExitCheckFailed);
        QCOMPARE(terminal.addPartner({.name = u"Other"_s, .email = u"nobody"_s}), ExitUsage);
        QCOMPARE(terminal.createKey(
                     {.kind = u"partner"_s, .partner = u"Acme"_s, .test = true, .expires = u"30"_s, .webhookSecret = true}),
                 ExitDone);
        QVERIFY(terminal.lastLine().startsWith(u"tg_test_"));
        const QStringList lines = terminal.out.split(u'\n');
        QVERIFY(std::any_of(lines.begin(), lines.end(), [](const QString &line) { return line.startsWith(u"whsec_"); }));
    }

    void wrongWishesForAKeyAreUsageErrors()
    {
        Terminal terminal;
        QCOMPARE(terminal.createKey({.kind = u"other"_s}), ExitUsage);
        QCOMPARE(terminal.createKey({.kind = u"partner"_s}), ExitUsage);
        QCOMPARE(terminal.createKey({.kind = u"partner"_s, .partner = u"Nobody"_s}), ExitCheckFailed);
        QCOMPARE(terminal.createKey({.kind = u"storefront"_s, .expires = u"soon"_s}), ExitUsage);
        QCOMPARE(terminal.createKey({.kind = u"storefront"_s, .expires = u"0"_s}), ExitUsage);
        QCOMPARE(terminal.createKey({.kind = u"storefront"_s, .webhookSecret = true}), ExitUsage);
        QCOMPARE(terminal.err.count(u'\n'), 1);
        QCOMPARE(terminal.listKeys(), ExitDone);
        QVERIFY(terminal.out.startsWith(u"There are no keys."));
    }

    void keysAreListedRotatedAndRevoked()
    {
        Terminal terminal;
        QCOMPARE(terminal.createKey({.kind = u"storefront"_s, .name = u"web shop"_s}), ExitDone);
        const QString secret = terminal.lastLine();
        const auto rotate = [&terminal](const KeyRotateArguments &arguments) {
            return terminal.run(false, [&](CommandOutput &output) { return runKeyRotate(arguments, terminal.keys, output); });
        };
        const auto revoke = [&terminal](const QString &key) {
            return terminal.run(false, [&](CommandOutput &output) { return runKeyRevoke(key, terminal.keys, output); });
        };
        QCOMPARE(rotate({.key = secret.left(16), .overlap = u"x"_s}), ExitUsage);
        QCOMPARE(rotate({.key = secret.left(16), .overlap = u"1"_s}), ExitDone);
        const QString next = terminal.lastLine();
        QVERIFY(terminal.ring->check(next.toLatin1()));
        QCOMPARE(revoke(next.left(16)), ExitDone);
        QVERIFY(!terminal.ring->check(next.toLatin1()));
        QCOMPARE(revoke(u"tg_shop_nothing1"_s), ExitCheckFailed);
        terminal.clock.advance(std::chrono::hours(2));
        QCOMPARE(terminal.listKeys(), ExitDone);
        QVERIFY(terminal.out.contains(u"expired"));
        QVERIFY(terminal.out.contains(u"revoked"));
        QVERIFY(terminal.out.contains(u"web shop"));
        QVERIFY(!terminal.out.contains(secret));
        QCOMPARE(terminal.listKeys(true), ExitDone);
        QCOMPARE(terminal.object()[u"data"_s].toArray().size(), 2);
    }

    void usersAreAdded()
    {
        Terminal terminal;
        QCOMPARE(terminal.addUser({.name = u"anna"_s, .role = u"admin"_s, .passwordStdin = true}, u"correct horse\n"_s),
                 ExitDone);
        QVERIFY(!terminal.out.contains(u"horse"));
        QVERIFY(terminal.staff.authenticate(u"anna"_s, u"correct horse"_s, u"here"_s).get());
        QCOMPARE(terminal.addUser({.name = u"anna"_s, .role = u"admin"_s}), ExitCheckFailed);
        QCOMPARE(terminal.addUser({.name = u"bert"_s, .role = u"boss"_s}), ExitUsage);
        QCOMPARE(terminal.addUser({.name = u"bert"_s, .role = u"support"_s, .passwordStdin = true}, u"short\n"_s), ExitUsage);
        QCOMPARE(terminal.addUser({.name = u"bert"_s, .role = u"support"_s, .passwordStdin = true}), ExitUsage);
        QCOMPARE(terminal.addUser({.name = u"bert"_s, .role = u"support"_s}), ExitDone);
        QVERIFY(terminal.staff.authenticate(u"bert"_s, terminal.lastLine(), u"here"_s).get());
    }

    void aPasswordThatIsMadeUpAnewMustBeChanged()
    {
        Terminal terminal;
        QCOMPARE(terminal.addUser({.name = u"anna"_s, .role = u"support"_s}), ExitDone);
        const QString first = terminal.lastLine();
        QCOMPARE(terminal.newUserPassword({.name = u"Anna"_s}), ExitDone);
        const QString second = terminal.lastLine();
        QVERIFY(!terminal.staff.authenticate(u"anna"_s, first, u"here"_s).get());
        QVERIFY(terminal.staff.authenticate(u"anna"_s, second, u"here"_s).get()->mustChangePassword);
        QCOMPARE(terminal.newUserPassword({.name = u"anna"_s, .passwordStdin = true}, u"correct horse\n"_s), ExitDone);
        QVERIFY(!terminal.out.contains(u"horse"));
        QVERIFY(!terminal.staff.authenticate(u"anna"_s, u"correct horse"_s, u"here"_s).get()->mustChangePassword);
        QCOMPARE(terminal.newUserPassword({.name = u"anna"_s, .passwordStdin = true}, u"short\n"_s), ExitUsage);
        QCOMPARE(terminal.newUserPassword({.name = u"bert"_s}), ExitCheckFailed);
    }

    void usersAreSwitchedOffAndListed()
    {
        Terminal terminal;
        QCOMPARE(terminal.listUsers(), ExitDone);
        QVERIFY(terminal.out.contains(u"no users"));
        QCOMPARE(terminal.addUser({.name = u"anna"_s, .role = u"support"_s}), ExitDone);
        const QString password = terminal.lastLine();
        QCOMPARE(terminal.switchUser(u"anna"_s, true), ExitDone);
        QVERIFY(!terminal.staff.authenticate(u"anna"_s, password, u"here"_s).get());
        QCOMPARE(terminal.listUsers(), ExitDone);
        QCOMPARE(terminal.out.trimmed(), u"anna  support  disabled"_s);
        QCOMPARE(terminal.switchUser(u"anna"_s, false), ExitDone);
        QVERIFY(terminal.staff.authenticate(u"anna"_s, password, u"here"_s).get());
        QCOMPARE(terminal.listUsers(true), ExitDone);
        QVERIFY(!terminal.out.contains(u"disabled_at") && !terminal.out.contains(u"argon"));
        QCOMPARE(terminal.switchUser(u"ghost"_s, true), ExitCheckFailed);
    }

    void whatIsNamedOfAPartnerIsChanged()
    {
        Terminal terminal;
        QCOMPARE(terminal.addPartner({.name = u"Acme"_s, .email = u"a@acme.example"_s, .callback = u"https://acme.example/"_s}),
                 ExitDone);
        QCOMPARE(terminal.changePartner({.partner = u"Acme"_s, .email = u"b@acme.example"_s, .formats = QStringList{u"csv"_s}}),
                 ExitDone);
        QVERIFY2(terminal.out.contains(u"b@acme.example, callback https://acme.example/"), qPrintable(terminal.out));
        QCOMPARE(terminal.changePartner({.partner = u"Acme"_s, .callback = u""_s}), ExitDone);
        QCOMPARE(terminal.listPartners(), ExitDone);
        QVERIFY2(terminal.out.contains(u"no callback") && terminal.out.contains(u"formats csv"), qPrintable(terminal.out));
        QCOMPARE(terminal.changePartner({.partner = u"Nobody"_s}), ExitCheckFailed);
        QCOMPARE(terminal.changePartner({.partner = u"Acme"_s, .email = u"nothing"_s}), ExitUsage);
    }

    void aPartnerIsSwitchedOffAndOn()
    {
        Terminal terminal;
        QCOMPARE(terminal.addPartner({.name = u"Acme"_s, .email = u"a@acme.example"_s}), ExitDone);
        QCOMPARE(terminal.changePartner({.partner = u"Acme"_s, .disabled = true}), ExitDone);
        QVERIFY(terminal.out.contains(u"switched off"));
        QCOMPARE(terminal.changePartner({.partner = u"Acme"_s, .email = u"b@acme.example"_s}), ExitDone);
        QVERIFY(terminal.out.contains(u"switched off"));
        QCOMPARE(terminal.changePartner({.partner = u"Acme"_s, .disabled = false}), ExitDone);
        QVERIFY(terminal.out.contains(u"active"));
    }

    void aPartnersNewSecretStandsOnTheLastLine()
    {
        Terminal terminal;
        QCOMPARE(terminal.addPartner({.name = u"Acme"_s, .email = u"a@acme.example"_s}), ExitDone);
        QCOMPARE(terminal.newPartnerSecret({.partner = u"Acme"_s}), ExitDone);
        const QString first = terminal.out.trimmed().split(u'\n').last();
        QVERIFY(first.startsWith(u"whsec_"));
        QCOMPARE(terminal.newPartnerSecret({.partner = u"Acme"_s, .overlap = u"2"_s}), ExitDone);
        QVERIFY(terminal.out.trimmed().split(u'\n').last() != first);
        QVERIFY(terminal.partners.find(u"Acme"_s).get()->previousSecretUntil);
        QCOMPARE(terminal.newPartnerSecret({.partner = u"Acme"_s, .overlap = u"soon"_s}), ExitUsage);
        QCOMPARE(terminal.newPartnerSecret({.partner = u"Nobody"_s}), ExitCheckFailed);
    }
};

QTEST_GUILESS_MAIN(CommandsTest)
#include "tst_commands.moc"
