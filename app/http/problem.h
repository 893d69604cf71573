// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/message.h"

#include <QStringList>

namespace tidegate {

class Router;

/// How a failure looks from outside. This is the only place that maps error codes to HTTP.
struct ProblemKind {
    int status = 500;
    QString code; ///< stable: the API's, and the last part of the problem's type
};

ProblemKind problemKind(ErrorCode code);
/// Every code that an answer may carry.
QStringList problemCodes();

struct ProblemText {
    QString title;
    QString detail; ///< a sentence for people that says what to do
};

/// The languages of the texts (resources/messages), the default first.
QStringList problemLanguages();
/// In one of problemLanguages().
ProblemText problemText(const QString &code, const QString &language);

/// GET /problems/{code}: the page that a problem's type names.
void addProblemPages(Router &router);

} // namespace tidegate
