import type { PageAnswer } from "@kalypso-actions/github-sandbox";
import type { Html } from "./html.ts";
import { layout, type PageHead } from "./layout.ts";
import type { Visit } from "./page.ts";

export function shown(
  visit: Visit,
  { status = 200, ...head }: PageHead & { readonly status?: number },
  content: Html,
): PageAnswer {
  return { status, html: layout(visit, head, content).text };
}

export function goTo(location: string): PageAnswer {
  return { status: 303, location };
}
