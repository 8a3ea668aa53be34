import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { diagnosticCatalogue } from "@kalypso-actions/diagnostics";
import { describe, expect, test } from "vitest";
import { pathsBelow } from "./support/paths.ts";

// Modules are named by paths with `/`, on Windows too.
const { dirname, join, normalize } = posix;

const root = fileURLToPath(new URL("..", import.meta.url));
const scope = "@kalypso-actions/";

interface Manifest {
  readonly exports?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
}

function own(names: Iterable<string>): readonly string[] {
  return [...new Set(names)]
    .filter((name) => name.startsWith(scope))
    .map((name) => name.slice(scope.length))
    .sort();
}

function sourcesOf(folder: string): readonly { readonly file: string; readonly text: string }[] {
  return pathsBelow(join(root, folder, "src"))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => ({ file, text: readFileSync(join(root, folder, "src", file), "utf8") }));
}

function importsOf(folder: string): readonly string[] {
  return sourcesOf(folder).flatMap(({ text }) =>
    [...text.matchAll(/(?:from|import)\s*\(?["']([\w@./:-]+)["']/g)].map((match) => match[1] ?? ""),
  );
}

/** What is there without an import: clocks, chance, timers, the process and the network. */
const worldly =
  /\bDate\.now\b|\bnew Date\(\)|\bperformance\.|\bMath\.random\b|(?<![.#\w])(?:setTimeout|setInterval|fetch)\(|(?<![./\w])(?:process|globalThis|crypto)\./;

const page = readFileSync(join(root, "docs/design.md"), "utf8");
const table = /<!-- packages -->([\s\S]*)<!-- \/packages -->/.exec(page)?.[1] ?? "";
const packages = [...table.matchAll(/^\| `(core|shell|sandbox)\/([\w-]+)` \| .* \|(.*)\|$/gm)].map(
  ([, kind = "", name = "", list = ""]) => ({
    name,
    kind,
    folder: `packages/${kind}/${name}`,
    mayImport: list
      .split(",")
      .map((entry) => entry.trim())
      .filter(Boolean)
      .sort(),
  }),
);

const actions = readdirSync(join(root, "actions")).map((name) => `actions/${name}`);

test("the design's table lists exactly the packages", () => {
  const folders = ["core", "shell", "sandbox"].flatMap((kind) =>
    readdirSync(join(root, "packages", kind), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `packages/${kind}/${entry.name}`),
  );
  expect(packages.map(({ folder }) => folder).sort()).toEqual(folders.sort());
});

describe.each(packages)("$name", ({ name, kind, folder, mayImport }) => {
  test("depends on the packages that the design allows", () => {
    expect(own(Object.keys(manifest(folder).dependencies ?? {}))).toEqual(mayImport);
  });

  test("declares what it imports", () => {
    const declared = Object.keys(manifest(folder).dependencies ?? {});
    const outside = importsOf(folder).filter((path) => !path.startsWith(".") && !path.startsWith("node:"));
    const imported = outside.map((name) =>
      name
        .split("/")
        .slice(0, name.startsWith("@") ? 2 : 1)
        .join("/"),
    );
    expect(imported.filter((name) => !declared.includes(name))).toEqual([]);
  });

  test("has one entry point", () => {
    if (name !== "cli") expect(Object.keys(manifest(folder).exports ?? {})).toEqual(["."]);
  });

  if (kind === "core")
    test("has no way to touch the world", () => {
      const effects = importsOf(folder).filter((path) =>
        /^(?:node:|@actions\/|@octokit\/|@azure\/)/.test(path),
      );
      expect(effects).toEqual([]);
      const asking = sourcesOf(folder).filter(({ text }) => worldly.test(text));
      expect(asking.map(({ file }) => file)).toEqual([]);
    });
});

test("the product imports nothing from the sandbox", () => {
  const sandbox = packages.filter(({ kind }) => kind === "sandbox").map(({ name }) => name);
  const product = packages.filter(({ kind }) => kind !== "sandbox").map(({ folder }) => folder);
  const found = [...product, ...actions].filter((folder) =>
    own(importsOf(folder)).some((name) => sandbox.includes(name)),
  );
  expect(found).toEqual([]);
});

/** Each module's imports in a folder, by path inside it. */
function modulesOf(folder: string): ReadonlyMap<string, readonly string[]> {
  const src = join(root, folder, "src");
  const files = pathsBelow(src).filter((file) => file.endsWith(".ts"));
  return new Map(
    files.map((file) => {
      const text = readFileSync(join(src, file), "utf8");
      const paths = [...text.matchAll(/(?:from|import)\s*\(?"(\.[^"]+)"/g)].map(([, path = ""]) => path);
      return [file, paths.map((path) => normalize(join(dirname(file), path)))] as const;
    }),
  );
}

/** Repeatedly removes modules that import none of the others. Circular imports remain. */
function circles(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const left = new Map(graph);
  const isLeft = (name: string) => left.has(name);
  for (let size = -1; size !== left.size; ) {
    size = left.size;
    for (const [name, imports] of left) if (!imports.some(isLeft)) left.delete(name);
  }
  return [...left.keys()];
}

test.each([...packages.map(({ folder }) => folder), ...actions])("%s has no circular imports", (folder) => {
  const modules = modulesOf(folder);
  expect(circles(modules)).toEqual([]);
  const folders = new Map<string, readonly string[]>();
  for (const [file, imports] of modules) {
    const own = dirname(file);
    const others = imports.map((path) => dirname(path)).filter((other) => other !== own && other !== ".");
    folders.set(own, [...(folders.get(own) ?? []), ...others]);
  }
  // A package's own level may use its folders, and they may use what is common to all.
  folders.delete(".");
  expect(circles(folders)).toEqual([]);
});

/** `{ a, type b, c as d } from "e"`: the names and the source. */
const lists = /(import|export)\s+(?:type\s+)?\{([^}]*)\}\s+from\s+"([^"]+)"/g;

/** The imported names of each module or package: `<path> <name>`. */
function importedNames(files: ReadonlyMap<string, string>): ReadonlySet<string> {
  const folders = new Map(packages.map(({ name, folder }) => [`${scope}${name}`, `${folder}/src/index.ts`]));
  const asked = new Set<string>();
  for (const [file, text] of files) {
    for (const [, , names = "", from = ""] of text.matchAll(lists)) {
      const target = from.startsWith(".") ? normalize(join(dirname(file), from)) : folders.get(from);
      for (const name of names.split(","))
        asked.add(
          `${target} ${
            name
              .trim()
              .replace(/^type /, "")
              .split(" as ")[0]
          }`,
        );
    }
    for (const [, names = "", from = ""] of text.matchAll(/\{([^{}]*)\} = await import\("(\.[^"]+)"\)/g))
      for (const name of names.split(","))
        asked.add(`${normalize(join(dirname(file), from))} ${name.trim()}`);
    for (const [, from = ""] of text.matchAll(/import \* as \w+ from "(\.[^"]+)"/g))
      asked.add(`${normalize(join(dirname(file), from))} *`);
  }
  return asked;
}

test("everything that is exported is imported somewhere", () => {
  const owners = [...packages.map(({ folder }) => folder), ...actions];
  const folders = owners.flatMap((folder) => [`${folder}/src`, `${folder}/test`]);
  const files = new Map(
    [...folders.filter((folder) => existsSync(join(root, folder))), "test", "scripts"].flatMap((folder) =>
      pathsBelow(join(root, folder))
        .filter((file) => /(?<!\.d)\.ts$/.test(file))
        .map((file) => [`${folder}/${file}`, readFileSync(join(root, folder, file), "utf8")] as const),
    ),
  );
  const asked = importedNames(files);
  const unused: string[] = [];
  for (const [file, text] of files) {
    // The public interface of the Go template engine is also for other users.
    const isPublic = file === "packages/core/go-template/src/index.ts";
    if (!file.includes("/src/") || isPublic || asked.has(`${file} *`)) continue;
    const declared = text.matchAll(
      /^export (?:async )?(?:const|function\*?|(?:abstract )?class|interface|type) (\w+)/gm,
    );
    const passedOn = [...text.matchAll(lists)]
      .filter(([, kind]) => kind === "export")
      .flatMap(([, , names = ""]) => names.split(","))
      .map(
        (name) =>
          name
            .trim()
            .split(/ as |^type /)
            .at(-1) ?? "",
      );
    for (const name of [...[...declared].map(([, name = ""]) => name), ...passedOn])
      if (name !== "" && !asked.has(`${file} ${name}`)) unused.push(`${file}: ${name}`);
  }
  expect(unused).toEqual([]);
});

test("the pattern of a commit ID is defined once", () => {
  const product = [
    ...packages.filter(({ kind }) => kind !== "sandbox").map(({ folder }) => folder),
    ...actions,
  ];
  const files = product.flatMap((folder) =>
    pathsBelow(join(root, folder, "src"))
      .filter((file) => file.endsWith(".ts"))
      .map((file) => `${folder}/src/${file}`),
  );
  const pattern =
    /\[(?:0-9a-f|a-f0-9|\\da-f|a-f\\d|0-9a-fA-F|[\da-fA-F]{16,})\]\{40|\[\[:xdigit:\]\]\{40|\.length [!=]== 40\b/;
  const written = files.filter((file) => pattern.test(readFileSync(join(root, file), "utf8")));
  expect(written).toEqual(["packages/core/names/src/git.ts", "packages/core/names/src/github.ts"]);
});

test("tests that run on Windows list folders with paths that are the same there", () => {
  const portable =
    /^(?:[\w-]+\.test\.ts$|support\/(?!paths\.ts)|contract\/(?:cases|cli|rendering)\.test\.ts$)/;
  const asking = pathsBelow(join(root, "test"))
    .filter((path) => portable.test(path) && path.endsWith(".ts"))
    .filter((path) => /readdirSync\([^;]*recursive/.test(readFileSync(join(root, "test", path), "utf8")));
  // This test's own pattern.
  expect(asking.filter((path) => path !== "architecture.test.ts")).toEqual([]);
});

test("only the action kit imports @actions/core", () => {
  const importers = packages.filter(({ folder }) => importsOf(folder).includes("@actions/core"));
  expect(importers.map(({ name }) => name)).toEqual(["action-kit"]);
});

/** The only places that print. They sanitise outside text, which other code would print verbatim. */
const printers = [
  "packages/shell/action-kit/src/report.ts",
  "packages/shell/action-kit/src/runner.ts",
  "packages/shell/action-kit/src/run-action.ts",
  "packages/shell/cli/src/print.ts",
];

test("only the places that sanitise outside text print", () => {
  const product = packages.filter(({ kind }) => kind !== "sandbox").map(({ folder }) => folder);
  const files = [...product, ...actions]
    .map((folder) => `${folder}/src`)
    .flatMap((folder) => pathsBelow(join(root, folder)).map((file) => `${folder}/${file}`));
  const prints =
    /\bconsole\.|\bprocess\.std(?:out|err)\b|\bprocess\.exit\(|\bwriteSync\b|\{[^}]*\b(?:info|debug|notice|warning|error|setFailed)\b[^}]*\} from "@actions\/core"/;
  const found = files.filter(
    (file) => file.endsWith(".ts") && prints.test(readFileSync(join(root, file), "utf8")),
  );
  expect(found.sort()).toEqual(printers.toSorted());
});

describe.each(actions)("%s", (folder) => {
  test("imports only packages, never another action", () => {
    const names = packages.map(({ name }) => name);
    expect(own(importsOf(folder)).filter((name) => !names.includes(name))).toEqual([]);
  });

  test("has the inputs that it documents, with the same defaults", () => {
    const yml = readFileSync(join(root, folder, "action.yml"), "utf8");
    const section = /^inputs:\n([\s\S]*?)^outputs:/m.exec(yml)?.[1] ?? "";
    const documented = [...section.matchAll(/^ {2}([\w-]+):/gm)].map((match) => match[1]);
    const code = readFileSync(join(root, folder, "src/inputs.ts"), "utf8");
    const read = [...code.matchAll(/^ {4}"?([\w-]+)"?: \w+\(/gm)].map((match) => match[1]);
    expect(read).toEqual(documented);
    const plain = code.replaceAll(/(?<=\d)_(?=\d)/g, "");
    for (const [, given = ""] of section.matchAll(/^ {4}default: ([^$\n]+)$/gm)) {
      const fallback = given.replace(/^"(.*)"$/, "$1");
      // Text is in quotes; a number or a flag is written as is.
      const forms = [`"${fallback}"`, `(${fallback})`, `(${fallback},`];
      expect(forms.some((form) => plain.includes(form))).toBe(true);
    }
  });
});

test("every diagnostic is reported somewhere and covered by a test", () => {
  const texts = (folders: readonly string[], wanted: RegExp) =>
    folders
      .filter((folder) => existsSync(join(root, folder)))
      .flatMap((folder) =>
        pathsBelow(join(root, folder))
          .filter((file) => wanted.test(file))
          .map((file) => readFileSync(join(root, folder, file), "utf8")),
      )
      .join("\n");
  const inside = (part: string) =>
    [...packages.map(({ folder }) => folder), ...actions].map((folder) => `${folder}/${part}`);
  const sources = texts(inside("src"), /^(?!codes\.ts|stops\.ts).*\.ts$/);
  const shown = new Set(texts(["test", ...inside("test")], /(?:\.test\.ts|report\.txt)$/).match(/[\w-]+/g));
  // The codes of two families contain the kind's name: base-repo-* and gitops-repo-*.
  const isReported = (code: string) =>
    new RegExp(`["\`]${code}|"${code}: |\\$\\{prefix\\}-${code.split("-").at(-1)}`).test(sources);
  const unseen = Object.keys(diagnosticCatalogue).filter((code) => !isReported(code) || !shown.has(code));
  expect(unseen).toEqual([]);
});
