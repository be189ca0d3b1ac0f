// Builds the page's files into a folder: build.mjs [FOLDER]. The same sources give the same bytes.
import { build } from "esbuild";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "..", "api", "static", "editor");
mkdirSync(out, { recursive: true });

await build({
  absWorkingDir: here,
  entryPoints: { editor: "src/main.ts", style: "src/editor.css" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022", "chrome111", "firefox113", "safari16.2"],
  charset: "utf8",
  legalComments: "none",
  banner: { js: "/*! Licences of all parts: LICENSES.txt */", css: "/*! Licences of all parts: LICENSES.txt */" },
});
writeFileSync(join(out, "LICENSES.txt"), licences());

/** The licence of every package in the bundle. Yasqe is bundled by its makers: its source map names what is inside. */
function licences() {
  const map = JSON.parse(readFileSync(join(here, "node_modules/@zazuko/yasqe/build/yasqe.esm.js.map"), "utf8"));
  const inside = map.sources.map((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1]).filter(Boolean);
  const names = [...new Set(["@zazuko/yasqe", ...inside])].sort();
  const parts = names.map((name) => `${"=".repeat(78)}\n${titleOf(name)}\n${"=".repeat(78)}\n\n${textOf(name)}\n`);
  return `The files beside this one hold the code of these packages.\n\n${parts.join("\n")}`;
}

function titleOf(name) {
  const card = cardOf(name);
  return card ? `${name} ${card.version} (${card.license})` : name;
}

function cardOf(name) {
  const path = join(here, "node_modules", name, "package.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

/** The text that the package carries, else the one that stands in licences/, taken from where the package is made. */
function textOf(name) {
  const folder = join(here, "node_modules", name);
  const file = existsSync(folder) && readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const kept = join(here, "licences", `${name.replace("/", "__")}.txt`);
  if (!file && !existsSync(kept)) throw new Error(`no licence text of ${name}: put it into ${kept}`);
  return readFileSync(file ? join(folder, file) : kept, "utf8").replaceAll("\r\n", "\n").trim();
}
