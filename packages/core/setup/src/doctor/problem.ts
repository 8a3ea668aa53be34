import { type Diagnostic, type DiagnosticCode, type Place, present } from "@kalypso-actions/diagnostics";
import type { ObservedEnvironment, ObservedPlatform, ObservedRepository } from "./observed.ts";

/** A rule of a running platform. @returns undefined if what it compares could not be read */
export type Check = (platform: ObservedPlatform) => readonly Diagnostic[] | undefined;

interface Words {
  readonly message: string;
  readonly hint: string;
  readonly place?: Place | undefined;
}

export function problem(code: DiagnosticCode, { message, hint, place }: Words): Diagnostic {
  return { severity: "error", code, message, hint, ...present({ place }) };
}

export function remark(code: DiagnosticCode, words: Words): Diagnostic {
  return { ...problem(code, words), severity: "warning" };
}

/** The page of a repository's settings, such as `environments`. */
export function settingsPage(
  { server }: ObservedPlatform,
  { repository }: ObservedRepository,
  page: string,
): string {
  return `${server}/${repository}/settings/${page}`;
}

/** GitHub's names of repositories and environments are the same in any case. */
export function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

export function environmentOf(
  { environments = {} }: ObservedRepository,
  name: string,
): ObservedEnvironment | undefined {
  return Object.entries(environments).find(([each]) => isSame(each, name))?.[1];
}
