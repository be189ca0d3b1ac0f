// Opens the SPARQL page in a headless Chromium, does what a person would, and prints what was seen as JSON:
// editor.mjs CHROMIUM ADDRESS
import { chromium } from "playwright-core";

const [executablePath, address] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const seen = { requests: [], faults: [] };

async function opened(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1300, height: 900 }, ...options });
  const page = await context.newPage();
  page.on("request", (request) => seen.requests.push(request.url()));
  page.on("console", (message) => message.type() === "error" && seen.faults.push(`${message.text()} ${message.location().url}`));
  page.on("pageerror", (error) => seen.faults.push(error.message));
  await page.goto(address + path, { waitUntil: "load" });
  return page;
}

const rows = (page) => page.locator("#answer tbody tr");
const texts = (locator) => locator.allInnerTexts();
const written = (page) => page.evaluate(() => document.querySelector(".CodeMirror").CodeMirror.getValue());

async function write(page, query) {
  await page.evaluate((text) => {
    const editor = document.querySelector(".CodeMirror").CodeMirror;
    editor.setValue(text);
    editor.focus();
    editor.execCommand("goDocEnd");
  }, query);
}

async function asks(page, query) {
  await write(page, query);
  await page.keyboard.press("Control+Enter");
}

/** What is offered when the last part of a query is typed. */
async function offered(page, before, typed) {
  await write(page, before);
  await page.keyboard.type(typed, { delay: 20 });
  await page.locator(".CodeMirror-hint").first().waitFor();
  const found = await texts(page.locator(".CodeMirror-hint"));
  await page.keyboard.press("Enter");
  const unchosen = before + typed; // what is chosen is written a moment later
  await page.waitForFunction((text) => document.querySelector(".CodeMirror").CodeMirror.getValue() !== text, unchosen);
  return { found, chosen: await written(page) };
}

// A page without anything in its address
let page = await opened("/sparql");
await page.locator(".CodeMirror").waitFor();
seen.first = { written: await written(page), rows: await rows(page).count(), field: await page.locator("#query").isVisible() };

// An example is chosen
await page.locator('a[data-example="million"]').click();
await rows(page).first().waitFor();
seen.example = {
  rows: await texts(rows(page)),
  links: await page.locator("#answer td a").evaluateAll((links) => links.map((link) => link.getAttribute("href"))),
  heads: await texts(page.locator("#answer th")),
  status: await page.locator(".status b").innerText(),
  current: await page.locator("a[aria-current]").evaluateAll((links) => links.map((link) => link.dataset.example)),
  about: await page.locator("#about").innerText(),
  address: page.url().slice(address.length),
};
const files = page.locator(".status a");
seen.files = {};
for (let at = 0; at < (await files.count()); at++) {
  const waiting = page.waitForEvent("download");
  await files.nth(at).click();
  const file = await waiting;
  const chunks = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk);
  seen.files[file.suggestedFilename()] = Buffer.concat(chunks).toString();
}

// A link in the table leads to the page of the thing, and back
await page.locator("#answer td a").first().click();
seen.followed = { address: page.url().slice(address.length), heading: await page.locator("h1").innerText() };
await page.goBack();
await rows(page).first().waitFor();
seen.back = await rows(page).count();

// Sorted and narrowed
await asks(page, "SELECT ?n ?t { VALUES (?n ?t) { (10 'ten') (9 'nine') (100 'hundred') (UNDEF 'none') } }");
await page.locator(".status b", { hasText: "4 rows" }).waitFor();
const column = async () => texts(page.locator("#answer tbody td:nth-child(2)"));
await page.locator("#answer th button").first().click();
seen.ascending = await column();
await page.locator("#answer th button").first().click();
seen.descending = await column();
await page.locator('a[data-example="hubs"]').click();
await page.locator(".status b", { hasText: "25 rows" }).waitFor();
await page.locator("#answer input[type=search]").fill("first step");
seen.narrowed = await texts(rows(page));

// Many rows come a part at a time
await asks(page, "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 3000");
await page.locator(".status b", { hasText: "3,000 rows" }).waitFor();
seen.part = await rows(page).count();
await page.locator("#answer button", { hasText: "Show more" }).click();
seen.more = await rows(page).count();

// The other forms
await asks(page, "ASK { ?who rg:apprenticeAt id:cut50 }");
await page.locator(".verdict").waitFor();
seen.verdict = await page.locator(".verdict").innerText();
await asks(page, 'CONSTRUCT { ?who skos:note "a \\"quoted\\"\\n é"@en } WHERE { ?who rg:apprenticeAt id:cut50 }');
await page.locator(".status b", { hasText: "1 triple" }).waitFor();
seen.triples = { heads: await texts(page.locator("#answer th")), cells: await texts(page.locator("#answer td")) };
await asks(page, "SELECT ?x { ?x a id:nothing-is-of-this }");
await page.locator("#answer", { hasText: "0 rows" }).waitFor();
seen.nothing = await page.locator("#answer").innerText();

// Markup in an answer stays text, and an IRI that would run as a script is no link
await asks(page, 'SELECT ?a ?b { VALUES (?a ?b) { ("<img src=x onerror=alert(1)>" <javascript:alert(1)>) } }');
await page.locator("#answer td", { hasText: "<img" }).waitFor();
seen.markup = await page.locator("#answer td").evaluateAll((cells) => cells.map((cell) => cell.querySelectorAll("img, a").length));

// What the editor offers
seen.properties = await offered(page, "SELECT * { ?who ", "rg:gran");
seen.classes = await offered(page, "SELECT * { ?who a ", "rg:Lead");
seen.actors = await offered(page, "SELECT * { ?who rg:leads ", "id:anti-rec");

// A problem is told, marked and found
const faults = seen.faults.length;
await asks(page, "SELECT ?who WHERE {\n  ?who rg:apprenticeAt ) id:cut50\n}");
await page.locator(".problem").waitFor();
seen.problem = { text: await page.locator(".problem").innerText(), marked: await texts(page.locator(".CodeMirror .wrong")) };
await page.locator(".problem button").click();
seen.problem.cursor = await page.evaluate(() => document.querySelector(".CodeMirror").CodeMirror.getCursor().line);
await page.keyboard.type(" ");
seen.problem.after = await page.locator(".CodeMirror .wrong").count();
await asks(page, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }");
await page.locator(".problem", { hasText: "SERVICE" }).waitFor();
seen.refused = await page.locator(".problem").innerText();
seen.faults.splice(faults); // a browser notes each answer of status 4xx as an error

// A query that runs for long is stopped by the button that asked it
await asks(page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d && ?c != ?i) }");
await page.locator("#ask button", { hasText: "Stop" }).click();
await page.locator("#answer", { hasText: "Stopped" }).waitFor();
seen.stopped = await page.locator("#ask button").first().innerText();

// A link to a query opens it anew, elsewhere
await write(page, "SELECT ?shared { BIND('é & # +' AS ?shared) }");
await page.locator("#ask button", { hasText: "Copy link" }).click();
await page.waitForURL(/#query=/);
const link = page.url().slice(address.length);
await page.context().close();
page = await opened(link);
await rows(page).first().waitFor();
seen.shared = { written: await written(page), rows: await texts(rows(page)) };

// So does the address that a program would ask, also in a browser that kept another query
await page.goto(`${address}/sparql?query=${encodeURIComponent("SELECT ?asked { BIND(1 AS ?asked) }")}`, { waitUntil: "load" });
await page.locator(".status b", { hasText: "1 row in" }).waitFor();
seen.asked = { written: await written(page), rows: await texts(rows(page)) };

// What was written last is there again
await write(page, "SELECT ?kept { BIND(1 AS ?kept) }");
await page.locator("h1").click();
await page.goto(`${address}/sparql`, { waitUntil: "load" });
await page.locator(".CodeMirror").waitFor();
seen.kept = await written(page);

// Without JavaScript
page = await opened("/sparql?example=kinds", { javaScriptEnabled: false });
seen.plain = { field: await page.locator("#query").inputValue(), examples: await page.locator("aside a").count() };
await page.locator("#ask button").click();
seen.plain.heads = await texts(page.locator("#answer th"));
seen.plain.rows = await rows(page).count();
await page.locator("select").selectOption("application/sparql-results+json");
await page.locator("#ask button").click();
seen.plain.answer = JSON.parse(await page.locator("body").innerText());

await browser.close();
console.log(JSON.stringify(seen));
