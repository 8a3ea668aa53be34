/** Labels of repositories. */
import { type Context, demand, notFound, page, requiredText, textField, unprocessable } from "./context.ts";
import type { Answer } from "./http.ts";
import type { LabelState } from "./state.ts";

function labelJson(name: string, { color, description }: LabelState) {
  return { name, color, description, node_id: `LA_${name}` };
}

function labelOf({ repository, params }: Context): readonly [name: string, label: LabelState] {
  const wanted = (params["name"] ?? "").toLowerCase();
  const found = [...repository.labels].find(([name]) => name.toLowerCase() === wanted);
  if (found === undefined) throw notFound();
  return found;
}

function colourOf(body: Context["body"], former: string): string {
  const colour = textField(body, "color") ?? former;
  if (!/^[0-9a-f]{6}$/i.test(colour)) throw unprocessable("Label", { field: "color", code: "invalid" });
  return colour;
}

export function getLabel(context: Context): Answer {
  return { status: 200, body: labelJson(...labelOf(context)) };
}

export function listLabels({ repository, query }: Context): Answer {
  return { status: 200, body: page([...repository.labels], query).map((label) => labelJson(...label)) };
}

export function createLabel(context: Context): Answer {
  demand(context, "issues", "pull_requests");
  const { labels } = context.repository;
  const name = requiredText(context.body, "name");
  if ([...labels.keys()].some((other) => other.toLowerCase() === name.toLowerCase()))
    throw unprocessable("Label", { field: "name", code: "already_exists" });
  const description = textField(context.body, "description") ?? "";
  const label = { color: colourOf(context.body, "ededed"), description };
  labels.set(name, label);
  return { status: 201, body: labelJson(name, label) };
}

export function updateLabel(context: Context): Answer {
  demand(context, "issues", "pull_requests");
  const { labels } = context.repository;
  const [former, state] = labelOf(context);
  const name = textField(context.body, "new_name") ?? former;
  const description = textField(context.body, "description") ?? state.description;
  const label = { color: colourOf(context.body, state.color), description };
  labels.delete(former);
  labels.set(name, label);
  return { status: 200, body: labelJson(name, label) };
}

export function deleteLabel(context: Context): Answer {
  demand(context, "issues", "pull_requests");
  const [name] = labelOf(context);
  context.repository.labels.delete(name);
  return { status: 204 };
}
