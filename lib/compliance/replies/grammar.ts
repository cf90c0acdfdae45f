/**
 * How people refuse, in any language: patterns over the word classes of `language.ts`, in the notation of `pattern.ts`. Built on the
 * replies that 47 CFR 64.1200(a)(10) calls reasonable and on the CTIA principles (5.1.3, "normal language"): verb and object, refusal
 * of more, consent withdrawn, an earlier STOP that was ignored.
 */

/** What only looks like a refusal. It is taken out of the sentence before the patterns below are tried. */
export const turned: readonly string[] = [
  "<not> -4 <stop|unsub>",
  "<not> -4 <cancel|remove> ~3 <out>?",
  "<not> -4 <take> ~3 <out>",
  "<stop|unsub|cancel|remove> ~4 <mistake>",
  "<mistake> ~3 <stop|unsub|cancel|remove>",
  "<stop|cancel|remove> ~3 <thing>",
  "<thing> ~3 <cancel|remove>",
  "<not> ~3 <send> ~4 <thing>",
  "<not> ~3 <want|get> ~3 <thing>",
  "<send> ~2 <thing> ~2 <not>",
];

export const sure: readonly string[] = [
  "<stop> ~3 <send>",
  "<stop> ~3 <message>",
  "<stop> ~2 <get>",
  "<message> ~2 <stop> $",
  "<send> ~3 <message>? ~1 <stop> $",
  "<unsub>",
  "<cancel> ~3 <message>",
  "<cancel> ~2 <send>",
  "<message> ~2 <cancel>",
  "<remove> ~3 <me|number> $",
  "<remove> ~3 <me|number> <out> $",
  "<remove> ~4 <me|number> ~4 <list>",
  "<remove> ~5 <list>",
  "<remove> ~2 <message> $",
  "<me|number> ~2 <remove> $",
  "<me|number> ~3 <list> ~2 <remove>",
  "<list> ~3 <remove>",
  "<take> ~3 <me|number> ~3 <out> $",
  "<take> ~4 <me|number> ~4 <list>",
  "<take> <out> <me|number>",
  "<me|number> ~5 <list> ~2 <take|out> $",
  "<not> ~3 <send> ~3 <me|message|number|more>",
  "<not> ~2 <me|message> ~2 <send>",
  "^ <not> ~1 <send> $",
  "<send> ~3 <not> ~2 <more|message>",
  "<send> ~1 <me> <not> $",
  "<send> ~3 <none> ~2 <message>",
  "<none> ~3 <message> ~2 <send|get|want|more>?",
  "<want> ~3 <none> ~3 <message>",
  "<not> ~2 <want> ~5 <message|send|get>",
  "<want> ~4 <not> ~4 <message|send|get>",
  "<not> ~1 <message> ~2 <want>",
  "<want> ~2 <message> ~2 <not> ~2 <more>",
  "<revoke> ~4 <consent>",
  "<consent> ~4 <revoke>",
  "<not> ~4 <consent>",
  "<none> ~2 <consent>",
];

/** A command that is all there is in a clause. Laughter and eagerness elsewhere in the text make it a manner of speaking. */
export const commands: readonly string[] = ["^ <bare>+ $", "<but> <bare>+ $"];
