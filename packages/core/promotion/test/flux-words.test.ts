import { normaliseRepository, repositoryPath } from "@kalypso-actions/names";
import { commitOfRevision, withCommit } from "@kalypso-actions/promotion";
import { describe, expect, test } from "vitest";
import { appliedCommit, fetchTrouble, isUnderWay, unhealthyObjects } from "../src/flux-reasons.ts";
import { formatApplication, ownerOf } from "../src/trouble.ts";
import { commit, ready } from "./flux.ts";

const said = (message: string) => ready("False", "HealthCheckFailed", message);

describe("a condition is in progress", () => {
  test.each<[ReturnType<typeof ready>, boolean]>([
    [ready("Unknown", "Whatever", ""), true],
    [ready("False", "ProgressingWithRetry", ""), true],
    [ready("False", "ArtifactFailed", "Source artifact not found"), true],
    [ready("False", "ArtifactFailed", "kustomization path not found"), false],
    [ready("False", "ArtifactFailed", "the Source artifact not found"), false],
    [ready("False", "BuildFailed", "Source artifact not found"), false],
    [ready("True", "Succeeded", ""), false],
  ])("%j: %s", (condition, expected) => {
    expect(isUnderWay(condition)).toBe(expected);
  });
});

describe("the applied commit", () => {
  test.each<[string, string | undefined]>([
    [`Applied revision: dev@sha1:${commit}`, commit],
    [`Health check passed. Applied revision: dev@sha1:${commit}. All is well`, commit],
    [`Applied revision: ${commit}.'`, commit],
    [`Applied revision: release.1@sha1:${commit}`, commit],
    [commit, undefined],
    [`artifact stored: ${commit}`, undefined],
    [`revision: ${commit}`, undefined],
    ["Applied revision: ", undefined],
    [`Applied revision: latest@sha256:${"a".repeat(64)}`, undefined],
  ])("is read from the message %j", (message, expected) => {
    expect(appliedCommit(ready("True", "ReconciliationSucceeded", message))).toBe(expected);
  });

  test.each<[string | null | undefined, string | undefined]>([
    [` dev@sha1:${commit} `, commit],
    [`sha1:${commit}`, commit],
    [`feature/x/${commit}`, commit],
    [commit.toUpperCase(), commit],
    [`x${commit}`, undefined],
    [`${commit}0`, undefined],
    ["", undefined],
    [null, undefined],
    [undefined, undefined],
  ])("is read from the revision %j", (revision, expected) => {
    expect(commitOfRevision(revision)).toBe(expected);
  });
});

describe("the objects named by a health check", () => {
  const web = { kind: "Deployment", namespace: "app", name: "web", status: "InProgress" };
  test.each<[string, ReturnType<typeof unhealthyObjects>]>([
    ["timeout waiting for: [Deployment/app/web status: 'InProgress']", { objects: [web], isWhole: true }],
    [
      "failed early due to stalled resources: [Deployment/app/web status: 'InProgress',  Namespace/app status: 'Failed'] \n",
      { objects: [web, { kind: "Namespace", namespace: "", name: "app", status: "Failed" }], isWhole: true },
    ],
    [
      "timeout: [ClusterRole/system:a.b status: '',Deployment/app/web status: 'InProgress']",
      {
        objects: [{ kind: "ClusterRole", namespace: "", name: "system:a.b", status: "" }, web],
        isWhole: true,
      },
    ],
    [
      "timeout: [Deployment/app/web status: 'InProgress', something else]",
      { objects: [web], isWhole: false },
    ],
    ["timeout: [x Deployment/app/web status: 'InProgress']", { objects: [], isWhole: false }],
    ["timeout: [Deployment/app/web status: 'InProgress' x]", { objects: [], isWhole: false }],
    ["timeout: [deployment/app/web status: 'InProgress']", { objects: [], isWhole: false }],
    ["timeout: [Deployment/a/b/c status: 'InProgress']", { objects: [], isWhole: false }],
    ["timeout: []", { objects: [], isWhole: false }],
    ["[Deployment/app/web status: 'InProgress'] and then", { objects: [], isWhole: false }],
    ["timeout", { objects: [], isWhole: false }],
  ])("%j", (message, expected) => {
    expect(unhealthyObjects(said(message))).toEqual(expected);
  });
});

test.each([
  [
    "failed to checkout and determine revision: unable to clone 'https://h/r': authentication required",
    "authentication required",
  ],
  ["unable to list remote for 'ssh://git@h/r': no route", "no route"],
  ["it is unable to clone 'x': no", "it is unable to clone 'x': no"],
  ["it failed to checkout and determine revision: no", "it failed to checkout and determine revision: no"],
])("a source that says %j cannot fetch for: %s", (message, expected) => {
  expect(fetchTrouble(said(message))).toBe(expected);
});

describe("one repository's address", () => {
  test.each([
    [" https://GitHub.com/Contoso/App.git/ ", "github.com/contoso/app"],
    ["https://github.com/contoso/app///", "github.com/contoso/app"],
    ["https://www.github.com/contoso/app", "github.com/contoso/app"],
    ["https://x-access-token:t@github.com:443/contoso/app", "github.com/contoso/app"],
    ["https://github.com//contoso//app", "github.com/contoso/app"],
    ["git@github.com:contoso/app", "github.com/contoso/app"],
    ["github.com:contoso/app", "github.com/contoso/app"],
    ["ssh://git@ssh.github.com:443/contoso/app", "github.com/contoso/app"],
    ["git+ssh://git@github.com/contoso/app", "github.com/contoso/app"],
    ["https://host/contoso/www.app:80", "host/contoso/www.app:80"],
    ["https://host/a@b/app", "host/a@b/app"],
    ["https://github.com/contoso/app.git//", "github.com/contoso/app"],
    ["https://my.www.host/contoso/app", "my.www.host/contoso/app"],
  ])("the address %s is %s", (address, expected) => {
    expect(normaliseRepository(address)).toBe(expected);
  });

  test("has its path after the server", () => {
    expect(repositoryPath("github.com/contoso/app")).toBe("contoso/app");
  });
});

describe("an object's owner", () => {
  const object = (name: string, by?: string) => ({
    kind: "Kustomization",
    namespace: "n",
    name,
    state: "Compliant" as const,
    ready: undefined,
    appliedBy: by === undefined ? undefined : { namespace: "n", name: by },
  });
  const application = { deploymentTarget: "app", repository: undefined, branch: undefined };
  const chain = (length: number) => {
    const list = Array.from({ length }, (_, index) => object(`k${index}`, `k${index + 1}`));
    return new Map(list.map((each) => [`Kustomization/n/${each.name}`, each]));
  };
  const last = (name: string) => (key: string) =>
    key === `Kustomization/n/${name}` ? application : undefined;

  test("is found over at most ten steps, because a chain may be circular", () => {
    expect(ownerOf(object("k0", "k1"), chain(20), last("k9"))).toBe(application);
    expect(ownerOf(object("k0", "k1"), chain(20), last("k10"))).toBeUndefined();
    const round = new Map([["Kustomization/n/a", object("a", "a")]]);
    expect(ownerOf(object("a", "a"), round, () => undefined)).toBeUndefined();
  });

  test("is the platform if one of the configuration's own objects comes first, or nothing applied it", () => {
    expect(ownerOf(object("k0", "k1"), chain(3), () => "own")).toBeUndefined();
    expect(ownerOf(object("k0"), new Map(), last("k1"))).toBeUndefined();
  });

  test("is shown with a short form of its repository, if that is known", () => {
    const shown = (repository: string) => formatApplication({ ...application, repository });
    expect(formatApplication(application)).toBe("application app");
    expect(shown("https://github.com/contoso/app.git")).toBe("application app (contoso/app)");
    expect(shown("git@github.com:contoso/app/")).toBe("application app (contoso/app)");
    expect(shown("local")).toBe("application app (local)");
    expect(formatApplication({ ...application, branch: "dev" })).toBe("application app (branch dev)");
  });
});

describe("editing the commit of a BaseRepo", () => {
  const spec = "kind: BaseRepo\nspec:\n  commit: abc\n";
  test.each<[string, string, string | undefined]>([
    [
      "keeps documents of other kinds",
      `kind: Other\nspec:\n  commit: x\n---\n${spec}`,
      `kind: Other\nspec:\n  commit: x\n---\nkind: BaseRepo\nspec:\n  commit: ${commit}\n`,
    ],
    ["keeps a list before it", `- a\n---\n${spec}`, `- a\n---\nkind: BaseRepo\nspec:\n  commit: ${commit}\n`],
    ["is refused for invalid YAML", "kind: BaseRepo\nspec:\n  commit: abc\n  commit: def\n", undefined],
    ["is refused without a map", "kind: BaseRepo\nspec: text\n", undefined],
    ["is refused in flow style without a commit", "kind: BaseRepo\nspec: {path: .}\n", undefined],
    [
      "adds the entry after an empty last one",
      "kind: BaseRepo\nspec:\n  path:\n",
      `kind: BaseRepo\nspec:\n  path:\n  commit: ${commit}\n`,
    ],
    [
      "adds a space after a bare colon",
      "kind: BaseRepo\nspec: {commit:, path: .}\n",
      `kind: BaseRepo\nspec: {commit: ${commit}, path: .}\n`,
    ],
    [
      "adds the entry after a block",
      "kind: BaseRepo\nspec:\n  path: |\n    a\n    b\n# end\n",
      `kind: BaseRepo\nspec:\n  path: |\n    a\n    b\n  commit: ${commit}\n# end\n`,
    ],
    [
      "adds the entry if the spec comes first",
      "spec:\n  path: .\nkind: BaseRepo\n",
      `spec:\n  path: .\n  commit: ${commit}\nkind: BaseRepo\n`,
    ],
  ])("%s", (_, before, after) => {
    expect(withCommit(before, commit)).toBe(after);
  });

  test.each([
    ["12345678901234567890123456789012345678e1", true],
    ["1e12", true],
    ["1a12", false],
    ["a1", false],
    ["1e1a", false],
  ])("writes the commit %s in quotes: %s", (id, isQuoted) => {
    expect(withCommit(spec, id)).toContain(`commit: ${isQuoted ? `"${id}"` : id}\n`);
  });
});

describe("a text of a cluster or a team is read in time that grows with its length", () => {
  const long = (part: string) => part.repeat(200_000);

  test("the applied revision", () => {
    const { message } = ready("True", "Succeeded", `Applied revision: ${commit}${long(".")}`);
    expect(appliedCommit(ready("True", "Succeeded", message))).toBe(commit);
    expect(appliedCommit(ready("True", "Succeeded", `${message}x`))).toBeUndefined();
  });

  test.each([long("["), long("]"), `[${long(" ")}x`, long("[] "), `${long("[a]")}x`])(
    "a failed health check, %#",
    (message) => {
      expect(unhealthyObjects(said(message)).objects).toEqual([]);
    },
  );

  test.each([long("a"), long("/"), long("a:"), `${long("/")}x`, `a/b${long(".git")}`])(
    "the address of an application, %#",
    (repository) => {
      expect(formatApplication({ deploymentTarget: "web", repository, branch: "main" })).toContain("web");
    },
  );

  test("the address of a repository", () => {
    expect(normaliseRepository(`https://github.com/contoso/app${long("/")}`)).toBe("github.com/contoso/app");
    expect(normaliseRepository(`https://github.com${long("/")}contoso`)).toBe("github.com/contoso");
  });
});
