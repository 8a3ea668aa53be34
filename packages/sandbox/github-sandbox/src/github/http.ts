/** HTTP code shared by the sandbox's servers. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A handler's answer: a status and a JSON body. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** Sent verbatim instead of a JSON body. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown to answer a request immediately. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(status: number, message: string, errors?: readonly unknown[]) {
    super(message);
    const body = errors === undefined ? { message } : { message, errors };
    this.answer = { status, body: { ...body, documentation_url: "https://docs.github.com/rest" } };
  }
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export function send(response: ServerResponse, { status, body, text, headers }: Answer): void {
  const type = text === undefined ? "application/json" : "application/vnd.github.raw+json";
  response.writeHead(status, { "content-type": `${type}; charset=utf-8`, ...headers });
  response.end(text ?? (body === undefined ? "" : JSON.stringify(body)));
}

/** Listens on a free port of the loopback interface. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

export async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

export { createServer };
