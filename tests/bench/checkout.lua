-- SPDX-License-Identifier: GPL-3.0-or-later
-- A checkout by a new shopper with each request: s1-1, s1-2, ... on the first thread, s2-1, ... on the second.
-- Arguments: KEY SKU METHOD TOKEN LISTINGS FIRST. TOKEN may be empty; LISTINGS: so many listings before each checkout; FIRST: the number
-- to count the shoppers from.
local threads = 0

function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

function init(args)
    local payment = '{"method":"' .. args[3] .. '"' .. (args[4] ~= "" and ',"token":"' .. args[4] .. '"' or "") .. "}"
    body = '{"items":[{"sku":"' .. args[2] .. '","quantity":1}],"payment":' .. payment .. "}"
    headers = { ["Authorization"] = "Bearer " .. args[1], ["Content-Type"] = "application/json" }
    listings = tonumber(args[5])
    listing = wrk.format("GET", "/flash/products")
    shopper, turn = tonumber(args[6]), 0
end

function request()
    turn = turn + 1
    if turn % (listings + 1) ~= 0 then
        return listing
    end
    shopper = shopper + 1
    headers["X-Shopper-Id"] = "s" .. number .. "-" .. shopper
    return wrk.format("POST", "/flash/checkout", headers, body)
end

function done(summary, latency, requests)
    io.write(string.format(
        '{"requests": %d, "seconds": %.6f, "p50_ms": %.3f, "p99_ms": %.3f, "max_ms": %.3f, "not_2xx": %d, "broken": %d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
        summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
