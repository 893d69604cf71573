// SPDX-License-Identifier: GPL-3.0-or-later
"use strict";

// The upload page. It speaks the same interface as any partner's program. What comes from a feed or the server becomes text nodes, never markup.

const KEY_NAME = "tidegate-key";
const PAGE_SIZE = 10;
const ERRORS_PER_PAGE = 100;
const STATUS = {
    queued: ["Waiting", "busy"],
    running: ["Running", "busy"],
    succeeded: ["Done", "good"],
    partial: ["Partly taken", "warn"],
    failed: ["Failed", "bad"],
    cancelled: ["Cancelled", ""],
};
const PHASE = {
    reading: "Reading the feed",
    checking: "Checking the rows",
    applying: "Taking the rows",
    withdrawing: "Withdrawing products that the feed does not name",
    undoing: "Taking the changes back",
};
const TYPES = {
    csv: "text/csv",
    tsv: "text/tab-separated-values",
    json: "application/json",
    ndjson: "application/x-ndjson",
    jsonl: "application/x-ndjson",
    xml: "application/xml",
    rss: "application/xml",
    atom: "application/xml",
};

const $ = (id) => document.getElementById(id);
const numbers = new Intl.NumberFormat();
const times = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

let key = "";
let file = null;
let upload = null; // the request under way, with what it needs to be tried again
let job = null; // the one that is shown
let watched = 0; // grows with each job that is shown: what comes late for another is dropped
let errorCursor = null;
let pages = [""]; // cursors of the history's pages, the shown one last

// --- Small things ------------------------------------------------------------------------------------------------

function element(name, text, className) {
    const made = document.createElement(name);
    if (text !== undefined)
        made.textContent = text;
    if (className)
        made.className = className;
    return made;
}

function count(number, one, many) {
    return `${numbers.format(number)} ${number === 1 ? one : many}`;
}

function bytes(size) {
    const units = ["bytes", "KB", "MB", "GB"];
    let unit = 0;
    while (size >= 1000 && unit < units.length - 1) {
        size /= 1000;
        ++unit;
    }
    return `${new Intl.NumberFormat(undefined, { maximumFractionDigits: unit ? 1 : 0 }).format(size)} ${units[unit]}`;
}

function announce(text) {
    $("announcer").textContent = text;
}

function notice(kind, title, lines = []) {
    const box = element("div", undefined, `notice ${kind}`);
    box.append(element("strong", title));
    if (lines.length === 1)
        box.append(element("p", lines[0]));
    if (lines.length > 1) {
        const list = element("ul");
        list.append(...lines.map((line) => element("li", line)));
        box.append(list);
    }
    return box;
}

function setStatus(badge, status) {
    const [text, kind] = STATUS[status] || [status, ""];
    badge.textContent = text;
    badge.className = `badge ${kind}`;
}

// --- Talking to the server ---------------------------------------------------------------------------------------

class Problem extends Error {
    constructor(status, body) {
        super(body.detail || `The server answered with status ${status}.`);
        this.status = status;
        this.title = body.title || "That did not work";
        this.fields = (body.errors || []).map((e) => (e.field ? `${e.field}: ${e.message}` : e.message));
        this.requestId = body.request_id;
        this.retryAfter = body.retry_after;
    }
}

const OFFLINE = "The server can’t be reached. Check your connection and try again.";

function explain(problem) {
    if (!(problem instanceof Problem))
        return notice("bad", "No connection", [OFFLINE]);
    const lines = problem.status === 401 ? [
        "This key is not known, has expired, or was revoked. Check that you copied all of it, or ask the shop for a new one."
    ] : [problem.message, ...problem.fields];
    if (problem.status >= 500 && problem.requestId)
        lines.push(`Request id: ${problem.requestId}`);
    return notice("bad", problem.title, lines);
}

function tell(place, problem) {
    $(place).replaceChildren(explain(problem));
    if (problem instanceof Problem && problem.status === 401 && place !== "key-problem")
        $(place).append(element("p", "Enter another key above.", "hint"));
}

async function problemOf(response) {
    const body = await response.json().catch(() => ({}));
    return new Problem(response.status, body);
}

async function ask(path, options = {}) {
    const response = await fetch(path, {
        ...options,
        cache: "no-store",
        credentials: "omit",
        headers: { Authorization: `Bearer ${key}`, ...options.headers },
    });
    if (!response.ok)
        throw await problemOf(response);
    return response;
}

async function askJson(path, options) {
    return (await ask(path, options)).json();
}

// --- The key -----------------------------------------------------------------------------------------------------

function showKey() {
    const test = key.startsWith("tg_test_");
    $("key-form").hidden = true;
    $("key-known").hidden = false;
    $("key-prefix").textContent = `${key.slice(0, 16)}…`;
    const kind = $("key-kind");
    kind.hidden = false;
    kind.textContent = test ? "Sandbox: shoppers see nothing of it" : "Live: changes what shoppers see";
    kind.className = `badge ${test ? "busy" : "warn"}`;
    $("work").hidden = false;
}

function forgetKey() {
    sessionStorage.removeItem(KEY_NAME);
    key = "";
    closeJob();
    $("work").hidden = true;
    $("key-kind").hidden = true;
    $("key-known").hidden = true;
    $("key-form").hidden = false;
    $("key").value = "";
    $("key").focus();
}

async function tryKey(candidate) {
    const go = $("key-go");
    $("key-problem").replaceChildren();
    $("key").removeAttribute("aria-invalid");
    key = candidate;
    go.disabled = true;
    try {
        const page = await askJson(`/partner/jobs?limit=${PAGE_SIZE}`);
        sessionStorage.setItem(KEY_NAME, key);
        showKey();
        pages = [""];
        showHistory(page);
        return true;
    } catch (problem) {
        key = "";
        tell("key-problem", problem);
        $("key").setAttribute("aria-invalid", "true");
        return false;
    } finally {
        go.disabled = false;
    }
}

async function submitKey(event) {
    event.preventDefault();
    const entered = $("key").value.trim();
    if (!entered) {
        $("key-problem").replaceChildren(notice("bad", "Enter your API key", ["The shop gave it to you, or shows you a new one when you ask."]));
        $("key").setAttribute("aria-invalid", "true");
        $("key").focus();
    } else if (await tryKey(entered)) {
        $("send-title").focus();
    } else {
        $("key").focus();
    }
}

function toggleKey() {
    const hidden = $("key").type === "password";
    $("key").type = hidden ? "text" : "password";
    $("key-show").textContent = hidden ? "Hide" : "Show";
    $("key-show").setAttribute("aria-pressed", String(hidden));
}

// --- The file ----------------------------------------------------------------------------------------------------

function typeOf(name) {
    const parts = name.toLowerCase().split(".");
    if (parts.at(-1) === "gz")
        parts.pop();
    return TYPES[parts.at(-1)] || "";
}

function chooseFile(chosen) {
    file = chosen;
    $("file-problem").replaceChildren();
    $("drop-text").className = file ? "file-name" : "";
    $("drop-text").textContent = file ? `${file.name} (${bytes(file.size)})` : "Drop a file here, or";
    $("file-label").textContent = file ? "Choose another file" : "Choose a file";
    $("type-field").hidden = !file || typeOf(file.name) !== "";
    if (file)
        announce(`${file.name} chosen, ${bytes(file.size)}`);
}

function onDrop(event) {
    event.preventDefault();
    $("drop").classList.remove("over");
    const dropped = event.dataTransfer.files;
    if (dropped.length > 1)
        $("file-problem").replaceChildren(notice("warn", "One file at a time", ["The first one was taken. Send the others after it."]));
    if (dropped.length > 0)
        chooseFile(dropped[0]);
}

function wrongFile() {
    if (!file)
        return ["Choose a file first", "Drop it on the field above, or press “Choose a file”.", "file"];
    if (file.size === 0)
        return ["This file is empty", "Choose the file that has your products in it.", "file"];
    if (!typeOf(file.name) && !$("type").value)
        return ["What is in the file?", "Its name does not say. Choose from the list.", "type"];
    return null;
}

// --- Sending -----------------------------------------------------------------------------------------------------

function newIdempotencyKey() {
    const random = crypto.getRandomValues(new Uint8Array(16));
    return `page-${Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

function ingestQuery() {
    const form = $("send-form");
    const query = new URLSearchParams({ mode: form.elements.mode.value, policy: form.elements.policy.value });
    if ($("dry-run").checked)
        query.set("dry_run", "1");
    if ($("max-errors").value !== "")
        query.set("max_errors", $("max-errors").value);
    return query;
}

function submitFeed(event) {
    event.preventDefault();
    $("send-problem").replaceChildren();
    const wrong = wrongFile();
    if (wrong) {
        $("file-problem").replaceChildren(notice("bad", wrong[0], [wrong[1]]));
        $(wrong[2]).focus();
        return;
    }
    if (!$("max-errors").checkValidity()) {
        $("send-problem").replaceChildren(notice("bad", "Stop after how many errors?", ["Give a whole number, 0 or more, or leave it empty."]));
        $("max-errors").focus();
        return;
    }
    // The same key with each try: whatever became of the first, the feed is taken once.
    upload = { file, query: ingestQuery(), type: typeOf(file.name) || $("type").value, idempotencyKey: newIdempotencyKey() };
    send();
}

function send() {
    const sending = upload;
    const request = new XMLHttpRequest();
    sending.request = request;
    showUpload(sending);
    request.open("POST", `/partner/ingest?${sending.query}`);
    request.responseType = "json";
    request.setRequestHeader("Authorization", `Bearer ${key}`);
    request.setRequestHeader("Content-Type", sending.type);
    request.setRequestHeader("Idempotency-Key", sending.idempotencyKey);
    if (sending.file.name.toLowerCase().endsWith(".gz"))
        request.setRequestHeader("Content-Encoding", "gzip");
    request.upload.addEventListener("progress", (event) => showUploaded(sending, event.loaded));
    request.addEventListener("load", () => onSent(sending, request));
    request.addEventListener("error", () => onSendFailed(sending, new TypeError(OFFLINE)));
    request.send(sending.file);
}

function onSent(sending, request) {
    if (sending !== upload)
        return;
    if (request.status !== 202)
        return onSendFailed(sending, new Problem(request.status, request.response || {}));
    upload = null;
    announce("The feed has arrived.");
    $("file").value = "";
    chooseFile(null);
    watch(request.response.job_id);
}

function onSendFailed(sending, problem) {
    if (sending !== upload)
        return;
    $("job-title").textContent = "Not sent";
    $("job-progress-box").hidden = true;
    showButtons(["job-close"]);
    $("job-retry").hidden = problem instanceof Problem && problem.status < 500 && problem.status !== 429;
    tell("job-problem", problem);
}

function openCard() {
    $("send-card").hidden = true;
    $("job-card").hidden = false;
    $("job-problem").replaceChildren();
    $("job-notice").replaceChildren();
    $("job-figures").hidden = true;
    $("job-errors").hidden = true;
    $("errors-more-box").hidden = true;
    $("job-progress-box").hidden = false;
    $("job-title").focus();
}

function showUpload(sending) {
    ++watched;
    job = null;
    openCard();
    $("job-title").textContent = "Uploading";
    $("job-status").className = "badge";
    $("job-status").textContent = "";
    $("job-about").textContent = sending.file.name;
    showButtons(["job-cancel"]);
    showUploaded(sending, 0);
}

function showUploaded(sending, sent) {
    const percent = sending.file.size ? Math.min(100, Math.floor((sent / sending.file.size) * 100)) : 100;
    $("job-progress").value = percent;
    $("job-percent").textContent = `${percent} %`;
    $("job-progress-text").textContent = `${bytes(Math.min(sent, sending.file.size))} of ${bytes(sending.file.size)} sent`;
}

// --- A job -------------------------------------------------------------------------------------------------------

function showButtons(ids) {
    for (const button of $("job-buttons").children)
        button.hidden = !ids.includes(button.id);
}

function isOver(seen) {
    return seen.status !== "queued" && seen.status !== "running";
}

/// Shows a job and follows it until it is over.
async function watch(id) {
    const mine = ++watched;
    job = null;
    openCard();
    history.replaceState(null, "", `#job=${id}`);
    $("job-title").textContent = "Feed";
    $("job-about").textContent = "";
    $("job-status").textContent = "";
    $("job-progress-text").textContent = "Asking for its state";
    $("job-percent").textContent = "";
    $("job-progress").removeAttribute("value");
    showButtons([]);
    let failures = 0;
    for (let round = 0; mine === watched; ++round) {
        try {
            const seen = await askJson(`/partner/jobs/${encodeURIComponent(id)}`);
            if (mine !== watched)
                return;
            failures = 0;
            showJob(seen);
            if (isOver(seen))
                return refreshHistory();
        } catch (problem) {
            if (mine !== watched)
                return;
            tell("job-problem", problem);
            if (problem instanceof Problem && problem.status < 500 && problem.status !== 429) {
                $("job-title").textContent = "This feed can’t be shown";
                $("job-progress-box").hidden = true;
                return showButtons(["job-close"]);
            }
            ++failures;
        }
        const wait = failures ? Math.min(1000 * 2 ** failures, 15000) : round < 10 ? 300 : 1000;
        await new Promise((done) => setTimeout(done, wait));
    }
}

function kindOf(seen) {
    if (seen.kind === "undo")
        return "Undo of a feed";
    return seen.dry_run ? "Dry run" : seen.mode === "full" ? "Full feed" : "Feed";
}

function aboutOf(seen) {
    const parts = [`sent ${times.format(new Date(seen.created_at))}`];
    if (seen.format)
        parts.push(`read as ${seen.format}`);
    if (seen.bytes)
        parts.push(bytes(seen.bytes));
    if (seen.sandbox)
        parts.push("sandbox");
    return parts.join(" · ");
}

function showJob(seen) {
    const before = job;
    job = seen;
    $("job-problem").replaceChildren();
    $("job-title").textContent = kindOf(seen);
    setStatus($("job-status"), seen.status);
    $("job-about").textContent = aboutOf(seen);
    showJobProgress(seen);
    showFigures(seen);
    showOutcome(seen);
    showJobButtons(seen);
    if (!before || before.error_count + before.warning_count !== seen.error_count + seen.warning_count || isOver(seen))
        showErrors(seen);
    announceJob(before, seen);
}

function showJobProgress(seen) {
    const over = isOver(seen);
    $("job-progress-box").hidden = over;
    if (over)
        return;
    if (seen.total > 0 || seen.status === "queued")
        $("job-progress").value = seen.percent;
    else
        $("job-progress").removeAttribute("value");
    const rows = seen.total > 0 ? `, ${numbers.format(seen.processed)} of ${count(seen.total, "row", "rows")}` : "";
    const doing = seen.cancel_requested ? "Ending after the rows at hand" : PHASE[seen.phase] || "Working";
    $("job-progress-text").textContent = seen.status === "queued" ? "Waiting for its turn" : doing + rows;
    $("job-percent").textContent = seen.total > 0 ? `${seen.percent} %` : "";
}

function showFigures(seen) {
    const would = seen.dry_run ? "Would be " : "";
    const name = (text) => (would ? would + text.toLowerCase() : text);
    const figures = [
        ["Rows read", seen.processed, ""],
        [name("Created"), seen.created, ""],
        [name("Updated"), seen.updated, ""],
        ["Unchanged", seen.unchanged, ""],
        [name("Withdrawn"), seen.withdrawn, ""],
        ["Rejected", seen.rejected, seen.rejected ? "bad" : ""],
    ];
    if (seen.cleared)
        figures.push([would ? "Fields to be cleared" : "Fields cleared", seen.cleared, "warn"]);
    if (seen.warning_count)
        figures.push(["Warnings", seen.warning_count, "warn"]);
    $("job-figures").replaceChildren(...figures.map(([label, value, kind]) => {
        const box = element("div", undefined, kind);
        box.append(element("dt", label), element("dd", numbers.format(value)));
        return box;
    }));
    $("job-figures").hidden = seen.status === "queued";
}

function outcomeOf(seen) {
    const taken = seen.created + seen.updated + seen.unchanged;
    const rejected = `${count(seen.rejected, "row was", "rows were")} rejected.`;
    if (seen.failure)
        return [seen.status === "partial" ? "warn" : "bad", seen.status === "partial" ? "Not all of it was done" : "The feed was not taken",
            [seen.failure.message || seen.failure.code]];
    if (seen.status === "cancelled")
        return ["warn", "Cancelled", [taken + seen.withdrawn > 0 && seen.policy === "partial"
            ? "What had been taken until then stays." : "Nothing was changed."]];
    if (seen.kind === "undo")
        return ["good", "The changes were taken back", []];
    if (seen.dry_run)
        return seen.error_count ? ["warn", "This feed has errors", [`In a real run ${count(seen.rejected, "row", "rows")} would be rejected. Nothing was changed.`]]
            : ["good", "This feed is right", ["Nothing was changed. Send it again without “Only check it” to make it count."]];
    if (seen.rejected)
        return ["warn", `${count(taken, "row was", "rows were")} taken`, [`${rejected} Download them, mend them as the table says, and send them again.`]];
    return ["good", `All ${count(seen.processed, "row is", "rows are")} in`, seen.undone_by ? ["These changes were undone since."] : []];
}

function showOutcome(seen) {
    $("job-notice").replaceChildren();
    if (isOver(seen))
        $("job-notice").append(notice(...outcomeOf(seen)));
}

function showJobButtons(seen) {
    const shown = [];
    if (!isOver(seen) && !seen.cancel_requested)
        shown.push("job-cancel");
    if (isOver(seen)) {
        shown.push("job-close");
        const changed = seen.created + seen.updated + seen.withdrawn > 0;
        if (seen.kind === "feed" && !seen.dry_run && changed && !seen.undone_by)
            shown.push("job-undo");
        if (seen.error_count + seen.warning_count > 0)
            shown.push("job-report");
        if (seen.rejected > 0 && seen.file_kept)
            shown.push("job-rejected");
    }
    showButtons(shown);
}

function announceJob(before, seen) {
    if (isOver(seen)) {
        const [, title, lines] = outcomeOf(seen);
        return announce([title, ...lines].join(". "));
    }
    const quarter = (percent) => Math.floor(percent / 25);
    if (!before || before.status !== seen.status || quarter(before.percent) !== quarter(seen.percent))
        announce(seen.status === "queued" ? "The feed waits for its turn." : `${seen.percent} percent of the feed is done.`);
}

async function cancelJob() {
    if (upload) {
        upload.request.abort();
        upload = null;
        announce("The upload was cancelled.");
        return closeJob();
    }
    try {
        $("job-cancel").disabled = true;
        await ask(`/partner/jobs/${encodeURIComponent(job.id)}/cancel`, { method: "POST" });
        announce("The feed is being cancelled.");
    } catch (problem) {
        tell("job-problem", problem);
    } finally {
        $("job-cancel").disabled = false;
    }
}

async function undoJob() {
    try {
        const undo = await askJson(`/partner/jobs/${encodeURIComponent(job.id)}/undo`, { method: "POST" });
        await watch(undo.job_id);
    } catch (problem) {
        tell("job-problem", problem);
    }
}

function closeJob() {
    ++watched;
    job = null;
    upload = null;
    history.replaceState(null, "", location.pathname);
    $("job-card").hidden = true;
    $("send-card").hidden = false;
    $("send-title").focus();
}

// --- Errors of a job ---------------------------------------------------------------------------------------------

function cell(label, content, className) {
    const made = element("td", undefined, className);
    made.dataset.label = label;
    made.append(content);
    return made;
}

function errorRow(error) {
    const row = element("tr");
    const message = element("span");
    if (error.severity === "warning")
        message.append(element("span", "Warning", "badge warn"), " ");
    message.append(error.message, element("span", error.code, "hint"));
    row.append(
        cell("Line", error.line ? numbers.format(error.line) : "–", "number"),
        cell("Field", error.field ? element("code", error.field) : "–", "name"),
        cell("What to do", message, "remedy"),
        cell("Value", error.value ? element("code", error.value) : "–", "value"),
    );
    return row;
}

function showErrors(seen) {
    const all = seen.error_count + seen.warning_count;
    $("job-errors").hidden = seen.errors.length === 0;
    $("errors-body").replaceChildren(...seen.errors.map(errorRow));
    errorCursor = null;
    captionErrors(seen, seen.errors.length);
    $("errors-more-box").hidden = seen.errors.length >= all || !isOver(seen);
}

function captionErrors(seen, shown) {
    const parts = [];
    if (seen.error_count)
        parts.push(count(seen.error_count, "error", "errors"));
    if (seen.warning_count)
        parts.push(count(seen.warning_count, "warning", "warnings"));
    const all = seen.error_count + seen.warning_count;
    $("errors-caption").textContent = parts.join(" and ") + (shown < all ? `; the first ${numbers.format(shown)}` : "");
}

async function moreErrors() {
    const mine = watched;
    try {
        // The job itself named the first ones; the list begins anew for its cursor.
        const after = errorCursor === null ? "" : `&cursor=${encodeURIComponent(errorCursor)}`;
        let page = await askJson(`/partner/jobs/${encodeURIComponent(job.id)}/errors?limit=${ERRORS_PER_PAGE}${after}`);
        if (errorCursor === null && page.next_cursor)
            page = await askJson(`/partner/jobs/${encodeURIComponent(job.id)}/errors?limit=${ERRORS_PER_PAGE}&cursor=${encodeURIComponent(page.next_cursor)}`);
        if (mine !== watched)
            return;
        errorCursor = page.next_cursor;
        $("errors-body").append(...page.data.map(errorRow));
        const shown = $("errors-body").children.length;
        captionErrors(job, shown);
        $("errors-more-box").hidden = !errorCursor;
        announce(`${count(shown, "error", "errors")} shown`);
    } catch (problem) {
        tell("job-problem", problem);
    }
}

function nextLink(response) {
    const match = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get("Link") || "");
    return match ? match[1] : "";
}

function save(blob, name) {
    const link = element("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function fileNameOf(response, part) {
    const match = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") || "");
    const name = match ? match[1] : "feed";
    return part > 1 ? name.replace(/(\.[^.]*)?$/, (end) => `-${part}${end}`) : name;
}

/// A report of many errors comes in parts, each with its head; together they are one file.
async function downloadReport() {
    try {
        const parts = [];
        let name = "";
        let path = `/partner/jobs/${encodeURIComponent(job.id)}/errors?format=csv`;
        while (path) {
            const response = await ask(path);
            const text = await response.text();
            name = name || fileNameOf(response, 1);
            parts.push(parts.length ? text.slice(text.indexOf("\n") + 1) : text);
            path = nextLink(response);
        }
        save(new Blob(parts, { type: "text/csv" }), name);
        announce("The error report was downloaded.");
    } catch (problem) {
        tell("job-problem", problem);
    }
}

async function downloadRejected() {
    try {
        let path = `/partner/jobs/${encodeURIComponent(job.id)}/rejected`;
        for (let part = 1; path; ++part) {
            const response = await ask(path);
            save(await response.blob(), fileNameOf(response, part));
            path = nextLink(response);
        }
        announce("The rejected rows were downloaded.");
    } catch (problem) {
        tell("job-problem", problem);
    }
}

// --- History -----------------------------------------------------------------------------------------------------

function historyRow(seen) {
    const row = element("tr");
    const status = element("span");
    setStatus(status, seen.status);
    const open = element("button", "Details", "small");
    open.type = "button";
    const when = times.format(new Date(seen.created_at));
    open.setAttribute("aria-label", `Details of the feed sent ${when}`);
    open.addEventListener("click", () => watch(seen.id));
    row.append(
        cell("Sent", when),
        cell("What", kindOf(seen)),
        cell("Status", status),
        cell("Rows", numbers.format(seen.processed), "number"),
        cell("Rejected", numbers.format(seen.rejected), "number"),
        cell("", open),
    );
    return row;
}

function showHistory(page) {
    $("history-problem").replaceChildren();
    $("history-body").replaceChildren(...page.data.map(historyRow));
    const empty = page.data.length === 0 && pages.length === 1;
    $("history-empty").hidden = !empty;
    $("history-table").hidden = empty;
    $("history-pages").hidden = pages.length === 1 && !page.next_cursor;
    $("history-newer").disabled = pages.length === 1;
    $("history-older").disabled = !page.next_cursor;
    $("history-older").dataset.cursor = page.next_cursor || "";
}

async function refreshHistory() {
    const cursor = pages.at(-1);
    try {
        showHistory(await askJson(`/partner/jobs?limit=${PAGE_SIZE}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`));
    } catch (problem) {
        tell("history-problem", problem);
    }
}

async function turnPage(older) {
    if (older)
        pages.push($("history-older").dataset.cursor);
    else
        pages.pop();
    await refreshHistory();
    announce(`Page ${pages.length} of the history`);
}

// --- Putting it together -----------------------------------------------------------------------------------------

function jobInAddress() {
    const match = /^#job=([0-9a-f-]{36})$/.exec(location.hash);
    return match ? match[1] : "";
}

function connect() {
    $("key-form").addEventListener("submit", submitKey);
    $("key-show").addEventListener("click", toggleKey);
    $("key-forget").addEventListener("click", forgetKey);
    $("file").addEventListener("change", (event) => chooseFile(event.target.files[0] || null));
    $("drop").addEventListener("dragover", (event) => {
        event.preventDefault();
        $("drop").classList.add("over");
    });
    $("drop").addEventListener("dragleave", () => $("drop").classList.remove("over"));
    $("drop").addEventListener("drop", onDrop);
    // A file that is dropped beside the field must not replace the page.
    for (const type of ["dragover", "drop"])
        window.addEventListener(type, (event) => event.preventDefault());
    $("dry-run").addEventListener("change", (event) => {
        $("send").textContent = event.target.checked ? "Check feed" : "Upload feed";
    });
    $("send-form").addEventListener("submit", submitFeed);
    $("job-cancel").addEventListener("click", cancelJob);
    $("job-retry").addEventListener("click", send);
    $("job-undo").addEventListener("click", () => $("undo-dialog").showModal());
    $("undo-dialog").addEventListener("close", () => {
        if ($("undo-dialog").returnValue === "yes")
            undoJob();
    });
    $("job-report").addEventListener("click", downloadReport);
    $("job-rejected").addEventListener("click", downloadRejected);
    $("job-close").addEventListener("click", closeJob);
    $("errors-more").addEventListener("click", moreErrors);
    $("history-refresh").addEventListener("click", refreshHistory);
    $("history-newer").addEventListener("click", () => turnPage(false));
    $("history-older").addEventListener("click", () => turnPage(true));
    window.addEventListener("hashchange", () => key && jobInAddress() && jobInAddress() !== job?.id && watch(jobInAddress()));
}

async function begin() {
    connect();
    const kept = sessionStorage.getItem(KEY_NAME);
    if (kept && (await tryKey(kept)) && jobInAddress())
        watch(jobInAddress());
}

begin();
