// SPDX-License-Identifier: GPL-3.0-or-later
"use strict";

// What the tests of the pages share: a Chromium of Debian's, and a page that is watched for what must never happen on ours.

const assert = require("node:assert/strict");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { chromium } = require("playwright-core");

const URL_OF_SHOP = process.env.TIDEGATE_URL;
const KEY = process.env.TIDEGATE_KEY;
const SHOTS = process.env.TIDEGATE_SHOTS;
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"];

class Browser {
    async start() {
        this.profile = fs.mkdtempSync(path.join(os.tmpdir(), "tidegate-chromium-"));
        this.context = await chromium.launchPersistentContext(this.profile, {
            executablePath: process.env.TIDEGATE_CHROMIUM || "/usr/bin/chromium",
            args: FLAGS,
            acceptDownloads: true,
            locale: "en-US",
        });
        this.browser = this.context.browser();
    }

    async stop() {
        await this.context.close();
        fs.rmSync(this.profile, { recursive: true, force: true });
    }
}

/// Everything that went wrong on a page, by the page's own account.
function watch(page) {
    const wrong = [];
    page.on("pageerror", (error) => wrong.push(`script: ${error.message}`));
    page.on("dialog", (dialog) => {
        wrong.push(`dialog: ${dialog.message()}`);
        dialog.dismiss();
    });
    page.on("console", (message) => {
        if (/Content Security Policy|Refused to/i.test(message.text()))
            wrong.push(`policy: ${message.text()}`);
    });
    page.on("request", (request) => {
        if (!request.url().startsWith(URL_OF_SHOP) && !request.url().startsWith("blob:"))
            wrong.push(`request to elsewhere: ${request.url()}`);
    });
    return wrong;
}

async function newPage(browser, options = {}) {
    const page = await browser.context.newPage();
    if (options.viewport)
        await page.setViewportSize(options.viewport);
    if (options.colorScheme)
        await page.emulateMedia({ colorScheme: options.colorScheme });
    page.setDefaultTimeout(60000);
    page.wrong = watch(page);
    return page;
}

async function open(browser, where = "/partner/upload", options = {}) {
    const page = await newPage(browser, options);
    await page.goto(URL_OF_SHOP + where);
    return page;
}

async function openWithKey(browser, options = {}) {
    const page = await open(browser, "/partner/upload", options);
    await page.fill("#key", KEY);
    await page.click("#key-go");
    await page.waitForSelector("#work:not([hidden])");
    return page;
}

async function close(page) {
    assert.deepEqual(page.wrong, []);
    await page.close();
}

function csv(rows) {
    const lines = rows.map((row) => row.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(","));
    return Buffer.from(["sku,name,price,stock", ...lines, ""].join("\n"));
}

async function waitForStatus(page, ...wanted) {
    await page.waitForFunction((texts) => texts.includes(document.getElementById("job-status").textContent), wanted, { timeout: 60000 });
}

async function contentOf(download) {
    return fs.readFileSync(await download.path(), "utf8");
}

module.exports = { Browser, KEY, SHOTS, URL_OF_SHOP, close, contentOf, csv, open, openWithKey, waitForStatus };
