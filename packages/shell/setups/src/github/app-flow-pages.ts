/** The pages that this machine shows while an App is made. */
const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? "");
}

interface Proposal {
  /** Where the form goes. */
  readonly action: string;
  /** JSON. */
  readonly manifest: string;
  readonly title: string;
}

/** Posts the form as soon as it is shown; without scripts, it has a button. */
export function proposalPage({ action, manifest, title }: Proposal): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escaped(title)}</title>
<form action="${escaped(action)}" method="post">
<input type="hidden" name="manifest" value="${escaped(manifest)}">
<p>GitHub shows the App ${escaped(title)} next, for you to confirm.</p>
<button>Go on to GitHub</button>
</form>
<script>document.forms[0].submit()</script>
</html>
`;
}

export const donePage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Done</title>
<p>GitHub has made the App. Go back to the terminal.</p>
</html>
`;
