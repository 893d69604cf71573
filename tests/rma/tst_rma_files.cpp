// SPDX-License-Identifier: GPL-3.0-or-later
// Files of returns: what is taken, where it lies, and what becomes of it.
#include "core/rma/file_type.h"
#include "core/rma/rma_files.h"
#include "returns_shop.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <turbojpeg.h>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

constexpr UtcMillis hour = 3'600'000;

QByteArray png()
{
    return QByteArray::fromBase64(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");
}

QByteArray jpeg()
{
    const tjhandle writer = tjInitCompress();
    const QByteArray pixels(16 * 16 * 3, '\x40');
    unsigned char *made = nullptr;
    unsigned long size = 0;
    tjCompress2(writer, reinterpret_cast<const unsigned char *>(pixels.constData()), 16, 0, 16, TJPF_RGB, &made, &size,
                TJSAMP_420, 80, 0);
    const QByteArray content(reinterpret_cast<const char *>(made), qsizetype(size));
    tjFree(made);
    tjDestroy(writer);
    return content;
}

QByteArray pdf()
{
    return "%PDF-1.4\ntrailer<<>>\nstartxref\n9\n%%EOF\n";
}

/// One submitted return of ann's.
class FilesShop : public ReturnsShop
{
public:
    FilesShop()
        : rma(submitted(sellAndShip({.lines = {{.sku = u"A"_s, .quantity = 2}}})))
    {
    }

    NewRmaFile photo(const RmaActor &actor = RmaActor::ofShopper(u"ann"_s)) const
    {
        return {.rmaId = rma.summary.id, .name = u"photo.png"_s, .mediaType = u"image/png"_s, .content = png(), .actor = actor};
    }
    QString pathOf(const QString &hash) const { return folder.path() + u"/files/"_s + hash.first(2) + u'/' + hash; }
    /// A file that no return has, which somebody added so long ago.
    QString orphan(const QString &hash, UtcMillis age)
    {
        const QString path = pathOf(hash);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no orphan");
        file.write("x");
        file.flush();
        file.setFileTime(QDateTime::fromMSecsSinceEpoch(clock.utc() - age), QFileDevice::FileModificationTime);
        return path;
    }

    const QTemporaryDir folder;
    Rma rma;
    RmaFiles files{*store, folder.path() + u"/files"_s, clock, random};
};

} // namespace

class RmaFilesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFileIsToldByItsContent_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("type");
        QByteArray noHeader = png();
        noHeader[18] = char(noHeader[18] + 1); // its width; the check sum no longer fits
        QTest::newRow("png") << png() << u"image/png"_s;
        QTest::newRow("jpeg") << jpeg() << u"image/jpeg"_s;
        QTest::newRow("pdf") << pdf() << u"application/pdf"_s;
        QTest::newRow("nothing") << QByteArray() << QString();
        QTest::newRow("png by its magic alone") << png().first(8) << QString();
        QTest::newRow("png with a bad header") << noHeader << QString();
        QTest::newRow("jpeg by its magic alone") << QByteArray("\xff\xd8\xff\xe0") << QString();
        QTest::newRow("jpeg cut off in its header") << jpeg().first(30) << QString();
        QTest::newRow("pdf that does not end") << QByteArray("%PDF-1.4\n") << QString();
        QTest::newRow("pdf behind a script") << QByteArray("<script>") + pdf() << QString();
        QTest::newRow("gif") << QByteArray("GIF89a\1\0\1\0\0\0\0;", 14) << QString();
        QTest::newRow("svg") << QByteArray("<svg xmlns='http://www.w3.org/2000/svg'/>") << QString();
    }
    void aFileIsToldByItsContent()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const QString, type);
        QCOMPARE(mediaTypeOf(content), type);
    }

    void aFileIsKeptByItsHashAndAudited()
    {
        FilesShop shop;
        const RmaAttachment added = ReturnsShop::must(shop.files.add(shop.photo()).get()).attachment;
        QCOMPARE(added.hash, QString::fromLatin1(QCryptographicHash::hash(png(), QCryptographicHash::Sha256).toHex()));
        QVERIFY(QFile::exists(shop.pathOf(added.hash)));
        QCOMPARE(QFile::permissions(shop.pathOf(added.hash)) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        QCOMPARE(ReturnsShop::must(shop.files.content(shop.rma.summary.id, added.id, u"ann"_s).get()).content, png());
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM audit WHERE action = 'rma_attachment.added'"_s), 1);
        QCOMPARE(shop.find(shop.rma.summary.id).summary.version, shop.rma.summary.version);
    }
    void theSamePhotoOfTwoReturnsIsOneFile()
    {
        FilesShop shop;
        NewRmaFile photo = shop.photo();
        ReturnsShop::must(shop.files.add(photo).get());
        photo.rmaId = shop.submitted(shop.sellAndShip({.lines = {{.sku = u"B"_s}}})).summary.id;
        ReturnsShop::must(shop.files.add(photo).get());
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM rma_attachment"_s), 2);
        QCOMPARE(shop.count(u"SELECT COUNT(DISTINCT hash) FROM rma_attachment"_s), 1);
    }
    void whatIsRefusedLeavesNoFile()
    {
        FilesShop shop;
        NewRmaFile other = shop.photo(RmaActor::ofShopper(u"eve"_s));
        QCOMPARE(ReturnsShop::refusal(shop.files.add(other)), u"not_found"_s);
        NewRmaFile disguised = shop.photo();
        disguised.mediaType = u"application/pdf"_s;
        QCOMPARE(ReturnsShop::fieldCode(shop.files.add(disguised)), u"type_differs"_s);
        NewRmaFile large = shop.photo();
        large.content.resize(RmaFiles::maximumSize + 1);
        QCOMPARE(ReturnsShop::refusal(shop.files.add(large)), u"body_too_large"_s);
        shop.must(shop.ReturnsShop::rma.cancel(ReturnsShop::byShopper(u"ann"_s, shop.rma.summary.id), {}));
        QCOMPARE(ReturnsShop::refusal(shop.files.add(shop.photo())), u"illegal_transition"_s);
        QVERIFY(!QFile::exists(shop.folder.path() + u"/files"_s));
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM rma_attachment"_s), 0);
    }
    void whoDisguisesAFileIsWrittenDown()
    {
        FilesShop shop;
        NewRmaFile disguised = shop.photo();
        disguised.mediaType = u"application/pdf"_s;
        NewRmaFile unknown = shop.photo();
        unknown.content = "<script>";
        for (const NewRmaFile &file : {disguised, unknown})
            QCOMPARE(ReturnsShop::refusal(shop.files.add(file)), u"unsupported_media_type"_s);
        const QString told =
            u"SELECT COUNT(*) FROM audit WHERE action = 'access.refused' AND actor = 'shopper:ann' AND entity_id = '%1'"_s.arg(
                shop.rma.summary.id);
        QCOMPARE(shop.count(told), 2);
        QCOMPARE(shop.count(told + u" AND state_after LIKE '%\"code\":\"type_differs\"%'"_s), 1);
        QCOMPARE(shop.allViolations(), QStringList());
    }
    /// The audit trail is kept for ever: strangers don't fill it.
    void theTrailIsNotFilledByStrangers()
    {
        FilesShop shop;
        NewRmaFile disguised = shop.photo(RmaActor::ofShopper(u"eve"_s));
        disguised.content = "<script>";
        QCOMPARE(ReturnsShop::refusal(shop.files.add(disguised)), u"unsupported_media_type"_s);
        disguised.rmaId = u"none"_s;
        QCOMPARE(ReturnsShop::refusal(shop.files.add(disguised)), u"unsupported_media_type"_s);
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM audit WHERE action = 'access.refused'"_s), 0);
        QCOMPARE(ReturnsShop::refusal(shop.files.add(shop.photo(RmaActor::ofShopper(u"eve"_s)))), u"not_found"_s);
        QTRY_COMPARE(shop.count(u"SELECT COUNT(*) FROM audit WHERE action = 'access.refused' AND actor = 'shopper:eve'"_s), 1);
        disguised = shop.photo();
        disguised.content = "<script>";
        for (int time = 0; time < 25; ++time)
            QCOMPARE(ReturnsShop::refusal(shop.files.add(disguised)), u"unsupported_media_type"_s);
        QCOMPARE(shop.count(u"SELECT COUNT(*) FROM audit WHERE action = 'access.refused'"_s), 21);
    }
    void aNameEndsAsItsTypeDoes_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("kept");
        QTest::newRow("as it is") << u"a crack.PNG"_s << u"a crack.PNG"_s;
        QTest::newRow("folders") << u"C:\\photos/../a.png"_s << u"a.png"_s;
        QTest::newRow("none") << QString() << u"file.png"_s;
        QTest::newRow("another ending") << u"page.html"_s << u"page.html.png"_s;
        QTest::newRow("only the ending") << u".png"_s << u".png.png"_s;
        QTest::newRow("what can't be seen") << u"gnp.\u202Eexe\r\n.png"_s << u"gnp.exe.png"_s;
    }
    void aNameEndsAsItsTypeDoes()
    {
        QFETCH(const QString, given);
        QFETCH(const QString, kept);
        FilesShop shop;
        NewRmaFile photo = shop.photo();
        photo.name = given;
        QCOMPARE(ReturnsShop::must(shop.files.add(photo).get()).attachment.name, kept);
    }
    void aDamagedFileIsNotGivenBack()
    {
        FilesShop shop;
        const RmaAttachment added = ReturnsShop::must(shop.files.add(shop.photo()).get()).attachment;
        QFile file(shop.pathOf(added.hash));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("something else");
        file.close();
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"is damaged"_s));
        QCOMPARE(ReturnsShop::refusal(shop.files.content(shop.rma.summary.id, added.id)), u"storage_unavailable"_s);
        QVERIFY(file.remove());
        QCOMPARE(ReturnsShop::refusal(shop.files.content(shop.rma.summary.id, added.id)), u"not_found"_s);
    }

    void thePurgeTakesWhatNoReturnHas()
    {
        FilesShop shop;
        const RmaAttachment added = ReturnsShop::must(shop.files.add(shop.photo()).get()).attachment;
        const QString young = shop.orphan(QString(64, u'0'), hour / 2);
        const QString old = shop.orphan(u"00"_s + QString(62, u'1'), 2 * hour);
        const QString last = shop.orphan(QString(64, u'f'), 2 * hour);
        shop.orphan(added.hash, 2 * hour); // dated anew, and a return has it
        while (QFile::exists(last))        // the folder that comes last
            shop.files.purge();
        QVERIFY(!QFile::exists(old));
        QVERIFY(QFile::exists(young));
        QVERIFY(QFile::exists(shop.pathOf(added.hash)));
    }
    void whatIsAddedAgainIsWholeAndDatedAgain()
    {
        FilesShop shop;
        const QString hash = QString::fromLatin1(QCryptographicHash::hash(png(), QCryptographicHash::Sha256).toHex());
        const QString path = shop.orphan(hash, 2 * hour);
        const RmaAttachment added = ReturnsShop::must(shop.files.add(shop.photo()).get()).attachment;
        QCOMPARE(ReturnsShop::must(shop.files.content(shop.rma.summary.id, added.id).get()).content, png());
        QCOMPARE(QFileInfo(path).lastModified().toMSecsSinceEpoch(), shop.clock.utc());
    }
};

QTEST_GUILESS_MAIN(RmaFilesTest)
#include "tst_rma_files.moc"
