/** How much of an environment one change may take away or touch without consent. */
import {
  allowedRemovals,
  formatRemovalLimit,
  parseRemovalLimit,
  type RemovalLimit,
} from "@kalypso-actions/gitops-branch";
import { dnsLabel } from "@kalypso-actions/names";
import type { EnvironmentChange } from "./environment-change.ts";

/** A limit for every environment, and those of single ones. */
export interface Limits {
  readonly everywhere: RemovalLimit | undefined;
  readonly byEnvironment: ReadonlyMap<string, RemovalLimit>;
}

export const noLimits: Limits = { everywhere: undefined, byEnvironment: new Map() };

/**
 * Reads `25%`, or `25%, prod: 5%`: a limit without a name is for every environment that has none of its own.
 * @returns undefined for anything else, and for two limits of one environment
 */
export function parseLimits(items: readonly string[]): Limits | undefined {
  let everywhere: RemovalLimit | undefined;
  const byEnvironment = new Map<string, RemovalLimit>();
  for (const item of items) {
    const [, name, text = ""] = /^(?:([^:\s]+)\s*:\s*)?(\S+)$/.exec(item.trim()) ?? [];
    const limit = parseRemovalLimit(text);
    if (limit === undefined) return undefined;
    if (name === undefined) {
      if (everywhere !== undefined) return undefined;
      everywhere = limit;
      continue;
    }
    if (!dnsLabel.test(name) || byEnvironment.has(name)) return undefined;
    byEnvironment.set(name, limit);
  }
  return { everywhere, byEnvironment };
}

/** A limit that a change exceeds. */
export interface ExceededLimit {
  /** The input that sets it. */
  readonly input: "max-removed" | "max-changed";
  readonly count: number;
  readonly of: number;
  readonly allowed: number;
  /** As it was given, such as `25%`. */
  readonly limit: string;
}

interface GivenLimits {
  readonly removed: Limits;
  readonly changed: Limits;
}

/** @returns those that the change of an environment exceeds */
export function exceededLimits(
  environment: string,
  { lost, before, assignments }: EnvironmentChange,
  { removed, changed }: GivenLimits,
): readonly ExceededLimit[] {
  const sides = [
    { input: "max-removed", limits: removed, count: lost.length, of: before },
    { input: "max-changed", limits: changed, count: assignments.hit, of: assignments.of },
  ] as const;
  return sides.flatMap(({ input, limits, count, of }) => {
    const limit = limits.byEnvironment.get(environment) ?? limits.everywhere;
    if (limit === undefined) return [];
    const allowed = allowedRemovals(limit, of);
    return count > allowed ? [{ input, count, of, allowed, limit: formatRemovalLimit(limit) }] : [];
  });
}
