import type { Outcome } from "@kalypso-actions/diagnostics";
import { formatRecord, type InitRecord, parseRecord, recordPath } from "@kalypso-actions/setup";
import type { RecordStore } from "../initialise.ts";
import { type Access, absent } from "./access.ts";
import { push } from "./push.ts";

const branch = "main";

/** @param controlPlane `owner/name` */
export async function readRecord(
  access: Access,
  controlPlane: string,
): Promise<Outcome<InitRecord | undefined>> {
  const at = access.at(controlPlane);
  // Asked once: before the first run there is nothing.
  const answer = await at.requestOr(`read ${recordPath}`, absent, ({ rest }) =>
    rest.repos.getContent({ ...at.at, path: recordPath, ref: branch }),
  );
  const data = answer?.data;
  if (data === undefined || Array.isArray(data) || data.type !== "file" || !("content" in data))
    return { value: undefined, diagnostics: [] };
  return parseRecord(Buffer.from(data.content, "base64").toString("utf8"), controlPlane);
}

/** Of a platform that was there before: a record starts none of its workflows. */
export const silent = "[skip ci]";

/** By git, because the API writes the first file of a repository to whichever branch its owner prefers. */
export function recordStore(access: Access, controlPlane: string): RecordStore {
  const about = (record: InitRecord | undefined) => (record?.existing === undefined ? "" : ` ${silent}`);
  return {
    write: (record) =>
      push(access, {
        repository: controlPlane,
        branches: { [branch]: { [recordPath]: formatRecord(record) } },
        message: `Record what kalypso init makes${about(record)}`,
      }),
    erase: () =>
      push(access, {
        repository: controlPlane,
        branches: { [branch]: { [recordPath]: null } },
        message: `Remove the record of kalypso init ${silent}`,
      }),
  };
}
