// SPDX-License-Identifier: GPL-3.0-or-later
"use strict";

const assert = require("node:assert/strict");
const path = require("node:path");
const { after, before, describe, test } = require("node:test");
const { Browser, SHOTS, close, csv, open, openWithKey, waitForStatus } = require("./browser.js");

const LOOKS = {
    light: { colorScheme: "light", viewport: { width: 1280, height: 900 } },
    dark: { colorScheme: "dark", viewport: { width: 1280, height: 900 } },
    narrow: { colorScheme: "light", viewport: { width: 360, height: 800 } },
};

/// Texts whose contrast with what lies behind them is below WCAG 2.2 AA (1.4.3). Runs in the page.
function lowContrasts() {
    const parse = (color) => color.match(/[\d.]+/g).map(Number);
    const luminance = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const behind = (element) => {
        for (let e = element; e; e = e.parentElement) {
            const color = parse(getComputedStyle(e).backgroundColor);
            if (color.length < 4 || color[3] === 1)
                return color;
        }
        return [255, 255, 255];
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        const style = getComputedStyle(element);
        const shown = walker.currentNode.textContent.trim() && element.checkVisibility() && !element.closest(":disabled, .visually-hidden, noscript, script");
        if (!shown)
            continue;
        const [a, b] = [luminance(parse(style.color)), luminance(behind(element))].sort((x, y) => y - x);
        const ratio = (a + 0.05) / (b + 0.05);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        if (ratio < (large ? 3 : 4.5))
            found.push(`${walker.currentNode.textContent.trim().slice(0, 40)}: ${ratio.toFixed(2)}`);
    }
    return found;
}

/// What a screen reader would have no name for. Runs in the page.
function nameless() {
    const named = (e) => e.getAttribute("aria-label") || e.textContent.trim() || (e.labels && e.labels.length)
        || (e.getAttribute("aria-labelledby") || "").split(" ").some((id) => document.getElementById(id));
    const controls = [...document.querySelectorAll("input, select, button, a[href], progress, summary, dialog")];
    const problems = controls.filter((e) => !named(e)).map((e) => e.outerHTML.slice(0, 80));
    const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
    problems.push(...ids.filter((id, n) => ids.indexOf(id) !== n).map((id) => `two elements have the id ${id}`));
    const references = [...document.querySelectorAll("[aria-describedby], [aria-labelledby]")];
    for (const e of references)
        for (const id of `${e.getAttribute("aria-describedby") || ""} ${e.getAttribute("aria-labelledby") || ""}`.split(" "))
            if (id && !document.getElementById(id))
                problems.push(`nothing has the id ${id}`);
    let level = 0;
    for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
        if (!heading.checkVisibility())
            continue;
        if (Number(heading.tagName[1]) > level + 1)
            problems.push(`heading “${heading.textContent}” skips a level`);
        level = Number(heading.tagName[1]);
    }
    return problems;
}

describe("the pages' looks", () => {
    const browser = new Browser();
    before(() => browser.start());
    after(() => browser.stop());

    async function look(page, name, look_) {
        await page.evaluate(() => document.fonts.ready);
        assert.deepEqual(await page.evaluate(lowContrasts), [], `${name}, ${look_}: contrast`);
        assert.deepEqual(await page.evaluate(nameless), [], `${name}, ${look_}: names`);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(over, 0, `${name}, ${look_}: wider than the window`);
        await page.screenshot({ path: path.join(SHOTS, `${name}-${look_}.png`), fullPage: name !== "docs" });
    }

    for (const [name, options] of Object.entries(LOOKS)) {
        test(`the upload page, ${name}`, async () => {
            const page = await open(browser, "/partner/upload", options);
            await look(page, "upload-key", name);
            await close(page);
            const inside = await openWithKey(browser, options);
            await look(inside, "upload", name);
            const rows = [[`LOOK-${name}`, "Cup", "1.00", 1], ["LOOK-2", "<b>", "-1.00", 1], ["LOOK-3", "A".repeat(400), "1,00", "many"]];
            await inside.setInputFiles("#file", { name: `${"long-".repeat(20)}name.csv`, mimeType: "text/csv", buffer: csv(rows) });
            await look(inside, "upload-file", name);
            await inside.click("#send");
            await waitForStatus(inside, "Partly taken");
            await inside.waitForFunction(() => document.getElementById("history-body").rows.length > 0);
            await look(inside, "upload-errors", name);
            await inside.click("#job-undo");
            await inside.screenshot({ path: path.join(SHOTS, `upload-undo-${name}.png`) });
            await inside.keyboard.press("Escape");
            await close(inside);
        });

        test(`documentation and problems, ${name}`, async () => {
            for (const [where, what] of [["/docs", "docs"], ["/problems/rate_limited", "problem"]]) {
                const page = await open(browser, where, options);
                await look(page, what, name);
                await close(page);
            }
            for (const place of ["columns", "row-errors", "signing", "problems", "ingest"]) {
                const page = await open(browser, `/docs#${place}`, options);
                await page.screenshot({ path: path.join(SHOTS, `docs-${place}-${name}.png`) });
                await close(page);
            }
        });
    }
});
