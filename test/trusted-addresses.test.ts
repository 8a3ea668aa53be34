/** Which repositories the text in a control plane or a Workload can make an action read. */
import { guardedReader, scheduleEnvironment } from "@kalypso-actions/control-plane";
import type { SnapshotReader } from "@kalypso-actions/git";
import { hostsOfServer } from "@kalypso-actions/names";
import { describe, expect, test } from "vitest";
import { host, Platform, resource, workload } from "./support/platform.ts";

const rules = {
  hosts: hostsOfServer("https://github.com"),
  owners: ["contoso"],
  allowsLocal: false,
  trusted: [`${host}/control-plane`],
};

/** A reader that notes what it is asked for. */
function spied(reader: SnapshotReader, asked: Set<string>): SnapshotReader {
  return {
    read: (revision, ...rest) => {
      asked.add(revision.repo);
      return reader.read(revision, ...rest);
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

async function scheduled(platform: Platform) {
  // Pushes what the platform has now.
  await platform.schedule();
  const asked = new Set<string>();
  const reader = guardedReader(spied(platform.repositories, asked), rules);
  const { value, diagnostics } = await scheduleEnvironment(reader, {
    environment: "dev",
    controlPlane: { repo: `${host}/control-plane`, ref: "dev" },
  });
  const told = diagnostics.map(({ severity, code, message, place }) => {
    const where = place === undefined ? "" : `${place.file}:${place.line} `;
    return `${severity} ${where}${code}: ${message}`;
  });
  return { schedule: value, told, asked: [...asked].sort() };
}

const hostile = [
  "file:///etc",
  "/etc",
  "git://github.com/contoso/shop",
  "http://169.254.169.254/contoso/shop",
  "http://127.0.0.1:8080/contoso/shop",
  "https://evil.example/contoso/shop",
  "https://github.com/evil/shop",
  "git@evil.example:contoso/shop",
];

function shopFrom(repo: string) {
  const spec = { workload: { repo, branch: "main", path: "" }, workspace: "team" };
  return { "registrations/shop.yaml": resource("WorkloadRegistration", "shop", spec) };
}

describe("an address that is not allowed is never read", () => {
  test.each(hostile)("in a registration, which is held while the others go on: %s", async (repo) => {
    const platform = new Platform();
    await platform.roll();
    platform.main = { ...platform.main, ...shopFrom(repo) };
    const { schedule, told, asked } = await scheduled(platform);
    expect(asked).not.toContain(repo);
    expect(told.join("\n")).toMatch(
      /^warning registrations\/shop\.yaml:4 registration-held: .* is refused: /m,
    );
    expect(schedule?.held.map(({ registration }) => registration)).toEqual(["shop"]);
    expect(schedule?.deploymentTargets.map(({ workload: name }) => name)).toContain("bank");
  });

  test("in a new registration, of which nothing is placed", async () => {
    const platform = new Platform();
    platform.main = { ...platform.main, ...shopFrom("https://evil.example/contoso/shop") };
    const { schedule, told, asked } = await scheduled(platform);
    expect(asked).not.toContain("https://evil.example/contoso/shop");
    expect(told.join("\n")).toContain("the host `evil.example` is not allowed; expected github.com");
    expect(schedule?.deploymentTargets.map(({ workload: name }) => name)).toEqual(["bank"]);
  });

  test.each(["BaseRepo", "GitOpsRepo"] as const)("in a %s, which stops the environment", async (kind) => {
    const platform = new Platform();
    const file = kind === "BaseRepo" ? "base-repo.yaml" : "gitops-repo.yaml";
    for (const repo of hostile) {
      platform.dev = { ...platform.dev, [file]: resource(kind, "dev", { repo, branch: "main", path: "." }) };
      const { told, asked } = await scheduled(platform);
      expect(asked).not.toContain(repo);
      expect(told.filter((line) => line.startsWith("error")).join("\n")).toContain(
        `error ${file}:4 address-refused: ${kind} \`dev\`: `,
      );
    }
  });

  test("in an Environment, which stops the environment", async () => {
    const platform = new Platform();
    const spec = { controlPlane: { repo: "file:///etc", branch: "dev", path: "." } };
    platform.main = { ...platform.main, ".environments/dev.yaml": resource("Environment", "dev", spec) };
    await platform.schedule();
    const reader = guardedReader(platform.repositories, rules);
    const { value, diagnostics } = await scheduleEnvironment(reader, {
      environment: "dev",
      controlPlane: { repo: `${host}/control-plane`, ref: "main" },
    });
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["address-refused"]);
  });

  test.each(hostile)("as the manifests of a Workload, which is held at that line: %s", async (repo) => {
    const platform = new Platform();
    await platform.roll();
    const changed = workload("shop", "edge").replace(`${host}/shop`, repo);
    platform.repositories.push("shop", "main", { "shop.yaml": changed });
    const { schedule, told } = await scheduled(platform);
    expect(told.join("\n")).toMatch(
      /^warning shop\.yaml:\d+ workload-held: .* deployment target `test`: .* is refused: /m,
    );
    expect(schedule?.held).toMatchObject([{ registration: "shop", workload: "shop" }]);
    expect(JSON.stringify(schedule)).not.toContain(JSON.stringify(repo));
  });

  test("in an inventory on the GitOps branch: only the registration's own repository is read", async () => {
    const platform = new Platform();
    await platform.roll();
    const forged = Object.entries(platform.branch).map(([path, text]) => [
      path,
      path.endsWith("inventory.json")
        ? text.replaceAll(`${host}/shop`, "https://evil.example/contoso/shop")
        : text,
    ]);
    platform.branch = Object.fromEntries(forged);
    platform.repositories.push("shop", "main", { "shop.yaml": "not: [valid" });
    const { asked } = await scheduled(platform);
    expect(asked.filter((repo) => !repo.startsWith(`${host}/`))).toEqual([]);
  });
});

test("values of a Workload that are no addresses stay as they are", async () => {
  const platform = new Platform();
  const changed = workload("shop", "edge").replace(`${host}/shop`, "shop");
  platform.repositories.push("shop", "main", { "shop.yaml": changed });
  const { told } = await scheduled(platform);
  expect(told.join("\n")).not.toContain("address-refused");
});
