// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/staff/password.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <sodium.h>
#include <string_view>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype minimumLength = 8;
constexpr qsizetype maximumLength = 128;

/// From the lists of leaked passwords, those that have eight characters or more; sorted.
constexpr std::string_view commonPasswords[] = {
#include "core/staff/common_passwords.inc"
};

tl::unexpected<Error> refuse(const QString &code, const QString &message)
{
    return invalidField(u"password"_s, code, message);
}

/// The same password can be typed as different characters (é as one or as two); RFC 8265 has them made one.
QByteArray normalised(const QString &password)
{
    return password.normalized(QString::NormalizationForm_C).toUtf8();
}

} // namespace

Result<Done> checkPassword(const QString &password, const QString &userName)
{
    const qsizetype length = password.toUcs4().size();
    if (length < minimumLength)
        return refuse(u"too_short"_s, u"A password needs at least %1 characters."_s.arg(minimumLength));
    if (length > maximumLength)
        return refuse(u"too_long"_s, u"A password has at most %1 characters."_s.arg(maximumLength));
    const QByteArray lower = password.toLower().toUtf8();
    const std::string_view text(lower.constData(), std::size_t(lower.size()));
    if (std::binary_search(std::begin(commonPasswords), std::end(commonPasswords), text))
        return refuse(u"too_common"_s, u"This password is one of the first that are tried. Choose another."_s);
    if (password.count(password.front()) == password.size())
        return refuse(u"too_common"_s, u"This password is a single character, repeated. Choose another."_s);
    if (password.compare(userName, Qt::CaseInsensitive) == 0)
        return refuse(u"is_user_name"_s, u"The password must differ from the user's name."_s);
    return Done{};
}

QString madeUpPassword(Random &random)
{
    static constexpr QLatin1StringView alphabet("23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz");
    QString password;
    for (int i = 0; i < 20; ++i)
        password += alphabet[qsizetype(random.below(quint64(alphabet.size())))];
    return password;
}

Result<QString> hashPassword(const QString &password, PasswordCost cost)
{
    QByteArray bytes = normalised(password);
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    const int failed = crypto_pwhash_str_alg(hash.data(), bytes.constData(), static_cast<unsigned long long>(bytes.size()),
                                             cost.passes, cost.memoryBytes, crypto_pwhash_ALG_ARGON2ID13);
    sodium_memzero(bytes.data(), std::size_t(bytes.size()));
    if (failed != 0)
        return failure(ErrorCode::Internal, u"a password can't be hashed: there is not enough memory"_s);
    return QString::fromLatin1(hash.data());
}

bool verifyPassword(const QString &password, const QString &hash)
{
    QByteArray bytes = normalised(password);
    const bool right =
        crypto_pwhash_str_verify(hash.toLatin1().constData(), bytes.constData(), static_cast<unsigned long long>(bytes.size()))
        == 0;
    sodium_memzero(bytes.data(), std::size_t(bytes.size()));
    return right;
}

bool isOutdated(const QString &hash, PasswordCost cost)
{
    return crypto_pwhash_str_needs_rehash(hash.toLatin1().constData(), cost.passes, cost.memoryBytes) != 0;
}

} // namespace tidegate
