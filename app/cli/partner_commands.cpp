// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/partner_commands.h"

#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const auto actor = u"command line"_s;

QJsonObject toJson(const Partner &partner)
{
    const auto time = [](const std::optional<UtcMillis> &at) {
        return at ? QJsonValue(formatTime(*at)) : QJsonValue(QJsonValue::Null);
    };
    return {{u"id"_s, partner.id},
            {u"name"_s, partner.name},
            {u"email"_s, partner.email},
            {u"callback"_s, partner.callbackUrl},
            {u"formats"_s, QJsonArray::fromStringList(partner.formats)},
            {u"webhook_secret"_s, partner.hasWebhookSecret},
            {u"previous_secret_until"_s, time(partner.previousSecretUntil)},
            {u"callback_failing_since"_s, time(partner.callbackFailingSince)},
            {u"callback_disabled_at"_s, time(partner.callbackDisabledAt)},
            {u"disabled_at"_s, time(partner.disabledAt)},
            {u"created_at"_s, formatTime(partner.createdAt)}};
}

QString callbackState(const Partner &partner)
{
    if (partner.callbackUrl.isEmpty())
        return u"no callback"_s;
    const QString callback = u"callback "_s + escapeControls(partner.callbackUrl);
    if (partner.callbackDisabledAt)
        return callback + u" (switched off "_s + formatTime(*partner.callbackDisabledAt) + u')';
    if (partner.callbackFailingSince)
        return callback + u" (failing since "_s + formatTime(*partner.callbackFailingSince) + u')';
    return callback;
}

void describe(QTextStream &stream, const Partner &partner)
{
    stream << escapeControls(partner.name) << (partner.disabledAt ? "  switched off" : "  active") << ", "
           << escapeControls(partner.email) << ", " << callbackState(partner) << ", "
           << (partner.hasWebhookSecret ? "webhook secret" : "no webhook secret") << ", formats "
           << (partner.formats.isEmpty() ? u"all"_s : partner.formats.join(u", "_s)) << '\n';
}

} // namespace

int runPartnerAdd(const PartnerAddArguments &arguments, PartnerService &partners, CommandOutput &output)
{
    const Result<Partner> added = partners
                                      .add({.name = arguments.name,
                                            .email = arguments.email,
                                            .callbackUrl = arguments.callback,
                                            .formats = arguments.formats,
                                            .allowHttp = arguments.allowHttp,
                                            .actor = actor})
                                      .get();
    if (!added)
        return fail(output, added.error());
    if (output.json) {
        print(output, toJson(*added));
    } else {
        output.out << "Partner " << escapeControls(added->name)
                   << " is added. Give it a key with: tidegate key create --kind partner --partner '"
                   << escapeControls(added->name) << "'\n";
        output.out.flush();
    }
    return ExitDone;
}

int runPartnerList(PartnerService &partners, CommandOutput &output)
{
    const Result<std::vector<Partner>> listed = partners.list().get();
    if (!listed)
        return fail(output, listed.error());
    if (output.json) {
        QJsonArray array;
        for (const Partner &partner : *listed)
            array.append(toJson(partner));
        print(output, {{u"data"_s, array}});
        return ExitDone;
    }
    for (const Partner &partner : *listed)
        describe(output.out, partner);
    if (listed->empty())
        output.out << "There are no partners. Add one with: tidegate partner add NAME --email ADDRESS\n";
    output.out.flush();
    return ExitDone;
}

int runPartnerChange(const PartnerChangeArguments &arguments, PartnerService &partners, CommandOutput &output)
{
    const Result<Partner> before = partners.find(arguments.partner).get();
    if (!before)
        return fail(output, before.error());
    const Result<Partner> changed = partners
                                        .change({.id = before->id,
                                                 .version = before->version,
                                                 .name = arguments.name.value_or(before->name),
                                                 .email = arguments.email.value_or(before->email),
                                                 .callbackUrl = arguments.callback.value_or(before->callbackUrl),
                                                 .formats = arguments.formats.value_or(before->formats),
                                                 .disabled = arguments.disabled.value_or(before->disabledAt.has_value()),
                                                 .allowHttp = arguments.allowHttp,
                                                 .resumeCallback = arguments.resumeCallback,
                                                 .actor = actor})
                                        .get();
    if (!changed)
        return fail(output, changed.error());
    if (output.json)
        print(output, toJson(*changed));
    else
        describe(output.out, *changed);
    output.out.flush();
    return ExitDone;
}

int runPartnerSecret(const PartnerSecretArguments &arguments, PartnerService &partners, CommandOutput &output)
{
    std::chrono::hours overlap = PartnerService::usualOverlap;
    if (!arguments.overlap.isEmpty()) {
        bool isNumber = false;
        overlap = std::chrono::hours(arguments.overlap.toInt(&isNumber));
        if (!isNumber) {
            const QString value = arguments.overlap.left(32);
            return fail(output,
                        invalidField(u"--overlap"_s, u"not_a_number"_s, u"%1 is not a whole number"_s.arg(value), value).value());
        }
    }
    const Result<QString> secret = partners.createWebhookSecret(arguments.partner, actor, overlap).get();
    if (!secret)
        return fail(output, secret.error());
    if (output.json) {
        print(output, {{u"webhook_secret"_s, *secret}});
        return ExitDone;
    }
    output.out << "An old secret stays valid for " << overlap.count() << " h. The new one, shown only now:\n" << *secret << '\n';
    output.out.flush();
    return ExitDone;
}

} // namespace tidegate
