// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_output.h"

#include "core/base/json.h"
#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace tidegate {

ExitStatus exitStatusOf(const Error &error)
{
    switch (error.code) {
    case ErrorCode::InvalidRequest: return ExitUsage;
    case ErrorCode::StorageUnavailable:
    case ErrorCode::Overloaded: return ExitEnvironment;
    default: return ExitCheckFailed;
    }
}

int fail(CommandOutput &output, const Error &error)
{
    return fail(output, error, exitStatusOf(error));
}

int fail(CommandOutput &output, const Error &error, ExitStatus status)
{
    output.err << "tidegate: " << escapeControls(error.detail) << '\n';
    output.err.flush();
    if (output.json) {
        print(output,
              {{u"error"_s,
                QJsonObject{
                    {u"code"_s, errorName(error.code)}, {u"detail"_s, error.detail}, {u"errors"_s, toJson(error.fields)}}}});
    }
    return status;
}

void print(CommandOutput &output, const QJsonObject &object)
{
    output.out << QString::fromUtf8(toJson(object)) << '\n';
    output.out.flush();
}

QString counted(qint64 count, const QString &one, const QString &many)
{
    return QString::number(count) + u' ' + (count == 1 ? one : many);
}

QJsonArray toJson(const std::vector<FieldError> &findings)
{
    QJsonArray array;
    for (const FieldError &finding : findings) {
        array.append(QJsonObject{{u"line"_s, finding.line},
                                 {u"field"_s, finding.field},
                                 {u"code"_s, finding.code},
                                 {u"message"_s, finding.message},
                                 {u"value"_s, finding.value}});
    }
    return array;
}

} // namespace tidegate
