import { present } from "@kalypso-actions/diagnostics";
import type { Clock } from "@kalypso-actions/promotion";
import { describe, expect, test } from "vitest";
import { azureProblem } from "../src/credentials.ts";
import { FluxConfigurations } from "../src/index.ts";
import { type AskPage, type PageRequest, readPages, TooLarge } from "../src/pages.ts";

function rows(count: number, from = 0) {
  return Array.from({ length: count }, (_, index) => ({ id: from + index }));
}

/** A graph that returns one page after the other. */
function answering(...answers: readonly unknown[]): AskPage & { readonly asked: PageRequest[] } {
  const asked: PageRequest[] = [];
  const ask = async (request: PageRequest) => {
    const answer = answers[asked.length];
    asked.push(request);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return Object.assign(ask, { asked });
}

const whole = (count: number, totalRecords: number, skipToken?: string) => ({
  data: rows(count),
  count,
  totalRecords,
  resultTruncated: "false",
  ...present({ skipToken }),
});

describe("reading a paged answer", () => {
  test("takes ten queries for 10,000 rows", async () => {
    const pages = Array.from({ length: 10 }, (_, page) => ({
      ...whole(1_000, 10_000, page === 9 ? undefined : `${page}`),
      data: rows(1_000, page * 1_000),
    }));
    const ask = answering(...pages);
    expect(await readPages(ask)).toHaveLength(10_000);
    expect(ask.asked.map(({ skipToken }) => skipToken)).toEqual([
      undefined,
      "0",
      "1",
      "2",
      "3",
      "4",
      "5",
      "6",
      "7",
      "8",
    ]);
  });

  test("repeats a truncated or too large page with fewer rows", async () => {
    const cut = { data: rows(3), count: 3, totalRecords: 10, resultTruncated: "true" };
    const ask = answering(cut, new TooLarge("16 MB"), whole(10, 10));
    expect(await readPages(ask)).toHaveLength(10);
    expect(ask.asked.map(({ top }) => top)).toEqual([1_000, 250, 62]);
  });

  test.each<[string, readonly unknown[], string]>([
    ["a page without rows", [whole(1, 2, "a"), { totalRecords: 2, data: null }], "`data` is not a list"],
    ["a proxy's page", ["<html>please log in</html>"], "not a JSON object"],
    ["nothing", [null], "not a JSON object"],
    ["rows without their number", [{ data: [] }], "how many rows"],
    ["fewer rows than announced", [whole(1, 2)], "announces 2 rows but returned 1"],
    [
      "a page with fewer rows than announced",
      [{ ...whole(1, 1), count: 2 }],
      "announces 2 rows but contains 1",
    ],
    ["the same rows again", [whole(2, 4, "a"), whole(2, 4)], "announces 4 rows but returned 2"],
    ["a row that is not an object", [{ data: ["x"], totalRecords: 1 }], "not an object"],
    ["a repeated page", [whole(1, 9, "a"), whole(1, 9, "a")], "repeats a page"],
  ])("refuses %s", async (_, answers, message) => {
    await expect(readPages(answering(...answers))).rejects.toThrow(message);
  });
});

describe("one poll", () => {
  function graph(...answers: readonly unknown[]) {
    const slept: number[] = [];
    let now = 0;
    const clock: Clock = {
      now: () => now,
      sleep: async (milliseconds) => {
        slept.push(milliseconds);
        now += milliseconds;
      },
    };
    const ask = answering(...answers);
    const options = {
      page: () => ask,
      clock,
      log: () => {},
      repository: "https://github.com/contoso/gitops",
      branch: "dev",
    };
    const read = (deadline = 600_000) =>
      new FluxConfigurations(options).read({ signal: new AbortController().signal, deadline });
    return { read, slept, asked: ask.asked };
  }

  const limited = (headers: Readonly<Record<string, string>> = {}) =>
    Object.assign(new Error("RateLimiting"), {
      statusCode: 429,
      response: { headers: { get: (name: string) => headers[name] } },
    });

  test("retries after a limit, when the answer says so or after twice as long each time", async () => {
    const told = graph(limited({ "x-ms-user-quota-resets-after": "00:00:05" }), limited(), whole(0, 0));
    expect(await told.read()).toEqual({ configurations: [], elsewhere: [] });
    expect(told.slept).toEqual([5_000, 2_000]);
  });

  test.each<[string, object]>([
    ["a dropped connection", { name: "RestError", code: "REQUEST_SEND_ERROR" }],
    ["an unknown host", { code: "ENOTFOUND" }],
    ["a request that took too long", { statusCode: 408 }],
    ["an overloaded server", { statusCode: 503 }],
  ])("retries after %s", async (_, details) => {
    const told = graph(Object.assign(new Error("socket hang up"), details), whole(0, 0));
    expect(await told.read()).toEqual({ configurations: [], elsewhere: [] });
    expect(told.slept).toEqual([1_000]);
  });

  test("retries after an unreadable answer, and then gives up", async () => {
    const once = graph("<html>", whole(0, 0));
    expect(await once.read()).toEqual({ configurations: [], elsewhere: [] });
    const never = graph(...Array.from({ length: 20 }, () => "<html>"));
    await expect(never.read()).rejects.toMatchObject({ diagnostics: [{ code: "azure-unreadable" }] });
    // Doubling each time up to a minute, as long as there is time.
    expect(never.slept.slice(0, 8)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    expect(never.slept.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(600_000);
  });

  test("does not wait beyond the deadline, however long the graph asks", async () => {
    const long = graph(limited({ "x-ms-user-quota-resets-after": "24:00:00" }), whole(0, 0));
    await expect(long.read()).rejects.toMatchObject({
      diagnostics: [
        {
          code: "azure-limited",
          message: "Azure Resource Graph asks to wait 24 h because of its limit, and 10 min are left",
        },
      ],
    });
    expect(long.slept).toEqual([]);
  });

  test("names the inputs that are empty if there is no login of the Azure CLI either", async () => {
    const said = "Azure CLI could not be found. Please visit https://aka.ms/azure-cli";
    const error = Object.assign(new Error(said), { name: "CredentialUnavailableError" });
    expect(azureProblem(error)).toMatchObject({
      diagnostics: [
        {
          code: "azure-denied",
          message: `the inputs \`client-id\`, \`tenant-id\` and \`azure-credentials\` are empty, and the Azure CLI, which is used then, has no login: ${said}`,
          hint: "Set `client-id` and `tenant-id` for OIDC, or `azure-credentials`. An input taken from a variable or a secret is empty if that is not set.",
        },
      ],
    });
  });

  test.each([
    [
      "CredentialUnavailableError",
      "endpoints_resolution_error: See https://aka.ms/msal.js.errors",
      "azure-failed",
    ],
    ["AuthenticationRequiredError", "network_error: See https://aka.ms/msal.js.errors", "azure-failed"],
    ["AuthenticationRequiredError", "temporarily_unavailable: AADSTS90055: throttled", "azure-failed"],
    ["AuthenticationRequiredError", 'Response had no "expiresOn" property.', "azure-failed"],
    ["AuthenticationRequiredError", "invalid_client: AADSTS7000215: Invalid client secret", "azure-denied"],
    ["AuthenticationRequiredError", "unauthorized_client: AADSTS700016: no application", "azure-denied"],
  ])("a login is denied only by who refuses it: %s, %s", (name, message, code) => {
    const { diagnostics } = azureProblem(Object.assign(new Error(message), { name }));
    expect(diagnostics).toMatchObject([{ code }]);
    expect(diagnostics[0]?.message).toContain(message);
    expect(diagnostics[0]?.message).not.toContain("are empty");
  });

  test.each<[string, unknown, string]>([
    ["an empty body", {}, "azure-failed"],
    ["nothing at all", undefined, "azure-failed"],
    ["a refusal", Object.assign(new Error("no"), { statusCode: 403 }), "azure-denied"],
    [
      "a body that is not JSON",
      Object.assign(new Error("Unexpected token < in JSON"), { name: "RestError" }),
      "azure-unreadable",
    ],
    [
      "a library that fails on a body",
      new TypeError("Cannot read properties of undefined"),
      "azure-unreadable",
    ],
  ])("reports an error of any shape: %s", async (_, error, code) => {
    const throwing: AskPage = () => Promise.reject(error);
    const clock: Clock = { now: () => 0, sleep: async () => {} };
    const source = new FluxConfigurations({
      page: () => throwing,
      clock,
      log: () => {},
      repository: "https://x/a/b",
      branch: "dev",
    });
    const poll = source.read({ signal: new AbortController().signal, deadline: 1 });
    await expect(poll).rejects.toMatchObject({ diagnostics: [{ code }] });
  });

  test("names configurations that follow a namesake repository on another server, and counts none of them", async () => {
    const follower = (id: string, url: string) => ({
      id: `/x/clusters/${id}/providers/Microsoft.KubernetesConfiguration/fluxConfigurations/p`,
      name: "p",
      gitRepository: { url, repositoryRef: { branch: "dev" } },
    });
    const found = [
      follower("here", "ssh://git@ssh.github.com:443/contoso/gitops.git"),
      follower("there", "https://git.contoso.com/contoso/gitops"),
      follower("other", "https://github.com/contoso/gitops-other"),
    ];
    const { configurations, elsewhere } = await graph({ data: found, totalRecords: 3 }).read();
    expect(configurations.map(({ cluster }) => cluster)).toEqual(["here"]);
    expect(elsewhere).toEqual([
      { cluster: "there", name: "p", repository: "https://git.contoso.com/contoso/gitops" },
    ]);
  });
});
