import { isRequestError, messageOf } from "@kalypso-actions/github";

/** GitHub's words for a name that something has already. */
const words = /already.exists|already in use|must be unique/i;

/** @returns undefined if something has the name already: an earlier run, or a request whose answer was lost, made it */
export async function unlessTaken<T>(create: () => Promise<T>): Promise<T | undefined> {
  try {
    return await create();
  } catch (error) {
    const isTaken =
      isRequestError(error) && [409, 422].includes(error.status) && words.test(messageOf(error));
    if (isTaken) return undefined;
    throw error;
  }
}
