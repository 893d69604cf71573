// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/notify/mail_text.h"

namespace tidegate {

/// What a mail is about, for people.
QString mailKindText(MailKind kind);
/// What stands in its place.
QString mailPlaceholderText(const MailPlaceholder &placeholder);
/// The language's own name.
QString mailLanguageText(const QString &language);

} // namespace tidegate
