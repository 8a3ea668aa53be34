/** Text for a POSIX shell. */

/** A word that a shell reads as this text. */
export function word(text: string): string {
  return /^[\w%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Text that stays itself in a here-document whose variables are replaced. */
export function hereText(text: string): string {
  return text.replaceAll(/[\\$`]/g, "\\$&");
}
