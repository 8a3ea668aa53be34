// A page with the greeting of this deployment, and the platform's information about the cluster it runs on.
import { createServer } from "node:http";

// Keys that the ConfigMap platform-config may contain; the platform team decides which ones it does.
const platformKeys = ["ENVIRONMENT", "CLUSTER_NAME", "REGION", "DATABASE_URL", "SOME_COMMON_ENVIRONMENT_VARIABLE"];
const greeting = process.env.GREETING ?? "Hello";

const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeHtml = (text) => text.replace(/[&<>"']/g, (character) => entities[character]);

function page() {
  const rows = platformKeys.map((key) => {
    const value = process.env[key];
    return `<tr><th>${key}</th><td>${value === undefined ? "<em>not set</em>" : escapeHtml(value)}</td></tr>`;
  });
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Hello World</title></head>
<body>
<h1>${escapeHtml(greeting)}</h1>
<table>
${rows.join("\n")}
</table>
</body>
</html>
`;
}

const routes = {
  "/": () => ["text/html; charset=utf-8", page()],
  "/healthz": () => ["text/plain; charset=utf-8", "ok\n"],
};

const server = createServer((request, response) => {
  const [pathname] = request.url.split("?");
  const route = Object.hasOwn(routes, pathname) ? routes[pathname] : undefined;
  if (route === undefined || !["GET", "HEAD"].includes(request.method)) {
    response.writeHead(route === undefined ? 404 : 405).end();
    return;
  }
  const [type, body] = route();
  response.writeHead(200, { "content-type": type }).end(body);
});

server.listen(Number(process.env.PORT ?? 8080), () => {
  console.log(`listening on port ${server.address().port}`);
});

// The first process of a container ignores a signal unless it handles it.
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => server.close());
