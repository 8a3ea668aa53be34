import { readFileSync } from "node:fs";
import { getCACertificates, setDefaultCACertificates } from "node:tls";

const trusted = new Set<string>();

/** Makes this process trust a CA, as NODE_EXTRA_CA_CERTS does for a new process. */
export function trustAuthority(file: string): void {
  const certificate = readFileSync(file, "utf8");
  if (trusted.has(certificate)) return;
  trusted.add(certificate);
  setDefaultCACertificates([...getCACertificates("default"), certificate]);
}
