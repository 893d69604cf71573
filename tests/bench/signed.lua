-- SPDX-License-Identifier: GPL-3.0-or-later
-- Webhooks that were signed before, one after the other. Arguments: KEY FILE. FILE-1 is the first thread's, FILE-2 the second's; each line holds
-- id, timestamp, signature and body, separated by tabs.
local threads = 0

function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

function init(args)
    requests = {}
    local headers = { ["X-API-Key"] = args[1], ["Content-Type"] = "application/json" }
    for line in io.lines(args[2] .. "-" .. number) do
        local id, timestamp, signature, body = line:match("^(.-)\t(.-)\t(.-)\t(.*)$")
        headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"] = id, timestamp, signature
        requests[#requests + 1] = wrk.format("POST", "/partner/webhook", headers, body)
    end
    turn = 0
end

function request()
    turn = turn % #requests + 1
    return requests[turn]
end

dofile(debug.getinfo(1, "S").source:match("^@(.*)/[^/]*$") .. "/summary.lua")
