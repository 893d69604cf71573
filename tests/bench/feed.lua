-- SPDX-License-Identifier: GPL-3.0-or-later
-- The same small feed again and again. Arguments: KEY.
function init(args)
    local headers = { ["X-API-Key"] = args[1], ["Content-Type"] = "text/csv" }
    upload = wrk.format("POST", "/partner/ingest", headers, "sku,name,price,currency,stock\nSMALL-1,Cup,1.00,EUR,5\nSMALL-2,Mug,2.00,EUR,7\n")
end

function request()
    return upload
end

dofile(debug.getinfo(1, "S").source:match("^@(.*)/[^/]*$") .. "/summary.lua")
