// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/smtp_client.h"

#include "core/base/text.h"
#include "core/notify/mail_headers.h"

#include <QDateTime>
#include <QFile>
#include <QLocale>

#include <array>
#include <curl/curl.h>
#include <memory>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr long timeoutSeconds = 60;
constexpr long connectTimeoutSeconds = 10;
constexpr int implicitTlsPort = 465;

class HeaderList
{
public:
    ~HeaderList() { curl_slist_free_all(m_list); }
    HeaderList() = default;
    Q_DISABLE_COPY_MOVE(HeaderList)

    void add(const QByteArray &line) { m_list = curl_slist_append(m_list, line.constData()); }
    [[nodiscard]] curl_slist *get() const { return m_list; }

private:
    curl_slist *m_list = nullptr;
};

/// RFC 5322, 3.3.
QByteArray dateText(UtcMillis time)
{
    return QLocale::c().toString(QDateTime::fromMSecsSinceEpoch(time, Qt::UTC), u"ddd, dd MMM yyyy HH:mm:ss"_s).toLatin1()
        + " +0000";
}

void addHeaders(HeaderList &headers, const MailOptions &options, const OutgoingMail &mail)
{
    const QByteArray from = options.from.toUtf8();
    headers.add("Date: " + dateText(mail.date));
    headers.add("From: <" + from + '>');
    headers.add("To: <" + mail.recipient.toUtf8() + '>');
    headers.add("Subject: " + encodeHeaderText(mail.subject));
    headers.add("Message-ID: <" + mail.id.toLatin1() + '@' + from.mid(from.lastIndexOf('@') + 1) + '>');
    headers.add("Auto-Submitted: auto-generated");
    headers.add("Content-Type: multipart/alternative");
}

void addPart(curl_mime *mime, const QString &text, const char *type)
{
    QByteArray bytes = text.toUtf8();
    bytes.replace("\r\n", "\n");
    bytes.replace('\n', "\r\n");
    curl_mimepart *part = curl_mime_addpart(mime);
    curl_mime_data(part, bytes.constData(), static_cast<std::size_t>(bytes.size()));
    curl_mime_type(part, type);
    curl_mime_encoder(part, "quoted-printable");
}

int isStopping(void *stopping, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    return static_cast<const std::atomic<bool> *>(stopping)->load() ? 1 : 0;
}

void setConnection(CURL *easy, const MailOptions &options)
{
    const bool implicitTls = options.startTls && options.port == implicitTlsPort;
    const QByteArray url =
        (implicitTls ? "smtps://" : "smtp://") + options.host.toLatin1() + ':' + QByteArray::number(options.port);
    curl_easy_setopt(easy, CURLOPT_URL, url.constData());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_USE_SSL, long(options.startTls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, timeoutSeconds);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, connectTimeoutSeconds);
    if (!options.caFile.isEmpty())
        curl_easy_setopt(easy, CURLOPT_CAINFO, QFile::encodeName(options.caFile).constData());
    if (!options.username.isEmpty()) {
        curl_easy_setopt(easy, CURLOPT_USERNAME, options.username.toUtf8().constData());
        curl_easy_setopt(easy, CURLOPT_PASSWORD, options.password.toUtf8().constData());
    }
}

/// A reply that refuses the recipient or the message itself. Others (the login, a full disk) may be mended.
bool refusesForGood(long reply)
{
    return reply >= 550 && reply <= 554;
}

SmtpOutcome outcomeOf(CURL *easy, CURLcode result, const char *detail)
{
    if (result == CURLE_OK)
        return {true, false, {}};
    long reply = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &reply);
    QString problem = QString::fromUtf8(detail);
    if (problem.isEmpty())
        problem = QString::fromUtf8(curl_easy_strerror(result));
    if (reply >= 400)
        problem += u" (reply %1)"_s.arg(reply);
    return {false, refusesForGood(reply), escapeControls(problem)};
}

} // namespace

SmtpOutcome sendBySmtp(const MailOptions &options, const OutgoingMail &mail, const std::atomic<bool> &stopping)
{
    if (!isEmailAddress(mail.recipient))
        return {false, true, u"the recipient is no e-mail address"_s};
    static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy(global == CURLE_OK ? curl_easy_init() : nullptr,
                                                                   &curl_easy_cleanup);
    if (!easy)
        return {false, false, u"libcurl can't start"_s};
    std::array<char, CURL_ERROR_SIZE> detail{};
    HeaderList headers;
    addHeaders(headers, options, mail);
    HeaderList recipients;
    recipients.add('<' + mail.recipient.toUtf8() + '>');
    const std::unique_ptr<curl_mime, decltype(&curl_mime_free)> mime(curl_mime_init(easy.get()), &curl_mime_free);
    addPart(mime.get(), mail.text, "text/plain; charset=utf-8");
    if (!mail.html.isEmpty())
        addPart(mime.get(), mail.html, "text/html; charset=utf-8");
    setConnection(easy.get(), options);
    curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, detail.data());
    curl_easy_setopt(easy.get(), CURLOPT_MAIL_FROM, ('<' + options.from.toUtf8() + '>').constData());
    curl_easy_setopt(easy.get(), CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(easy.get(), CURLOPT_MIMEPOST, mime.get());
    curl_easy_setopt(easy.get(), CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy.get(), CURLOPT_XFERINFOFUNCTION, &isStopping);
    curl_easy_setopt(easy.get(), CURLOPT_XFERINFODATA, &stopping);
    const CURLcode result = curl_easy_perform(easy.get());
    return outcomeOf(easy.get(), result, detail.data());
}

} // namespace tidegate
