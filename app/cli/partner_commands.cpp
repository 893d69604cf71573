// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/partner_commands.h"

#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace tidegate {

int runPartnerAdd(const PartnerAddArguments &arguments, PartnerService &partners, CommandOutput &output)
{
    const Result<Partner> added = partners
                                      .add({.name = arguments.name,
                                            .email = arguments.email,
                                            .callbackUrl = arguments.callback,
                                            .allowHttp = arguments.allowHttp,
                                            .actor = u"command line"_s})
                                      .get();
    if (!added)
        return fail(output, added.error());
    if (output.json) {
        print(output,
              {{u"id"_s, added->id},
               {u"name"_s, added->name},
               {u"email"_s, added->email},
               {u"callback"_s, added->callbackUrl},
               {u"created_at"_s, formatTime(added->createdAt)}});
    } else {
        output.out << "Partner " << escapeControls(added->name)
                   << " is added. Give it a key with: tidegate key create --kind partner --partner '"
                   << escapeControls(added->name) << "'\n";
        output.out.flush();
    }
    return ExitDone;
}

} // namespace tidegate
