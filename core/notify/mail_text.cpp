// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/mail_text.h"

#include <QFile>
#include <QHash>
#include <QRegularExpression>

#include <array>
#include <kainjow/mustache.hpp>

using namespace Qt::StringLiterals;

// Outside the namespace, as the macro wants it; needed since this room is a static library.
static void makeResourcesKnown()
{
    Q_INIT_RESOURCE(mail);
}

namespace tidegate {

namespace {

using Placeholders = std::vector<MailPlaceholder>;

struct KindEntry {
    MailKind kind;
    const char *name;
};

constexpr std::array kindEntries{
    KindEntry{MailKind::OrderShipped, "order.shipped"},       KindEntry{MailKind::OrderCancelled, "order.cancelled"},
    KindEntry{MailKind::RefundSettled, "refund.settled"},     KindEntry{MailKind::ReturnSubmitted, "return.submitted"},
    KindEntry{MailKind::ReturnApproved, "return.approved"},   KindEntry{MailKind::ReturnDeclined, "return.declined"},
    KindEntry{MailKind::ReturnCancelled, "return.cancelled"}, KindEntry{MailKind::ReturnExpired, "return.expired"},
    KindEntry{MailKind::ReturnReceived, "return.received"},   KindEntry{MailKind::ReturnMissing, "return.missing"},
    KindEntry{MailKind::ReturnNote, "return.note"},           KindEntry{MailKind::ReturnRefunded, "return.refunded"},
    KindEntry{MailKind::ReturnCredited, "return.credited"},   KindEntry{MailKind::ReturnReplaced, "return.replaced"},
    KindEntry{MailKind::ReturnRejected, "return.rejected"},   KindEntry{MailKind::ReturnRepaired, "return.repaired"},
};

const QString sampleItems = u"2 × Desk lamp, brass\n1 × Tea & coffee set"_s;
const QString sampleItem = u"1 × Desk lamp, brass"_s;

MailPlaceholder orderNumber()
{
    return {u"order.number"_s, QT_TRANSLATE_NOOP("MailPlaceholder", "The order's number."),
            u"01938f3a-7c41-7b52-9a60-5d1f2e8c4b77"_s};
}

Placeholders ofOrder(Placeholders own)
{
    Placeholders all{
        orderNumber(),
        {u"order.date"_s, QT_TRANSLATE_NOOP("MailPlaceholder", "The day on which it was placed."), u"2 March 2026"_s}};
    all.insert(all.end(), own.begin(), own.end());
    return all;
}

Placeholders ofReturn(Placeholders own)
{
    Placeholders all{{u"return.number"_s, QT_TRANSLATE_NOOP("MailPlaceholder", "The return's number."), u"R-7K3QD-2MX9B"_s},
                     orderNumber(),
                     {u"return.items"_s, QT_TRANSLATE_NOOP("MailPlaceholder", "All that the return is about, one line for each."),
                      sampleItems}};
    all.insert(all.end(), own.begin(), own.end());
    return all;
}

/// One that came with returned units.
Placeholders ofParcel()
{
    return ofReturn(
        {{u"parcel.items"_s, QT_TRANSLATE_NOOP("MailPlaceholder", "What was in this parcel, one line for each."), sampleItem},
         {u"return.open"_s, QT_TRANSLATE_NOOP("MailPlaceholder", "What is still expected, one line for each, where anything is."),
          sampleItem, true}});
}

Placeholders makePlaceholders(MailKind kind)
{
    const MailPlaceholder refund{
        u"refund.amount"_s, QT_TRANSLATE_NOOP("MailPlaceholder", "What goes back by the way in which was paid."), u"19.99 EUR"_s};
    const MailPlaceholder credit{u"credit.amount"_s, QT_TRANSLATE_NOOP("MailPlaceholder", "What is given as store credit."),
                                 u"19.99 EUR"_s};
    switch (kind) {
    case MailKind::OrderShipped:
        return ofOrder(
            {{u"shipment.items"_s, QT_TRANSLATE_NOOP("MailPlaceholder", "What is in this parcel, one line for each."),
              sampleItems},
             {u"shipment.tracking"_s, QT_TRANSLATE_NOOP("MailPlaceholder", "The parcel's tracking number, where there is one."),
              u"1Z 999 AA1"_s, true},
             {u"order.open"_s,
              QT_TRANSLATE_NOOP("MailPlaceholder", "What is still to come, one line for each, where anything is."), sampleItem,
              true}});
    case MailKind::OrderCancelled: {
        MailPlaceholder back = refund;
        MailPlaceholder given = credit;
        back.mayBeEmpty = given.mayBeEmpty = true;
        return ofOrder(
            {{u"cancelled.items"_s, QT_TRANSLATE_NOOP("MailPlaceholder", "What is not coming, one line for each."), sampleItems},
             back,
             given});
    }
    case MailKind::RefundSettled: return ofOrder({refund});
    case MailKind::ReturnApproved:
        return ofReturn({{u"return.send_by"_s, QT_TRANSLATE_NOOP("MailPlaceholder", "The day until which it has to be sent."),
                          u"23 March 2026"_s}});
    case MailKind::ReturnDeclined:
        return ofReturn(
            {{u"return.reason"_s, QT_TRANSLATE_NOOP("MailPlaceholder", "Why, as support wrote it."), u"Worn & washed."_s}});
    case MailKind::ReturnCancelled:
        return ofReturn(
            {{u"return.reason"_s, QT_TRANSLATE_NOOP("MailPlaceholder", "Why, where somebody said."), u"Ordered again."_s, true}});
    case MailKind::ReturnReceived: return ofParcel();
    case MailKind::ReturnMissing:
        return ofReturn(
            {{u"missing.items"_s, QT_TRANSLATE_NOOP("MailPlaceholder", "What did not come, one line for each."), sampleItem}});
    case MailKind::ReturnRefunded: return ofReturn({refund});
    case MailKind::ReturnCredited:
        return ofReturn({credit,
                         {u"credit.balance"_s, QT_TRANSLATE_NOOP("MailPlaceholder", "The customer's store credit after that."),
                          u"27.49 EUR"_s}});
    case MailKind::ReturnReplaced:
        return ofReturn(
            {{u"replacement.number"_s, QT_TRANSLATE_NOOP("MailPlaceholder", "The number of the new order."),
              u"01938f3a-9d02-7e13-8c71-0a4b6f2d9e35"_s},
             {u"replacement.items"_s, QT_TRANSLATE_NOOP("MailPlaceholder", "What it has, one line for each."), sampleItem}});
    case MailKind::ReturnRejected:
        return ofReturn({{u"rejected.items"_s,
                          QT_TRANSLATE_NOOP("MailPlaceholder", "What was not accepted, one line for each, with the reason."),
                          sampleItem + u": broken"_s},
                         {u"sent_back.items"_s,
                          QT_TRANSLATE_NOOP("MailPlaceholder", "What of it goes back to the customer, where anything does."),
                          sampleItem, true}});
    case MailKind::ReturnRepaired:
        return ofReturn({{u"repaired.items"_s,
                          QT_TRANSLATE_NOOP("MailPlaceholder", "What was repaired and goes back to the customer."), sampleItem}});
    case MailKind::ReturnNote:
        return ofReturn({{u"note.body"_s, QT_TRANSLATE_NOOP("MailPlaceholder", "The note, as it was written."),
                          u"We found a cable in your parcel.\nIs it yours?"_s}});
    case MailKind::ReturnSubmitted:
    case MailKind::ReturnExpired: return ofReturn({});
    }
    Q_UNREACHABLE();
}

/// Answers the library's questions for values, and remembers which of them nobody knows.
class ValueContext final : public kainjow::mustache::context<std::string>
{
public:
    void insert(const QString &name, const QString &value)
    {
        m_values.emplace(name.toStdString(),
                         value.isEmpty() ? kainjow::mustache::data(false) : kainjow::mustache::data(value.toStdString()));
    }
    [[nodiscard]] const kainjow::mustache::data *get(const std::string &name) const override
    {
        const auto found = m_values.find(name);
        if (found != m_values.end())
            return &found->second;
        const QString unknown = QString::fromStdString(name);
        if (!m_unknown.contains(unknown))
            m_unknown << unknown;
        return nullptr;
    }
    [[nodiscard]] const kainjow::mustache::data *get_partial(const std::string &name) const override { return get('>' + name); }
    [[nodiscard]] QStringList unknown() const { return m_unknown; }

private:
    std::map<std::string, kainjow::mustache::data> m_values;
    mutable QStringList m_unknown;
};

QString asHtml(const QString &value)
{
    return value.toHtmlEscaped().replace(u'\'', u"&#39;"_s).replace(u'\n', u"<br>\n"_s);
}

QString asIs(const QString &value)
{
    return value;
}

QString asLine(const QString &value)
{
    return value.simplified();
}

using Escape = QString (*)(const QString &);

struct Filled {
    QString text;
    QString malformed; ///< in the library's words; empty: it is well-formed
    QStringList unknown;
};

/// Values are escaped before the library sees them: no form of placeholder gets around it.
Filled fill(MailKind kind, const QString &text, const MailValues &values, Escape escape)
{
    kainjow::mustache::mustache parsed(text.toStdString());
    parsed.set_custom_escape([](const std::string &value) { return value; });
    if (!parsed.is_valid())
        return {{}, QString::fromStdString(parsed.error_message()), {}};
    ValueContext context;
    for (const MailPlaceholder &placeholder : mailPlaceholders(kind))
        context.insert(placeholder.name, escape(values.value(placeholder.name)));
    std::string filled = parsed.render(context);
    return {QString::fromStdString(filled), {}, context.unknown()};
}

struct Part {
    QString field;
    const QString *text;
    Escape escape;
    qsizetype longest;
    bool required;
};

std::array<Part, 3> partsOf(const MailText &texts)
{
    return {Part{u"subject"_s, &texts.subject, asLine, longestMailSubject, true},
            Part{u"text"_s, &texts.text, asIs, longestMailBody, true},
            Part{u"html"_s, &texts.html, asHtml, longestMailBody, false}};
}

/// With every value and without any, so that what stands within {{#name}} or {{^name}} is looked at, too.
QStringList unknownIn(MailKind kind, const Part &part)
{
    QStringList unknown = fill(kind, *part.text, sampleValues(kind), part.escape).unknown;
    unknown += fill(kind, *part.text, {}, part.escape).unknown;
    unknown.removeDuplicates();
    return unknown;
}

void check(MailKind kind, const Part &part, std::vector<FieldError> &errors)
{
    const auto refuse = [&](const QString &code, const QString &message, const QString &value = {}) {
        errors.push_back({0, part.field, code, message, value});
    };
    if (part.required && part.text->trimmed().isEmpty())
        return refuse(u"required"_s, u"It is empty."_s);
    if (part.text->size() > part.longest)
        return refuse(u"too_long"_s, u"It has at most %1 characters."_s.arg(part.longest));
    if (part.longest == longestMailSubject && part.text->contains(u'\n'))
        return refuse(u"one_line"_s, u"A subject is one line."_s);
    if (const QString malformed = fill(kind, *part.text, {}, part.escape).malformed; !malformed.isEmpty())
        return refuse(
            u"malformed_template"_s,
            u"A placeholder is not closed, or a section {{#…}} has no end {{/…}} of the same name (%1)."_s.arg(malformed));
    for (const QString &name : unknownIn(kind, part))
        refuse(u"unknown_placeholder"_s, u"There is no {{%1}} in this mail."_s.arg(name), name.left(64));
}

QString readResource(const QString &language, MailKind kind, const QString &ending)
{
    makeResourcesKnown();
    QFile file(u":/mail/%1/%2.%3"_s.arg(language, mailKindName(kind), ending));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("a mail's text can't be read");
    return QString::fromUtf8(file.readAll());
}

/// The text's file begins with the subject and an empty line.
MailText readDefault(MailKind kind, const QString &language)
{
    const QString file = readResource(language, kind, u"txt"_s);
    return {file.section(u"\n\n"_s, 0, 0), file.section(u"\n\n"_s, 1), readResource(language, kind, u"html"_s)};
}

} // namespace

QString mailKindName(MailKind kind)
{
    return QString::fromLatin1(kindEntries.at(std::size_t(kind)).name);
}

std::span<const MailKind> mailKinds()
{
    static constexpr auto kinds = [] {
        std::array<MailKind, kindEntries.size()> all{};
        for (std::size_t index = 0; index < all.size(); ++index)
            all[index] = kindEntries[index].kind;
        return all;
    }();
    return kinds;
}

const std::vector<MailPlaceholder> &mailPlaceholders(MailKind kind)
{
    static const auto all = [] {
        std::vector<Placeholders> made;
        for (const MailKind known : mailKinds())
            made.push_back(makePlaceholders(known));
        return made;
    }();
    return all.at(std::size_t(kind));
}

MailValues sampleValues(MailKind kind)
{
    MailValues values;
    for (const MailPlaceholder &placeholder : mailPlaceholders(kind))
        values.insert(placeholder.name, placeholder.sample);
    return values;
}

QStringList mailLanguages()
{
    return {u"en"_s, u"de"_s, u"es"_s, u"fr"_s, u"ja"_s};
}

QString mailLanguage(const QString &wanted)
{
    const QStringList known = mailLanguages();
    return known.contains(wanted) ? wanted : known.front();
}

MailText defaultMailText(MailKind kind, const QString &language)
{
    static const auto all = [] {
        QHash<QString, std::vector<MailText>> read;
        for (const QString &known : mailLanguages()) {
            for (const MailKind each : mailKinds())
                read[known].push_back(readDefault(each, known));
        }
        return read;
    }();
    return all.value(mailLanguage(language)).at(std::size_t(kind));
}

Result<Done> checkMailText(MailKind kind, const MailText &templates)
{
    Error error{ErrorCode::InvalidRequest, u"the mail's template"_s, std::nullopt, {}};
    for (const Part &part : partsOf(templates))
        check(kind, part, error.fields);
    if (error.fields.empty())
        return Done{};
    error.detail += u": "_s + error.fields.front().field + u": "_s + error.fields.front().message;
    return tl::unexpected(std::move(error));
}

Result<MailText> fillIn(MailKind kind, const MailText &templates, const MailValues &values)
{
    QStringList filled;
    for (const Part &part : partsOf(templates)) {
        const Filled each = fill(kind, *part.text, values, part.escape);
        if (!each.malformed.isEmpty() || !each.unknown.isEmpty())
            return tl::unexpected(checkMailText(kind, templates).error());
        filled << each.text;
    }
    // A section that is not there leaves its empty lines.
    static const QRegularExpression gap(u"\n{3,}"_s);
    return MailText{filled[0].simplified(), filled[1].replace(gap, u"\n\n"_s), filled[2]};
}

} // namespace tidegate
