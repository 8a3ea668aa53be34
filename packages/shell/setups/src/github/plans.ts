/** What GitHub's plans have on private repositories: docs/platforms.md. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import type { Visibility } from "@kalypso-actions/setup";

/** What an owner's plan has for repositories of a visibility. */
export interface Capabilities {
  /** With secrets and branches of their own. */
  readonly environments: boolean;
  readonly reviewers: boolean;
  readonly rulesets: boolean;
  readonly autoMerge: boolean;
}

const all: Capabilities = { environments: true, reviewers: true, rulesets: true, autoMerge: true };
const none: Capabilities = { environments: false, reviewers: false, rulesets: false, autoMerge: false };

/** @param plan undefined if GitHub does not tell it: then nothing is known to be missing */
export function capabilitiesOf(plan: string | undefined, visibility: Visibility): Capabilities {
  if (visibility === "public" || plan === undefined || /enterprise|business_plus/.test(plan)) return all;
  // Pro and Team have environments, but no reviewers there.
  return plan === "free" ? none : { ...all, reviewers: false };
}

const words: Readonly<Record<keyof Capabilities, readonly [what: string, plan: string]>> = {
  environments: ["environments with secrets and branches of their own", "Pro or Team"],
  reviewers: ["environments whose jobs wait for an approval", "Enterprise"],
  rulesets: ["rulesets", "Pro or Team"],
  autoMerge: ["auto-merge", "Pro or Team"],
};

interface Wanted {
  readonly plan: string | undefined;
  readonly visibility: Visibility;
  readonly needs: Partial<Capabilities>;
  readonly capabilities: Capabilities;
}

export function planProblems({ plan, visibility, needs, capabilities }: Wanted): readonly Diagnostic[] {
  const code = "setup-refused";
  if (plan === undefined && visibility !== "public")
    return [
      {
        severity: "warning",
        code,
        message: `GitHub does not tell this token the owner's plan, so what it lacks for ${visibility} repositories is not known`,
        hint: "An owner's token with `Organization administration: read`, or the scope read:org, is told.",
      },
    ];
  return (Object.keys(words) as (keyof Capabilities)[])
    .filter((name) => needs[name] === true && !capabilities[name])
    .map((name) => {
      const [what, plans] = words[name];
      return {
        severity: "error",
        code,
        message: `the plan ${plan} has no ${what} for ${visibility} repositories`,
        hint: `Use the plan ${plans}, or --visibility public.`,
      };
    });
}
