/** The appearance of a state: a colour and an icon. */
import { Html, html } from "./html.ts";

type Tone = "good" | "bad" | "busy" | "waiting" | "idle" | "alert" | "open" | "merged";

/**
 * States of statuses, runs, pull requests, issues and clusters, in lower case. All other states count as in progress.
 */
const tones: Readonly<Record<string, Tone>> = {
  success: "good",
  succeeded: "good",
  compliant: "good",
  applied: "good",
  ready: "good",
  failure: "bad",
  failed: "bad",
  failing: "bad",
  error: "bad",
  startup_failure: "bad",
  healthy: "good",
  synced: "good",
  degraded: "bad",
  "non-compliant": "bad",
  noncompliant: "bad",
  rejected: "bad",
  waiting: "waiting",
  queued: "waiting",
  cancelled: "idle",
  skipped: "idle",
  closed: "idle",
  suspended: "idle",
  silent: "idle",
  none: "idle",
  warning: "alert",
  open: "open",
  merged: "merged",
};

export function toneOf(state: string): Tone {
  return tones[state.toLowerCase()] ?? "busy";
}

const drawings: Readonly<Record<Tone, Html>> = {
  good: new Html('<circle cx="8" cy="8" r="7"/><path d="M4.8 8.3l2.2 2.2 4.2-4.6"/>'),
  bad: new Html('<circle cx="8" cy="8" r="7"/><path d="M5.5 5.5l5 5m0-5l-5 5"/>'),
  busy: new Html('<circle class="track" cx="8" cy="8" r="6"/><path class="arc" d="M8 2a6 6 0 0 1 6 6"/>'),
  waiting: new Html('<circle class="ring" cx="8" cy="8" r="6"/><path class="hand" d="M8 4.6V8l2.3 1.5"/>'),
  idle: new Html('<circle class="ring" cx="8" cy="8" r="6"/><path class="hand" d="M5.2 8h5.6"/>'),
  alert: new Html('<path class="body" d="M8 2.2L14.6 13.6H1.4z"/><path d="M8 6.4v3.2m0 2v.1"/>'),
  open: new Html('<circle class="ring" cx="8" cy="8" r="6"/><circle cx="8" cy="8" r="2.4"/>'),
  merged: new Html('<circle cx="8" cy="8" r="7"/><path d="M5.6 11.5v-7c0 3 2 4 5 4"/>'),
};

/** The state in words, for people who do not see colours. */
function wordsOf(state: string): string {
  return state.replaceAll("_", " ");
}

export function mark(state: string): Html {
  const [tone, words] = [toneOf(state), wordsOf(state)];
  const content = html`<title>${words}</title>${drawings[tone]}`;
  return html`<svg class="mark ${tone}" viewBox="0 0 16 16" role="img" aria-label="${words}">${content}</svg>`;
}

export function badge(state: string): Html {
  return html`<span class="badge ${toneOf(state)}">${mark(state)}${wordsOf(state)}</span>`;
}
