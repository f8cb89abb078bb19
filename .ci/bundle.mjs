// Builds static/vendor/ from the installed npm packages: script bundles, fonts, icon sprite,
// licences and a manifest of content hashes. Nothing here is written by hand or kept in git.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const modules = path.join(root, "node_modules");
const target = path.join(root, "static", "vendor");
const fresh = path.join(root, "static", `.vendor-${process.pid}`);

const BUNDLES = {
  "htmx.js": `import htmx from "htmx.org/dist/htmx.esm.js"; export default htmx;`,
  "cytoscape.js": `
    import cytoscape from "cytoscape";
    import dagre from "cytoscape-dagre";
    import fcose from "cytoscape-fcose";
    cytoscape.use(dagre);
    cytoscape.use(fcose);
    export { cytoscape };
    export default cytoscape;`,
  "yjs.js": `export { Array, Doc, Map, UndoManager, applyUpdate, encodeStateAsUpdate, encodeStateVector, mergeUpdates } from "yjs";`,
  "event_calendar.js": `export { createCalendar, destroyCalendar, Interaction, ResourceTimeGrid } from "@event-calendar/core";`,
  "event_calendar.css": `@import "@event-calendar/core/index.css";`,
  "noble.js": `export { ed25519 } from "@noble/curves/ed25519.js"; export { sha256 } from "@noble/hashes/sha2.js";`,
  "jsqr.js": `import jsQR from "jsqr"; export default jsQR;`,
  "scorm_1_2.js": `import { Scorm12API } from "scorm-again/scorm12"; window.ConcordScorm = Scorm12API;`,
  "scorm_2004.js": `import { Scorm2004API } from "scorm-again/scorm2004"; window.ConcordScorm = Scorm2004API;`,
};
// Loaded by pages of learning packages before their own scripts, so not as modules.
const PLAIN_SCRIPTS = ["scorm_1_2.js", "scorm_2004.js"];

// Naskh digits: Plex Sans Arabic draws some Urdu digits in their Arabic shape, so Noto sets them.
const URDU_DIGITS = [0x6f0, 0x6f9];
const PLEX_SUBSETS = ["cyrillic-ext", "cyrillic", "greek", "vietnamese", "latin-ext", "latin"];
const FONTS = [
  { id: "ibm-plex-sans", family: "IBM Plex Sans", subsets: PLEX_SUBSETS },
  { id: "ibm-plex-sans-arabic", family: "IBM Plex Sans Arabic", subsets: ["arabic"], without: URDU_DIGITS },
  { id: "ibm-plex-mono", family: "IBM Plex Mono", subsets: ["latin-ext", "latin"] },
  { id: "noto-sans-arabic", family: "Noto Sans Arabic", subsets: ["arabic"] },
  { id: "noto-nastaliq-urdu", family: "Noto Nastaliq Urdu", subsets: ["arabic"] },
];
const WEIGHTS = [400, 500, 600];

async function bundleScripts() {
  for (const [name, contents] of Object.entries(BUNDLES)) {
    await esbuild.build({
      stdin: { contents, resolveDir: root, sourcefile: name, loader: path.extname(name).slice(1) },
      outfile: path.join(fresh, name),
      bundle: true,
      format: PLAIN_SCRIPTS.includes(name) ? "iife" : "esm",
      minify: true,
      target: "es2022",
      legalComments: "linked",
      logLevel: "warning",
    });
  }
}

// The script of the offline verifier, which is one file that a person carries about: all in one, and
// plain, because browsers load no modules from a disk.
async function bundleVerifier() {
  const vendor = {
    name: "vendor",
    setup: (build) => build.onResolve({ filter: /\/vendor\// }, ({ path: wanted }) => ({ path: path.join(fresh, path.basename(wanted)) })),
  };
  await esbuild.build({
    entryPoints: [path.join(root, "static", "verification", "offline.js")],
    outfile: path.join(fresh, "offline_verifier.js"),
    plugins: [vendor],
    bundle: true,
    format: "iife",
    minify: true,
    charset: "utf8",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
  });
}

function withoutRange(ranges, [from, to]) {
  const hex = (n) => n.toString(16).toUpperCase().padStart(4, "0");
  const write = (a, b) => (a === b ? `U+${hex(a)}` : `U+${hex(a)}-${hex(b)}`);
  return ranges.split(",").flatMap((range) => {
    const [a, b = a] = range.trim().slice(2).split("-").map((n) => parseInt(n, 16));
    if (b < from || a > to) return [write(a, b)];
    return [...(a < from ? [write(a, from - 1)] : []), ...(b > to ? [write(to + 1, b)] : [])];
  }).join(",");
}

async function copyFonts() {
  await mkdir(path.join(fresh, "fonts"), { recursive: true });
  const faces = [];
  for (const font of FONTS) {
    const home = path.join(modules, "@fontsource", font.id);
    const unicode = JSON.parse(await readFile(path.join(home, "unicode.json"), "utf8"));
    for (const weight of WEIGHTS) {
      for (const subset of font.subsets) {
        const file = `${font.id}-${subset}-${weight}-normal.woff2`;
        await cp(path.join(home, "files", file), path.join(fresh, "fonts", file));
        const range = font.without ? withoutRange(unicode[subset], font.without) : unicode[subset];
        faces.push(
          `@font-face{font-family:"${font.family}";font-style:normal;font-weight:${weight};` +
          `font-display:swap;src:url(fonts/${file}) format("woff2");unicode-range:${range}}`,
        );
      }
    }
  }
  await writeFile(path.join(fresh, "fonts.css"), faces.join("\n") + "\n");
}

async function drawIcons() {
  const lines = (await readFile(path.join(root, "static", "icons.txt"), "utf8")).split("\n");
  const names = new Set(lines.map((line) => line.trim()).filter((line) => line && !line.startsWith("#")));
  const symbols = [];
  for (const name of names) {
    const [style, icon] = name.startsWith("filled/") ? name.split("/") : ["outline", name];
    const source = path.join(modules, "@tabler", "icons", "icons", style, `${icon}.svg`);
    const svg = await readFile(source, "utf8").catch(() => {
      throw new Error(`static/icons.txt: there is no Tabler icon called "${name}".`);
    });
    const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"))
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, "")
      .replace(/\s+/g, " ").trim();
    const paint = style === "filled"
      ? `fill="currentColor"`
      : `fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"`;
    const id = style === "filled" ? `${icon}-filled` : icon;
    symbols.push(`<symbol id="${id}" viewBox="0 0 24 24" ${paint}>${inner}</symbol>`);
  }
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
  await writeFile(path.join(fresh, "icons.svg"), sprite);
}

// Packages that others bring along and that end up in the bundles.
const CARRIED = ["svelte", "@noble/hashes"];

async function gatherLicences() {
  const named = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")).devDependencies;
  const parts = [];
  for (const name of [...Object.keys(named).filter((name) => name !== "esbuild"), ...CARRIED]) {
    const home = path.join(modules, name);
    const { version, license } = JSON.parse(await readFile(path.join(home, "package.json"), "utf8"));
    const file = (await readdir(home)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(path.join(home, file), "utf8") : `Licence: ${license}. The package has no file of it.`;
    parts.push(`${name} ${version}\n${"=".repeat(60)}\n${text.trim()}\n`);
  }
  await writeFile(path.join(fresh, "LICENSES.txt"), parts.join("\n\n"));
}

async function writeManifest() {
  const files = {};
  const entries = await readdir(fresh, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const full = path.join(entry.parentPath ?? entry.path, entry.name);
    const hash = createHash("sha256").update(await readFile(full)).digest("hex").slice(0, 12);
    files[path.relative(fresh, full).split(path.sep).join("/")] = hash;
  }
  const sorted = Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(path.join(fresh, "manifest.json"), JSON.stringify(sorted, null, 1) + "\n");
}

try {
  await mkdir(fresh, { recursive: true });
  await Promise.all([bundleScripts(), copyFonts(), drawIcons(), gatherLicences()]);
  await bundleVerifier();
  // Print fonts are made from these by print_fonts.py, which keeps them where nothing changed.
  await cp(path.join(target, "print"), path.join(fresh, "print"), { recursive: true }).catch(() => {});
  await writeManifest();
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
} catch (error) {
  await rm(fresh, { recursive: true, force: true });
  console.error(error.message);
  process.exit(1);
}
