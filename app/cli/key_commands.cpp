// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/key_commands.h"

#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const auto actor = u"command line"_s;

QJsonObject toJson(const ApiKey &key)
{
    const auto time = [](const std::optional<UtcMillis> &at) {
        return at ? QJsonValue(formatTime(*at)) : QJsonValue(QJsonValue::Null);
    };
    return {{u"id"_s, key.id},
            {u"kind"_s, keyKindName(key.kind)},
            {u"name"_s, key.name},
            {u"prefix"_s, key.prefix},
            {u"partner"_s, key.partnerName},
            {u"test"_s, key.sandbox},
            {u"scopes"_s, QJsonArray::fromStringList(key.scopes)},
            {u"created_at"_s, formatTime(key.createdAt)},
            {u"expires_at"_s, time(key.expiresAt)},
            {u"revoked_at"_s, time(key.revokedAt)},
            {u"last_used_at"_s, time(key.lastUsedAt)}};
}

QString owner(const ApiKey &key)
{
    return key.kind == KeyKind::Storefront ? u"storefront"_s : u"partner "_s + escapeControls(key.partnerName);
}

void describe(QTextStream &stream, const ApiKey &key)
{
    stream << "Key " << key.prefix << "… for " << owner(key) << ", scopes " << key.scopes.join(u", "_s) << ", "
           << (key.expiresAt ? u"expires "_s + formatTime(*key.expiresAt) : u"never expires"_s) << ".\n";
}

QString state(const ApiKey &key, UtcMillis now)
{
    if (key.revokedAt)
        return u"revoked"_s;
    return key.expiresAt && *key.expiresAt <= now ? u"expired"_s : u"active"_s;
}

tl::unexpected<Error> wrongNumber(const QString &option, const QString &value)
{
    return invalidField(option, u"not_a_number"_s, u"%1 is not a whole number"_s.arg(value.left(32)), value.left(32));
}

Result<NewKey> read(const KeyCreateArguments &arguments)
{
    NewKey wanted;
    const std::optional<KeyKind> kind = keyKindFromName(arguments.kind);
    if (!kind)
        return invalidField(u"--kind"_s, u"unknown_kind"_s, u"write storefront or partner"_s, arguments.kind.left(32));
    if (arguments.webhookSecret && *kind != KeyKind::Partner)
        return invalidField(u"--webhook-secret"_s, u"not_for_storefront"_s, u"only a partner has a webhook secret"_s);
    wanted.kind = *kind;
    wanted.partner = arguments.partner;
    wanted.sandbox = arguments.test;
    wanted.name = arguments.name;
    wanted.scopes = arguments.scopes;
    wanted.actor = actor;
    if (!arguments.expires.isEmpty()) {
        bool isNumber = false;
        wanted.expiresDays = arguments.expires.toInt(&isNumber);
        if (!isNumber)
            return wrongNumber(u"--expires"_s, arguments.expires);
    }
    return wanted;
}

} // namespace

int runKeyCreate(const KeyCreateArguments &arguments, KeyService &keys, PartnerService &partners, CommandOutput &output)
{
    const Result<NewKey> wanted = read(arguments);
    if (!wanted)
        return fail(output, wanted.error());
    const Result<CreatedKey> created = keys.create(*wanted).get();
    if (!created)
        return fail(output, created.error());
    QString webhookSecret;
    if (arguments.webhookSecret) {
        const Result<QString> secret = partners.createWebhookSecret(arguments.partner, actor).get();
        if (!secret)
            return fail(output, secret.error());
        webhookSecret = *secret;
    }
    if (output.json) {
        QJsonObject object = toJson(created->key);
        object.insert(u"secret"_s, created->secret);
        if (!webhookSecret.isEmpty())
            object.insert(u"webhook_secret"_s, webhookSecret);
        print(output, object);
        return ExitDone;
    }
    describe(output.out, created->key);
    if (!webhookSecret.isEmpty())
        output.out << "The partner's webhook secret, shown only now:\n" << webhookSecret << '\n';
    output.out << "The key, shown only now:\n" << created->secret << '\n';
    output.out.flush();
    return ExitDone;
}

int runKeyList(KeyService &keys, const Clock &clock, CommandOutput &output)
{
    const Result<std::vector<ApiKey>> listed = keys.list().get();
    if (!listed)
        return fail(output, listed.error());
    const UtcMillis now = clock.utc();
    if (output.json) {
        QJsonArray array;
        for (const ApiKey &key : *listed) {
            QJsonObject object = toJson(key);
            object.insert(u"state"_s, state(key, now));
            array.append(object);
        }
        print(output, {{u"data"_s, array}});
        return ExitDone;
    }
    for (const ApiKey &key : *listed) {
        output.out << key.prefix << "…  " << state(key, now).leftJustified(8) << ' ' << owner(key)
                   << (key.sandbox ? ", test" : "") << ", created " << formatTime(key.createdAt)
                   << (key.expiresAt ? u", expires "_s + formatTime(*key.expiresAt) : QString())
                   << (key.lastUsedAt ? u", last used "_s + formatTime(*key.lastUsedAt) : u", never used"_s)
                   << (key.name.isEmpty() ? QString() : u", "_s + escapeControls(key.name)) << '\n';
    }
    if (listed->empty())
        output.out << "There are no keys. Make one with: tidegate key create --kind storefront\n";
    output.out.flush();
    return ExitDone;
}

int runKeyRevoke(const QString &key, KeyService &keys, CommandOutput &output)
{
    const Result<ApiKey> revoked = keys.revoke(key, actor).get();
    if (!revoked)
        return fail(output, revoked.error());
    if (output.json)
        print(output, toJson(*revoked));
    else
        output.out << "Key " << revoked->prefix << "… of " << owner(*revoked) << " is revoked.\n";
    output.out.flush();
    return ExitDone;
}

int runKeyRotate(const KeyRotateArguments &arguments, KeyService &keys, CommandOutput &output)
{
    std::chrono::hours overlap = KeyService::usualOverlap;
    if (!arguments.overlap.isEmpty()) {
        bool isNumber = false;
        overlap = std::chrono::hours(arguments.overlap.toInt(&isNumber));
        if (!isNumber)
            return fail(output, wrongNumber(u"--overlap"_s, arguments.overlap).value());
    }
    const Result<CreatedKey> rotated = keys.rotate(arguments.key, actor, overlap).get();
    if (!rotated)
        return fail(output, rotated.error());
    if (output.json) {
        QJsonObject object = toJson(rotated->key);
        object.insert(u"secret"_s, rotated->secret);
        print(output, object);
        return ExitDone;
    }
    describe(output.out, rotated->key);
    output.out << "The old key stays right for " << overlap.count() << " h. The new one, shown only now:\n"
               << rotated->secret << '\n';
    output.out.flush();
    return ExitDone;
}

} // namespace tidegate
