/**
 * What a Schedule holds, as one issue in the Platform GitOps repository, with its age. Nothing else remembers since when
 * something is held, so the issue does. What could not be rendered has an issue for each assignment.
 */
import { counted } from "@kalypso-actions/diagnostics";
import { type HeldRegistration, heldCells } from "@kalypso-actions/gitops-branch";
import type { Schedule } from "@kalypso-actions/resources";
import { heldOf } from "./rendered-inventory.ts";

/** Hidden in the body, to find the issue whatever its title. */
function markerOf(environment: string): string {
  return `<!-- kalypso-actions: held ${environment} -->`;
}

export function isHeldIssue(environment: string): (body: string) => boolean {
  const marker = markerOf(environment);
  return (body) => body.startsWith(marker);
}

/** Days by what is held, as the former issue has them. */
type Since = Readonly<Record<string, string>>;

const sinceMarker = /<!-- since (\{[^\n]*\}) -->\s*$/;
const day = /^\d{4}-\d{2}-\d{2}$/;

function idOf({ registration, workload = "", deploymentTarget = "" }: HeldRegistration): string {
  return [registration, workload, deploymentTarget].map(encodeURIComponent).join("/");
}

/** Anybody can edit an issue: what is no day is none. */
function sinceOf(body: string | undefined): Since {
  try {
    const found: unknown = JSON.parse(sinceMarker.exec(body ?? "")?.[1] ?? "{}");
    const entries = Object.entries(typeof found === "object" && found !== null ? found : {});
    return Object.fromEntries(
      entries.filter(
        (entry): entry is [string, string] => typeof entry[1] === "string" && day.test(entry[1]),
      ),
    );
  } catch {
    return {};
  }
}

const msPerDay = 24 * 60 * 60 * 1000;

function age(since: string, today: string): string {
  const days = Math.round((Date.parse(today) - Date.parse(since)) / msPerDay);
  return days <= 0 ? since : `${since} (${counted(days, "day")})`;
}

/** Since when each part is held: since today, unless the former issue knows better. */
function datesOf(held: readonly HeldRegistration[], today: string, former: Since): Since {
  return Object.fromEntries(
    held.map((each) => {
      const id = idOf(each);
      return [id, (Object.hasOwn(former, id) ? former[id] : undefined) ?? today] as const;
    }),
  );
}

function rowOf(held: HeldRegistration, since: Since, today: string): string {
  const [what, reason, kept] = heldCells(held);
  return `| ${what} | ${age(since[idOf(held)] ?? today, today)} | ${reason} | ${kept} |`;
}

function bodyOf(environment: string, rows: readonly string[], since: Since): string {
  return [
    `Something is wrong with these. They stay as they were last good, and everything else of \`${environment}\` is deployed.`,
    "",
    "| what | held since | reason | what is kept |",
    "|---|---|---|---|",
    ...rows,
    "",
    "A hold ends when its cause is corrected. To take an application off its clusters instead, remove its registration, or run `schedule` with `release`. Later runs update this issue, and close it when nothing is held.",
    `<!-- since ${JSON.stringify(since)} -->`,
  ].join("\n");
}

interface HeldIssue {
  readonly marker: string;
  readonly title: string;
  readonly labels: readonly string[];
  /** @param former the issue's body, if there is one */
  readonly body: (former: string | undefined) => string;
}

/**
 * At most one.
 * @param today `<year>-<month>-<day>`
 */
export function heldIssues({ environment, held }: Schedule, today: string): readonly HeldIssue[] {
  if (held.length === 0) return [];
  const parts = held.map(heldOf);
  return [
    {
      marker: markerOf(environment),
      title: `${environment}: ${held.length} held`,
      labels: ["kalypso"],
      body: (former) => {
        const since = datesOf(parts, today, sinceOf(former));
        return bodyOf(
          environment,
          parts.map((each) => rowOf(each, since, today)),
          since,
        );
      },
    },
  ];
}

/** The comment on the issue before it is closed. */
export const nothingHeld = "Nothing is held any more.";
