// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server/backend.h"

#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

class OpenApiTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void documentAndServerNameTheSameRoutes()
    {
        const SystemClock clock;
        SystemRandom random;
        const QTemporaryDir folder;
        Settings settings;
        auto options = ServerOptions::read(settings, folder.path());
        QVERIFY(options);
        const auto backend = Backend::open(std::move(*options), clock, random);
        QVERIFY2(backend, backend ? "" : qPrintable(backend.error().detail));
        QStringList served;
        for (const auto &[method, path] : (*backend)->routes())
            served << QString::fromLatin1(method) + u' ' + path;

        QFile file(u":/api/openapi.json"_s);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QStringList documented;
        const QJsonObject paths = QJsonDocument::fromJson(file.readAll()).object().value(u"paths"_s).toObject();
        for (auto path = paths.begin(); path != paths.end(); ++path) {
            const QStringList methods = path.value().toObject().keys();
            for (const QString &method : methods)
                documented << method.toUpper() + u' ' + path.key();
        }
        served.sort();
        documented.sort();
        QCOMPARE(documented, served);
    }
};

QTEST_GUILESS_MAIN(OpenApiTest)
#include "tst_openapi.moc"
