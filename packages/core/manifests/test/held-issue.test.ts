import { heldIssues, isHeldIssue } from "@kalypso-actions/manifests";
import type { Schedule } from "@kalypso-actions/resources";
import { expect, test } from "vitest";
import { emptySchedule } from "./schedule.ts";

type Held = Schedule["held"][number];

const shop: Held = {
  registration: "shop",
  workload: "cart",
  repo: "https://github.com/contoso/shop",
  branch: "main",
  reason: "`spec` is missing | <b>",
  place: { file: "cart.yaml", line: 4, column: 1, source: "https://github.com/contoso/shop@0123456" },
  isKnown: true,
  commit: "0123456789".repeat(4),
  assignments: [],
};

function schedule(held: readonly Held[]): Schedule {
  return { ...emptySchedule, held: [...held] };
}

const issue = (held: readonly Held[], today: string, former?: string) => {
  const [found] = heldIssues(schedule(held), today);
  return { title: found?.title, body: found?.body(former) ?? "" };
};

test("the issue of what is held links the line, and has its age from the issue before", () => {
  const first = issue([shop], "2026-11-25");
  expect(first.title).toBe("dev: 1 held");
  expect(first.body).toContain(
    "| workload `cart` of `shop` | 2026-11-25 | `'spec' is missing \\| <b>`<br>https://github.com/contoso/shop/blob/0123456/cart.yaml#L4 | from `0123456` |",
  );
  const { workload: _, ...bank } = { ...shop, registration: "bank" };
  const later = issue([shop, bank], "2026-11-28", first.body);
  expect(later.title).toBe("dev: 2 held");
  expect(later.body).toContain("| workload `cart` of `shop` | 2026-11-25 (3 days) |");
  expect(later.body).toContain("| `bank` | 2026-11-28 |");
});

test("an issue that somebody edited only loses the dates", () => {
  for (const former of ["", "<!-- since {] -->", '<!-- since {"shop/cart/":"<b>"} -->', "<!-- since 1 -->"])
    expect(issue([shop], "2026-11-28", former).body).toBe(issue([shop], "2026-11-28").body);
});

test("a team's reason does not change since when it is held, nor repeats a comment of ours", () => {
  const forged = '<!-- since {"shop/cart/":"2020-01-01"} -->';
  const held = { ...shop, reason: forged };
  const first = issue([held], "2026-11-25");
  expect(first.body.match(/<!-- since/g)).toHaveLength(1);
  expect(issue([held], "2026-11-28", first.body).body).toContain("2026-11-25 (3 days)");
  // As an earlier release wrote it.
  const former = `| \`${forged}\` |\n<!-- since {"shop/cart/":"2026-11-25"} -->`;
  expect(issue([shop], "2026-11-28", former).body).toContain("2026-11-25 (3 days)");
});

test("there is none if nothing is held, and environments have their own", () => {
  expect(heldIssues(schedule([]), "2026-11-28")).toEqual([]);
  const [found] = heldIssues(schedule([shop]), "2026-11-28");
  expect(isHeldIssue("dev")(`${found?.marker}\nx`)).toBe(true);
  expect(isHeldIssue("de")(`${found?.marker}\nx`)).toBe(false);
});
