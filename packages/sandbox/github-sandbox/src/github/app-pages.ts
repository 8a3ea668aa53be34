/** The two pages on which a person makes an App from a manifest and installs it. */
import { randomBytes } from "node:crypto";
import type { Hub } from "./hub.ts";
import type { PageAnswer, PageRequest } from "./pages.ts";
import { newId, type Permissions } from "./state.ts";

interface Manifest {
  readonly name?: string;
  readonly url?: string;
  readonly redirect_url?: string;
  readonly public?: boolean;
  readonly default_permissions?: Permissions;
  readonly default_events?: readonly string[];
  readonly hook_attributes?: { readonly url?: string; readonly active?: boolean };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function formPage(action: string, fields: Readonly<Record<string, string>>, button: string): PageAnswer {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  const form = `<form method="post" action="${escaped(action)}">${inputs.join("")}<button>${button}</button></form>`;
  return { status: 200, html: `<!doctype html><title>${button}</title>${form}` };
}

function refused(problem: string): PageAnswer {
  return { status: 422, html: `<!doctype html><title>Error</title><p>${escaped(problem)}</p>` };
}

function manifestIn(text: string): Manifest | undefined {
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    return undefined;
  }
}

function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

/** What is wrong with a manifest. */
function problemOf({ apps }: Hub, manifest: Manifest | undefined): string | undefined {
  if (manifest === undefined) return "Error Invalid manifest: it is not JSON";
  const { name = "", url = "", redirect_url = "", hook_attributes } = manifest;
  if (!/^https?:\/\//.test(url)) return 'Error "url" wasn\'t supplied.';
  if (hook_attributes !== undefined && !/^https?:\/\//.test(hook_attributes.url ?? ""))
    return "Error Hook url cannot be blank";
  if (!URL.canParse(redirect_url)) return 'Error "redirect_url" wasn\'t supplied.';
  if (name === "" || name.length > 34) return "Name is too long (maximum is 34 characters)";
  if ([...apps.values()].some(({ slug }) => slug === slugOf(name))) return "Name has already been taken";
  return undefined;
}

/** Registers the App and leads back with the code that its key is exchanged for. */
function register(hub: Hub, manifest: Manifest, state: string): PageAnswer {
  const clientId = `Iv23${randomBytes(8).toString("hex")}`;
  hub.apps.set(clientId, {
    clientId,
    id: newId(),
    slug: slugOf(manifest.name ?? ""),
    title: manifest.name ?? "",
    homepage: manifest.url ?? "",
    privateKey: "",
    permissions: { ...manifest.default_permissions, metadata: "read" },
    repositories: [],
  });
  const code = randomBytes(20).toString("hex");
  hub.manifestCodes.set(code, clientId);
  const target = new URL(manifest.redirect_url ?? "");
  target.searchParams.set("code", code);
  target.searchParams.set("state", state);
  return { status: 303, location: target.href };
}

function install(hub: Hub, slug: string, form: URLSearchParams): PageAnswer | undefined {
  const app = [...hub.apps.values()].find((each) => each.slug === slug);
  if (app === undefined) return undefined;
  const ids = form.getAll("repository_ids[]");
  const chosen = hub.repositories().filter((name) => ids.includes(String(hub.repository(name).id)));
  const installation = app.installation ?? newId();
  const repositories = [...new Set([...app.repositories, ...chosen])];
  hub.apps.set(app.clientId, { ...app, installation, repositories, seesAll: form.get("all") === "true" });
  return {
    status: 303,
    location: `${hub.url}/organizations/${hub.owner}/settings/installations/${installation}`,
  };
}

/** GitHub has no request for this. */
function remove(hub: Hub, slug: string): PageAnswer | undefined {
  const app = [...hub.apps.values()].find((each) => each.slug === slug);
  if (app === undefined) return undefined;
  hub.apps.delete(app.clientId);
  return { status: 303, location: `${hub.url}/` };
}

export function appPages(hub: Hub, { method, path, form }: PageRequest): PageAnswer | undefined {
  const url = new URL(path, hub.url);
  const settings =
    hub.account.type === "User" ? "/settings/apps" : `/organizations/${hub.owner}/settings/apps`;
  const [, slug] = /^\/apps\/([\w-]+)\/installations\/new(?:\/permissions)?$/.exec(url.pathname) ?? [];
  if (slug !== undefined && [...hub.apps.values()].some((app) => app.slug === slug)) {
    const ids = url.searchParams.getAll("repository_ids[]");
    const inputs = ids.map((id) => `<input type="hidden" name="repository_ids[]" value="${escaped(id)}">`);
    const form = `<form method="post" action="/apps/${slug}/installations">${inputs.join("")}<button>Install</button></form>`;
    return { status: 200, html: `<!doctype html><title>Install</title>${form}` };
  }
  const [, installed] = /^\/apps\/([\w-]+)\/installations$/.exec(url.pathname) ?? [];
  if (installed !== undefined && method === "POST") return install(hub, installed, form);
  const [, removed] = /\/settings\/apps\/([\w-]+)\/advanced$/.exec(url.pathname) ?? [];
  if (removed !== undefined && url.pathname === `${settings}/${removed}/advanced`)
    return method === "POST" ? remove(hub, removed) : formPage(url.pathname, {}, "Delete GitHub App");
  if (method !== "POST" || (url.pathname !== settings && url.pathname !== `${settings}/new`))
    return undefined;
  const text = form.get("manifest") ?? "";
  const manifest = manifestIn(text);
  const problem = problemOf(hub, manifest);
  if (problem !== undefined || manifest === undefined) return refused(problem ?? "");
  if (url.pathname === settings) return register(hub, manifest, form.get("state") ?? "");
  const state = url.searchParams.get("state") ?? "";
  return formPage(settings, { manifest: text, state }, "Create GitHub App");
}
