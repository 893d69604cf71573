// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/attack_scan.h"

#include "core/feed/attack_text.h"
#include "core/feed/text_scan.h"

#include <array>
#include <memory>
#include <re2/re2.h>
#include <string>
#include <vector>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

struct Shape {
    const char *kind;
    const char *pattern;
};

// The patterns are matched against plainForm() of a text: lower case ASCII, every white space one space or, with a line end in
// it, one \n; what is not ASCII is \x80.

// A literal of SQL, one that may end with the text, and a comparison.
#define LITERAL R"((?:[-+]?\d+(?:\.\d+)?|'+[^']*'+|"+[^"]*"+|null|true|@@\w+))"
#define OPEN_LITERAL R"((?:[-+]?\d+(?:\.\d+)?|'|"|null|true|@@\w+|n'))"
#define COMPARES R"(\s?(?:==?|<>|!=|<=>|<=|>=|<|>|\br?like\b|\bregexp\b|\bin\s?\(|\bis\b)[\s(]*)"

constexpr Shape shortShapes[] = {
    // ' or 1=1
    {"sql_injection",
     R"((?:^|[^a-z0-9])(?:or|and|xor|having|where|&&|\|\|)[\s(]*(?:not\s?)?[(!~]*)" LITERAL R"(\)*)" COMPARES OPEN_LITERAL},
    // or x=y, at the beginning or behind what closes a literal
    {"sql_injection",
     R"((?:^|['")]\s?)(?:\d+\s)?(?:or|and|\|\||&&)[\s(]*[a-z_.]+\)?\s?(?:=|<>|!=|is null|is not null|)"
     R"(like\s?['"(])(?:[^=]|$))"},
    {"sql_injection",
     R"(\b(?:and|or)[\s(]+\d+\s?=\s?[a-z_]+\(|\bif\s?\(\d+\s?=\s?\d+|^\d+or\d+\s?=|;\s?select\s?\*|\\x2[27]|)"
     R"(['"][\s)]*(?:or|and|\|\|)[\s(]*['"]$|\b0x[0-9a-f]{24,})"},
    {"sql_injection", R"(^\d+[\s)]*(?:or|and)[\s(]*[a-z]\s?=\s?[a-z]\b)"},
    {"sql_injection", R"(\b(?:or|and)[\s(]*[a-z]\s?=\s?[a-z]\s?(?:--|#|;|\)*$))"},
    {"sql_injection", R"(['"][\s)]*(?:\|\||&&|\+)\s?['"(a-z0-9].*(?:=|\(|['"]\s?$))"},
    {"sql_injection", R"(^['"]\s?(?:or|and|\|\||&&|having|group by|order by|like|union|;)(?:\s|['"(]|$))"},
    // union select 1,2
    {"sql_injection",
     R"(union(?:\s(?:all|distinct))?[\s(]+select(?:\s(?:all|distinct))?[\s(]+(?:-?\d|null|'|"|@|\*|[a-z_]+\(|)"
     R"([a-z_.]+\s?,|[a-z_.]+ from ))"},
    {"sql_injection", R"(['")]\s?union(?:\s(?:all|distinct))?[\s(]+select\b)"},
    // select * from, subqueries, functions that only SQL has
    {"sql_injection",
     R"(\bselect[\s(]+(?:top \d+ |distinct |all )?(?:\*\s?(?:from|,)|@@?[a-z]|(?:count|sum|char|chr|concat|ascii|)"
     R"(substring|substr|mid|sleep|pg_sleep|version|user|database|current_user|load_file|if|case|hex|cast|convert|)"
     R"(extractvalue|name_const)\s?\())"},
    {"sql_injection", R"((?:[=(,<>]|\bin|\band|\bor|exists)\s?\([\s(]*select\b[^;]*\bfrom\b)"},
    {"sql_injection", R"(['"][\s)]*;?\s?select\b.*\bfrom\b.*(?:--|#|;|['"]\s?$))"},
    // ; drop table x
    {"sql_injection",
     R"(;\s?(?:drop (?:table|database|schema|view|index|user) \S|insert into [a-z_.]+\s?(?:\(|values|select)|)"
     R"(update [a-z_.]+ set [a-z_.]+\s?=|delete from [a-z_.]+|exec(?:ute)?[\s(]+(?:immediate|master|xp_|sp_|'|@)|)"
     R"(shutdown\s?(?:--|;|$|with)|truncate table |alter table |create (?:table|user|login|database) |grant \S+ (?:on|)"
     R"(to) |declare @|waitfor |begin\s?declare|attach database|if\s?\(|if not\s?\(|copy [a-z_.]+ (?:to|from) ))"},
    {"sql_injection",
     R"((?:^|['")\s])(?:drop|truncate|alter|create) (?:table|database|schema|view|user|login) [^\s;'"]+[^;'"]*(?:;|--|#|)"
     R"(/\*|cascade|identified by))"},
    {"sql_injection", R"(['")]\s?;?\s?drop (?:table|database) )"},
    {"sql_injection", R"(insert into [a-z_."`]+\s?(?:\([^)]*\)?\s?)?(?:values?\s?\(|select\s))"},
    {"sql_injection", R"(\bupdate [a-z_.]+ set [a-z_.]+\s?=|delete from [a-z_.]+\s?(?:where\b|;|--|#|$))"},
    {"sql_injection", R"(\bexec(?:ute)?(?:[\s(]+(?:immediate\b|master\b|[a-z.]*(?:xp|sp)_|@[a-z])|\s?\(\s?[@'"(]))"},
    {"sql_injection",
     R"(\bdeclare @[a-z]+\b|\bprint @@|\bset @[a-z]+\s?=|@@(?:version|servername|variable|spid|datadir|hostname|)"
     R"(basedir)|^@(?:var|variable)\b|,@variable)"},
    // functions and names that a database knows
    {"sql_injection",
     R"(pg_sleep\s?\(|sleep\((?:\d|_)|benchmark\s?\(\s?\d|waitfor (?:delay|time)|randomblob\s?\(|load_file\s?\(|)"
     R"(extractvalue\s?\(|updatexml\s?\(|into (?:out|dump)file|utl_(?:inaddr|http|file)|dbms_[a-z]+\.|(?:char|chr|nchar|)"
     R"(ascii|hex|bin|ord)\(\d+\)\s?(?:\+|\|\||,|=)|procedure analyse|load data (?:infile|local)|)"
     R"(bulk insert [a-z_.]+ from)"},
    {"sql_injection",
     R"(information_schema|sqlite_master|sysobjects|syscolumns|sys\.(?:all_|user)|all_tab_columns|pg_catalog\.|)"
     R"(pg_shadow|mysql\.user|v\$(?:version|instance)|xp_(?:cmdshell|reg[a-z]+|dirtree|availablemedia|servicecontrol|)"
     R"(loginconfig|enumdsn|ntsec|terminate|makecab)|sp_(?:executesql|password|makewebtask|addextendedproc|oacreate|who|)"
     R"(configure|addsrvrolemember|addlogin)|dba_(?:users|role)|\bmaster\.\.)"},
    {"sql_injection", R"((?:=|select|,|\(|\+)\s?0x[0-9a-f]{8,})"},
    // a quote, and the rest of a statement made a comment
    {"sql_injection", R"(^(?:\d*|[^'"]*[^\d'"])['"][\s);]*(?:--|#|/\*)[\s+-]*$)"},
    {"sql_injection", R"([;)'"]\s?--\s?$|['"]\s?;\s?--)"},
    {"sql_injection", R"(^(?:[^a-z]*|.*[)'"]\s?)(?:order|group) by (?:\d+|[a-z_]+)(?:\s?,.*)?\s?(?:--|#|/\*|;|\)*$))"},
    {"sql_injection",
     R"(\b(?:order|group) by \S+\s?(?:--|/\*|having )|^order by (?:\d+\s?(?:$|[,#/;)]|--)|sleep)|^[^a-z]*having \d)"},

    {"nosql_injection",
     R"((?:[\[{,'"]\s?|^)\$(?:ne|gte?|lte?|where|regex|or|and|n?in|exists|eq|not)['"\]]?\s?[:\]=]|\$(?:where|comment):|)"
     R"(this\.[a-z]+\.match\(|db\.[a-z]+\.(?:find|insert|drop|remove)\()"},
    {"ldap_injection", R"(\([|&!]\s?\([a-z]+\s?[~<>]?=|\*\)\([a-z|&!])"},

    // <script>, <img src=…, anything with a value in a tag, the beginnings that no text has
    {"cross_site_scripting",
     R"(<[/\s]*(?:script|iframe|frame|frameset|object|embed|applet|svg|math|img|image|video|audio|body|html|head|link|)"
     R"(meta|base|form|input|button|style|textarea|select|isindex|xml|xss|marquee|bgsound|layer|ilayer|template|)"
     R"(noscript|title|details|keygen|xmp|plaintext|listing|canvas|map|area|track|source|param|foreignobject|animate|)"
     R"(set|use|x)(?:[\s/>"'<=:]|$))"},
    {"cross_site_scripting", R"(<[a-z!?/%][^<\s/>]*[\s/"'][^<]*=)"},
    {"cross_site_scripting", R"(<!--|<!\[|<!(?:doctype|entity|element|attlist)|<\?(?:xml|php|=)|\]\]>|--!>)"},
    {"cross_site_scripting",
     R"((?:^|[^a-z0-9])on(?:abort|activate|after|animation|auxclick|before|begin|blur|bounce|cancel|canplay|change|)"
     R"(click|close|contextmenu|copy|cuechange|cut|dblclick|drag|drop|durationchange|emptied|end|error|finish|focus|)"
     R"(fullscreen|gotpointer|hashchange|input|invalid|key|load|lost|message|mouse|page|paste|pause|play|pointer|)"
     R"(popstate|progress|ratechange|readystate|repeat|reset|resize|scroll|search|seek|select|show|stalled|start|)"
     R"(storage|submit|suspend|timeupdate|toggle|touch|transition|unload|unhandled|volume|waiting|webkit|wheel|)"
     R"(xxx)[a-z]*\s?=\s?[^\s=])"},
    {"cross_site_scripting", R"((?:java|vb|live)\s?script\s?:\s?(?:[a-z_$.\[\]'"]+[(`=\[]|/|%|['"(\[{*\\&]|\x80|\d*$))"},
    {"cross_site_scripting", R"(data:[a-z]*/?[a-z+]*(?:html|svg|xml|javascript)|data:[^,\s]*;base64,)"},
    {"cross_site_scripting",
     R"((?:[=;,({\[&|!~>+*/%:'"`^\\]|(?:^|[^a-z0-9])-)\s?(?:alert|prompt|confirm|eval|settimeout|setinterval|execscript|)"
     R"(msgbox|atob)\)?\s?[(`])"},
    {"cross_site_scripting",
     R"(\b(?:alert|prompt|confirm|eval)(?:\)\(|\(['"`]|`|\(\d+\)\s?(?:$|[-;/<'"}]))|(?:alert|prompt|confirm)\(document|)"
     R"(document\.(?:cookie|write|location|domain|body|forms|title)|document\[|window\s?[\[.](?:['"]|location|open|name|)"
     R"(alert|onerror)|(?:top|self|parent|frames|this)\[['"/]|string\.fromcharcode|location\s?(?:=|\.href\s?=|\.replace|)"
     R"(\.hash)|innerhtml|xmlhttprequest|constructor\.constructor|\.constructor\(|[:;'"=]\s?expression\s?\(|)"
     R"(-moz-binding|url\(['"]?javascript|import\(['"/]|function\(['"]|behaviou?r:\s?url|@import)"},
    {"cross_site_scripting", R"(\\(?:x3c|u003c|74)\s?/?(?:script|img|svg)|\{\}\*\{|fscommand|seeksegmenttime)"},

    {"template_injection",
     R"(\$\{\s?(?:jndi|env|sys|lower|upper|script|dns|url|java)\s?:|\$\{[^}]*[(*'"@+][^}]*\}|\{\{[^}]*(?:[(*'"@+]|)"
     R"(__)[^}]*\}\}|<%|#\{[^}]*[(*+][^}]*\}|\{%[^%]*%\}|\{php\}|\[\[\$\{|t\(java\.)"},
    {"command_injection",
     R"(/etc/(?:passwd|shadow|group|hosts|issue)|/bin/(?:ba|z|da|c)?sh|/bin/(?:cat|ls|id|nc|ping)|\bcmd(?:\.exe)?\s?/c|)"
     R"(powershell(?:\.exe)? -[a-z]|\$\((?:touch|cat|curl|wget|id|ls|rm|echo|sleep|nslookup|ping|whoami|bash|sh)\b|[;|)"
     R"(&`]\s?(?:cat|rm|wget|curl|ls|ping|nc|nslookup|chmod|tftp) (?:-|/|http)|`(?:id|ls|whoami|uname)`|`(?:touch|cat|)"
     R"(sleep|curl|wget) [^`]*`|%x\(|system\(['"]|passthru\(|shell_exec\(|kernel\.exec|exec\(['"]|)"
     R"(\(\)\s?\{\s?[:_0;].*\}|eval\(['"]|net user\b|nslookup www)"},
    {"formula_injection",
     R"(^[=+@-]\s?[-+\d(]*\s?(?:cmd|dde|msexcel|rundll32|mshta|powershell)\s?[|(]|^dde\s?\(|^=\s?[a-z.]+\(|^[+@-](?:sum|)"
     R"(hyperlink|importxml|importdata|importfeed|importhtml|importrange|webservice|image|call|exec|concatenate|)"
     R"(filterxml)\(|\|\s?'[^']*'!)"},
    {"header_injection",
     R"(\n(?:set-cookie|location|content-[a-z]+|x-[a-z-]+|host|refresh|bcc|cc|to|from|subject)\s?:|\nhttp/1)"},
    {"path_traversal", R"((?:\.\.[/\\]+){2}|\.\.[/\\]+(?:etc|windows|winnt|boot|proc|var)\b|file:///)"},
};

constexpr Shape proseShapes[] = {
    {"sql_injection",
     R"((?:^|['"])[\s)]*(?:or|and|xor|having|&&|\|\|)[\s(]+(?:not\s?)?)" LITERAL
     R"(\)*\s?(?:=|<>|!=|like)\s?(?:\d+|'[^']*'?|"[^"]*"?)\)*\s?(?:--|#|;|/\*|$))"},
    {"sql_injection", R"(['"][\s)]*union(?:\s(?:all|distinct))?[\s(]+select\b.*(?:--|#|;|from))"},
    {"sql_injection",
     R"((?:^|['"]|\d)[\s)]*;\s?(?:drop (?:table|database|schema|view) [a-z_.]+|insert into [a-z_.]+\s?(?:\(|values)|)"
     R"(update [a-z_.]+ set [a-z_.]+\s?=|delete from [a-z_.]+|exec(?:ute)?[\s(]+(?:master|xp_|sp_)|shutdown\s?(?:--|;|$|)"
     R"(with)|truncate table [a-z_.]+|alter table [a-z_.]+|waitfor delay|declare @))"},
    {"sql_injection", R"(;\s?(?:drop|truncate) table [a-z_.]+\s?(?:cascade\s?)?;?\s?--)"},
    {"sql_injection", R"(^[^'"]*['"][\s);]*--[\s+-]*$)"},
    {"template_injection", R"(\$\{\s?jndi\s?:)"},
};

#undef LITERAL
#undef OPEN_LITERAL
#undef COMPARES

/// Tags that change how text looks, and nothing else.
constexpr const char *plainMarkup =
    R"(</?(?:b|i|u|s|em|strong|p|br|hr|h[1-6]|ul|ol|li|dl|dt|dd|sub|sup|small|big|span|div|font|center|table|tbody|)"
    R"(thead|tfoot|tr|td|th|code|pre|blockquote|a|q|mark|del|ins|nobr|strike|tt)\s?/?>)";

RE2::Options options()
{
    RE2::Options options(RE2::Latin1);
    options.set_log_errors(false);
    options.set_max_mem(32 << 20);
    return options;
}

/// Shapes, and one pattern that finds any of them: most texts are done with after that.
class Recogniser
{
public:
    template <std::size_t size>
    explicit Recogniser(const Shape (&shapes)[size])
    {
        std::string all;
        for (const Shape &shape : shapes) {
            m_shapes.emplace_back(QString::fromLatin1(shape.kind), std::make_unique<RE2>(shape.pattern, options()));
            all += (all.empty() ? "" : "|") + std::string(shape.pattern);
        }
        m_any = std::make_unique<RE2>(all, options());
        Q_ASSERT_X(m_any->ok(), "attack shapes", m_any->error().c_str());
    }

    [[nodiscard]] QString kindOf(const std::string &text) const
    {
        if (!RE2::PartialMatch(text, *m_any))
            return {};
        const auto found = std::find_if(m_shapes.begin(), std::prev(m_shapes.end()),
                                        [&](const auto &shape) { return RE2::PartialMatch(text, *shape.second); });
        return found->first;
    }

private:
    std::vector<std::pair<QString, std::unique_ptr<RE2>>> m_shapes;
    std::unique_ptr<RE2> m_any;
};

/// A statement needs neither sign nor comma where nothing follows it.
bool beginsLikeSql(QStringView text)
{
    static constexpr std::array<QStringView, 4> beginnings{u"order by ", u"group by ", u"union ", u"having "};
    const char16_t first = text.isEmpty() ? u' ' : text.front().toLower().unicode();
    if (first != u'o' && first != u'g' && first != u'u' && first != u'h')
        return false;
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](QStringView beginning) { return text.startsWith(beginning, Qt::CaseInsensitive); });
}

} // namespace

QString findAttack(QStringView text, unsigned traits, AttackScope scope)
{
    if (scope == AttackScope::Description) {
        if (!(traits & Operator) && (traits & (Quotation | Dash)) != (Quotation | Dash))
            return {};
        static const Recogniser prose(proseShapes);
        return prose.kindOf(plainForm(text));
    }
    const bool isOrdinary = !(traits & (Quotation | Operator | Bracket | Comma | At)) && !text.contains(u'<')
        && !text.contains(u"../") && !text.contains(u"--") && !beginsLikeSql(text);
    if (isOrdinary)
        return {};
    if (text.contains(u"/**/")) // a blank where blanks are filtered; plainForm() makes it one
        return u"sql_injection"_s;
    static const Recogniser shortText(shortShapes);
    return shortText.kindOf(plainForm(text));
}

bool hasPlainMarkup(QStringView text)
{
    static const RE2 pattern(plainMarkup, options());
    return RE2::PartialMatch(plainForm(text), pattern);
}

} // namespace tidegate
