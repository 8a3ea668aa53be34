import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readTree } from "@kalypso-actions/control-plane";
import { diagnosticsOf } from "@kalypso-actions/diagnostics";
import { writeWholeFile } from "@kalypso-actions/files";
import { openSnapshotReader } from "@kalypso-actions/git";
import { sampleHost, temporaryFolder, World } from "@kalypso-actions/github-sandbox";
import { plainInventory } from "@kalypso-actions/gitops-branch";
import { compileTemplate } from "@kalypso-actions/templates";
import { describe, expect, test } from "vitest";
import { writeOutputFolder } from "../support/output-folder.ts";
import { kalypso } from "../support/process.ts";

const codes = (diagnostics: readonly { readonly code: string }[]) => diagnostics.map(({ code }) => code);

async function treeOf(files: Readonly<Record<string, string | Uint8Array>>) {
  await using folder = await temporaryFolder();
  for (const [path, content] of Object.entries(files)) writeFileSync(join(folder.path, path), content);
  await using reader = openSnapshotReader();
  return await readTree(reader, { folder: folder.path }, "");
}

describe("files", () => {
  test("over a mebibyte are refused, and those of exactly that size are read", async () => {
    const comment = (size: number) => `#${" ".repeat(size - 1)}`;
    const { value, diagnostics } = await treeOf({
      "small.yaml": comment(1024 * 1024),
      "large.yaml": comment(1024 * 1024 + 1),
    });
    expect(diagnostics).toMatchObject([
      { code: "file-too-large", severity: "error", place: { file: "large.yaml", line: 1, column: 1 } },
    ]);
    expect(value?.files.map(({ path }) => path)).toEqual(["small.yaml"]);
  });

  test("that are not UTF-8 are refused; UTF-8 is read with or without a byte order mark", async () => {
    const { value, diagnostics } = await treeOf({
      "latin.yaml": new Uint8Array([0x61, 0x3a, 0x20, 0xe9]),
      "marked.yaml": "\uFEFFa: b\n",
    });
    expect(diagnostics).toMatchObject([{ code: "file-not-text", place: { file: "latin.yaml" } }]);
    expect(value?.files.map(({ path }) => path)).toEqual(["marked.yaml"]);
  });

  test("that look like JSON are looked through once", async () => {
    const { diagnostics } = await treeOf({
      "lines.json": "\n".repeat(1024 * 1024),
      "braces.json": "{".repeat(1024 * 1024),
    });
    expect(diagnostics).toEqual([]);
  });

  test("beyond twenty thousand are refused as a whole", async () => {
    const files = Array.from({ length: 20_001 }, (_, index) => {
      return { path: `${index}.yaml`, kind: "file", text: "" } as const;
    });
    const snapshot = (count: number) => ({ commit: "a", ref: "main", files: files.slice(0, count) });
    const read = async (count: number) => {
      const reader = { read: async () => ({ value: snapshot(count), diagnostics: [] }) };
      return readTree({ ...reader, [Symbol.asyncDispose]: async () => {} }, { repo: "x" }, "");
    };
    expect((await read(20_000)).value?.files).toHaveLength(20_000);
    const { value, diagnostics } = await read(20_001);
    expect(codes(diagnostics)).toEqual(["files-too-many"]);
    expect(value).toBeUndefined();
  });
});

test("stops a template that writes endlessly", () => {
  const origin = { file: "t.yaml", line: 1, column: 1, verbatim: true };
  const nested = `${"{{#ConfigEntries}}".repeat(6)}x${"{{/ConfigEntries}}".repeat(6)}`;
  const { value: template } = compileTemplate({ name: "bomb", text: nested, origin });
  const text = {
    DeploymentTargetName: "",
    Namespace: "",
    Environment: "",
    Workspace: "",
    Workload: "",
    ClusterType: "",
  };
  const ConfigData = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`K${index}`, "v"]));
  const rendered = template?.render({ ...text, Labels: {}, Manifests: {}, ConfigData });
  expect(rendered?.value).toBe("");
  expect(codes(rendered?.diagnostics ?? [])).toEqual(["template-limit"]);
});

describe("git", () => {
  test("is named if it is not installed", async () => {
    await using reader = openSnapshotReader({ env: { PATH: "" } });
    const path = process.env["PATH"];
    process.env["PATH"] = "";
    try {
      expect(codes((await reader.read({ repo: `${sampleHost}/x` }, () => true)).diagnostics)).toEqual([
        "git-missing",
      ]);
    } finally {
      process.env["PATH"] = path;
    }
  });

  test("is quoted if it fails for another reason", async () => {
    await using folder = await temporaryFolder();
    const world = await World.open(folder.path);
    await world.push({ repository: "app", branch: "main" }, "first", { a: "b" });
    // A setting that git itself rejects.
    const env = {
      ...process.env,
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "fetch.writeCommitGraph",
      GIT_CONFIG_VALUE_0: "perhaps",
    };
    await using reader = openSnapshotReader({ env });
    const { diagnostics } = await reader.read({ repo: world.pathOf("app"), ref: "main" }, () => true);
    expect(diagnostics).toMatchObject([{ code: "git-failed", message: expect.stringContaining("perhaps") }]);
  });
});

describe("output", () => {
  test("that cannot be written is reported, and leaves nothing behind", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "file");
    writeFileSync(file, "in the way");
    await expect(writeWholeFile(join(file, "x.json"), "{}")).rejects.toMatchObject({
      diagnostics: [{ code: "output-failed" }],
    });
    await expect(
      writeOutputFolder(join(file, "out"), new Map([["a", "b"]]), plainInventory({})),
    ).rejects.toMatchObject({
      diagnostics: [{ code: "output-failed" }],
    });
  });
});

test("an unexpected error is reported as a bug, without a stack trace", async () => {
  expect(diagnosticsOf(new TypeError("x is not a function"))).toMatchObject([
    { code: "internal-error", message: "x is not a function" },
  ]);
  await using folder = await temporaryFolder();
  const world = await World.open(folder.path);
  const { stderr } = await kalypso(
    world,
    folder.path,
    "schedule",
    "--control-plane",
    "nowhere",
    "--environment",
    "dev",
  );
  expect(stderr).not.toMatch(/^\s+at /m);
});
