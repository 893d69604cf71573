// SPDX-License-Identifier: GPL-3.0-or-later
"use strict";

const assert = require("node:assert/strict");
const { after, before, describe, test } = require("node:test");
const { Browser, KEY, URL_OF_SHOP, close, contentOf, csv, open, openWithKey, waitForStatus } = require("./browser.js");

const HOSTILE = ["<img src=x onerror=alert(1)>", "<script>alert(2)</script>", "\"><svg onload=alert(3)>", "javascript:alert(4)"];

describe("the upload page", () => {
    const browser = new Browser();
    before(() => browser.start());
    after(() => browser.stop());

    test("an empty history says what to do", async () => {
        const page = await openWithKey(browser);
        assert.ok(await page.isVisible("#history-empty"));
        assert.ok(await page.isHidden("#history-table"));
        assert.equal(await page.textContent("#key-kind"), "Sandbox: shoppers see nothing of it");
        await close(page);
    });

    test("a wrong key is explained and can be mended", async () => {
        const page = await open(browser);
        await page.click("#key-go");
        assert.match(await page.textContent("#key-problem"), /Enter your API key/);
        await page.fill("#key", "tg_test_wrong");
        await page.click("#key-go");
        await page.waitForFunction(() => /not known/.test(document.getElementById("key-problem").textContent));
        assert.equal(await page.getAttribute("#key", "aria-invalid"), "true");
        assert.ok(await page.isHidden("#work"));
        await page.fill("#key", KEY);
        await page.click("#key-go");
        await page.waitForSelector("#work:not([hidden])");
        await close(page);
    });

    test("the key is kept in this tab alone, and no longer", async () => {
        const page = await openWithKey(browser);
        assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 1, ""]);
        assert.deepEqual(await browser.context.cookies(), []);
        await page.reload();
        await page.waitForSelector("#work:not([hidden])");
        const other = await open(browser);
        assert.ok(await other.isVisible("#key-form"));
        await close(other);
        await page.click("#key-forget");
        assert.equal(await page.evaluate(() => sessionStorage.length), 0);
        assert.ok(await page.isHidden("#work"));
        await close(page);
    });

    test("by mouse: drop a file, read the errors, take the reports, undo", async () => {
        const page = await openWithKey(browser);
        const content = csv([["MOUSE-1", "Cup", "4.00", 5], ["MOUSE-2", "Cup", "-4.00", 5], ["MOUSE-3", "Cup", "4.00", "many"]]).toString();
        const data = await page.evaluateHandle((text) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], "mouse.csv", { type: "text/csv" }));
            return transfer;
        }, content);
        await page.dispatchEvent("#drop", "dragover", { dataTransfer: data });
        await page.dispatchEvent("#drop", "drop", { dataTransfer: data });
        assert.match(await page.textContent("#drop-text"), /^mouse\.csv/);
        await page.click("#send");
        await waitForStatus(page, "Partly taken");
        assert.equal(await page.textContent("#job-notice strong"), "1 row was taken");
        assert.equal(await page.textContent("#errors-caption"), "2 errors");
        const rows = await page.$$eval("#errors-body tr", (all) => all.map((row) => [row.cells[0].textContent, row.cells[1].textContent, row.cells[3].textContent]));
        assert.deepEqual(rows, [["3", "price", "-4.00"], ["4", "stock", "many"]]);
        const [report] = await Promise.all([page.waitForEvent("download"), page.click("#job-report")]);
        assert.match(report.suggestedFilename(), /^errors-.*\.csv$/);
        assert.equal((await contentOf(report)).trim().split("\n").length, 3);
        const [rejected] = await Promise.all([page.waitForEvent("download"), page.click("#job-rejected")]);
        assert.match(await contentOf(rejected), /MOUSE-2[^]*MOUSE-3/);
        await page.click("#job-undo");
        await page.click("#undo-yes");
        await page.waitForFunction(() => document.getElementById("job-title").textContent === "Undo of a feed");
        await waitForStatus(page, "Done");
        await page.click("#job-close");
        assert.ok(await page.isVisible("#send-form"));
        await close(page);
    });

    test("by keyboard alone: key, file, options, errors, undo", async () => {
        const page = await open(browser);
        page.on("filechooser", () => {}); // from now on, so that the browser is told long before the key that opens it
        const focused = () => page.evaluate(() => document.activeElement.id);
        const tabTo = async (id) => {
            for (let i = 0; i < 60 && (await focused()) !== id; ++i)
                await page.keyboard.press("Tab");
            assert.equal(await focused(), id);
        };
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
        await page.keyboard.press("Enter");
        await tabTo("key");
        await page.keyboard.type(KEY);
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => document.activeElement.id === "send-title");
        await tabTo("file");
        const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Enter")]);
        await chooser.setFiles({ name: "keys.csv", mimeType: "text/csv", buffer: csv([["KEYS-1", "Cup", "1.00", 1], ["KEYS-2", "", "1.00", 1]]) });
        await page.keyboard.press("Tab");
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("ArrowUp");
        await tabTo("dry-run");
        await page.keyboard.press("Space");
        assert.equal(await page.textContent("#send"), "Check feed");
        await page.keyboard.press("Space");
        await tabTo("send");
        await page.keyboard.press("Enter");
        await waitForStatus(page, "Partly taken");
        assert.equal(await focused(), "job-title");
        assert.match(await page.textContent("#announcer"), /1 row was taken/);
        await tabTo("job-undo");
        await page.keyboard.press("Enter");
        await page.keyboard.press("Escape");
        assert.equal(await focused(), "job-undo");
        await page.keyboard.press("Enter");
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => document.getElementById("job-title").textContent === "Undo of a feed");
        await waitForStatus(page, "Done");
        await tabTo("job-close");
        await page.keyboard.press("Enter");
        assert.equal(await focused(), "send-title");
        await close(page);
    });

    test("a dry run says what would be and changes nothing", async () => {
        const page = await openWithKey(browser);
        await page.setInputFiles("#file", { name: "dry.csv", mimeType: "text/csv", buffer: csv([["DRY-1", "Cup", "1.00", 1]]) });
        await page.check("#dry-run");
        await page.click("#send");
        await waitForStatus(page, "Done");
        assert.equal(await page.textContent("#job-title"), "Dry run");
        assert.equal(await page.textContent("#job-notice strong"), "This feed is right");
        assert.match(await page.textContent("#job-figures"), /Would be created1/);
        assert.ok(await page.isHidden("#job-undo"));
        await close(page);
    });

    test("progress is shown while a large file is sent, and it can be cancelled", async () => {
        const page = await openWithKey(browser);
        const network = await browser.context.newCDPSession(page);
        await network.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 400_000 });
        await page.setInputFiles("#file", { name: "long.csv", mimeType: "text/csv", buffer: Buffer.alloc(2_000_000, "x") });
        await page.click("#send");
        await page.waitForFunction(() => document.getElementById("job-progress").value > 5 && document.getElementById("job-progress").value < 90);
        assert.match(await page.textContent("#job-progress-text"), /of 2 MB sent$/);
        await page.click("#job-cancel");
        assert.ok(await page.isVisible("#send-form"));
        await close(page);
    });

    test("a broken line is explained, and the same upload can be tried again", async () => {
        const page = await openWithKey(browser);
        await page.setInputFiles("#file", { name: "again.csv", mimeType: "text/csv", buffer: csv([["AGAIN-1", "Cup", "1.00", 1]]) });
        const keys = [];
        let fail = true;
        await page.route("**/partner/ingest**", (route) => {
            keys.push(route.request().headers()["idempotency-key"]);
            return fail ? route.abort("connectionreset") : route.continue();
        });
        await page.click("#send");
        await page.waitForSelector("#job-retry:not([hidden])");
        assert.match(await page.textContent("#job-problem"), /can’t be reached/);
        fail = false;
        await page.click("#job-retry");
        await waitForStatus(page, "Done");
        assert.equal(keys.length, 2);
        assert.equal(keys[0], keys[1]);
        await close(page);
    });

    test("a job is followed to its end, with its progress", async () => {
        const page = await openWithKey(browser);
        const rows = Array.from({ length: 30000 }, (_, n) => [`BIG-${n}`, "Cup", "1.00", 1]);
        await page.evaluate(() => {
            window.seen = [];
            new MutationObserver(() => window.seen.push(document.getElementById("job-progress-text").textContent))
                .observe(document.getElementById("job-progress-text"), { childList: true, characterData: true, subtree: true });
        });
        // A fast machine is done before the page asks: the first answer tells of a job half way.
        let isFirst = true;
        await page.route(/\/partner\/jobs\/[^/?]+$/, async (route) => {
            const response = await route.fetch();
            const job = await response.json();
            if (isFirst)
                Object.assign(job, { status: "running", phase: "applying", total: 30000, processed: 12000, percent: 40, finished_at: null });
            isFirst = false;
            await route.fulfill({ response, json: job });
        });
        await page.setInputFiles("#file", { name: "big.csv", mimeType: "text/csv", buffer: csv(rows) });
        await page.click("#send");
        await waitForStatus(page, "Done");
        assert.equal(await page.textContent("#job-notice strong"), "All 30,000 rows are in");
        const seen = await page.evaluate(() => window.seen);
        assert.ok(seen.some((text) => text.includes("12,000 of 30,000 rows")), seen.join(" | "));
        await close(page);
    });

    test("what a feed says is text, whatever it is", async () => {
        const page = await openWithKey(browser);
        const rows = HOSTILE.map((text, n) => [`XSS-${n}`, text, text, text]);
        await page.setInputFiles("#file", { name: "<img src=x onerror=alert(5)>.csv", mimeType: "text/csv", buffer: csv(rows) });
        assert.match(await page.textContent("#drop-text"), /<img src=x onerror=alert\(5\)>/);
        await page.click("#send");
        await waitForStatus(page, "Failed", "Partly taken");
        const shown = await page.textContent("#errors-body");
        for (const text of HOSTILE)
            assert.ok(shown.includes(text), `${text} is not shown`);
        assert.equal(await page.$$eval("#errors-body img, #errors-body script, #errors-body svg, #drop img", (all) => all.length), 0);
        await close(page);
    });

    test("the file is looked at before it is sent", async () => {
        const page = await openWithKey(browser);
        await page.click("#send");
        assert.match(await page.textContent("#file-problem"), /Choose a file first/);
        await page.setInputFiles("#file", { name: "empty.csv", mimeType: "text/csv", buffer: Buffer.alloc(0) });
        await page.click("#send");
        assert.match(await page.textContent("#file-problem"), /empty/);
        await page.setInputFiles("#file", { name: "feed.dat", mimeType: "", buffer: csv([["DAT-1", "Cup", "1.00", 1]]) });
        await page.click("#send");
        assert.match(await page.textContent("#file-problem"), /What is in the file/);
        await page.selectOption("#type", "text/csv");
        await page.fill("#max-errors", "-1");
        await page.click("#send");
        assert.match(await page.textContent("#send-problem"), /whole number/);
        await page.fill("#max-errors", "3");
        await page.click("#send");
        await waitForStatus(page, "Done");
        await close(page);
    });

    test("the history has pages, and each feed its details", async () => {
        const page = await openWithKey(browser);
        for (let n = 0; n < 11; ++n) {
            const answer = await page.request.post(`${URL_OF_SHOP}/partner/ingest?dry_run=1`, {
                data: csv([[`PAGE-${n}`, "Cup", "1.00", 1]]), headers: { Authorization: `Bearer ${KEY}`, "Content-Type": "text/csv" } });
            assert.equal(answer.status(), 202);
        }
        await page.click("#history-refresh");
        await page.waitForFunction(() => document.getElementById("history-body").rows.length === 10);
        assert.ok(await page.isDisabled("#history-newer"));
        await page.click("#history-older");
        await page.waitForFunction(() => !document.getElementById("history-newer").disabled);
        await page.click("#history-newer");
        await page.waitForFunction(() => document.getElementById("history-newer").disabled);
        await page.click("#history-body button");
        await waitForStatus(page, "Done");
        const address = page.url();
        assert.match(address, /#job=[0-9a-f-]{36}$/);
        await page.reload();
        await waitForStatus(page, "Done");
        await close(page);
    });

    test("a job that is not there is told, with a way back", async () => {
        const page = await openWithKey(browser);
        await page.evaluate(() => { location.hash = "#job=00000000-0000-7000-8000-000000000000"; });
        await page.waitForFunction(() => document.getElementById("job-title").textContent === "This feed can’t be shown");
        await page.click("#job-close");
        assert.ok(await page.isVisible("#send-form"));
        await close(page);
    });
});
