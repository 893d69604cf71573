// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_line.h"
#include "app/cli/command_output.h"
#include "core/base/random.h"
#include "core/store/store.h"

namespace tidegate {

/// tidegate sale create --name N --starts T --ends T --item SKU:PRICE:QUOTA[:LIMIT] …
CommandSyntax saleCreateSyntax();
int runSaleCreate(const Invocation &invocation, Store &store, const Clock &clock, Random &random, CommandOutput &output);

/// tidegate credit import FILE: store credit for many shoppers at once, from CSV (shopper_id,amount,currency; amounts as decimal text).
CommandSyntax creditImportSyntax();
int runCreditImport(const Invocation &invocation, Store &store, const Clock &clock, Random &random, CommandOutput &output);

} // namespace tidegate
