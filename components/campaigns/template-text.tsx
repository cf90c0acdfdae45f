import { parseTemplate } from "@/lib/text/merge";

/** A text with its fields as chips: "Hi [first name · there], …". For reading, not for writing. */
export function TemplateText({ body }: { body: string }) {
  let position = 0;
  return parseTemplate(body).pieces.map((piece) => {
    const key = position;
    position += piece.kind === "literal" ? piece.text.length : piece.length;
    if (piece.kind === "literal") return <span key={key}>{piece.text}</span>;
    const name = piece.field.replaceAll("_", " ");
    return (
      <span key={key} className="rounded-[4px] bg-accent-soft px-0.5 font-[550] text-accent">
        {piece.fallback ? `${name} · ${piece.fallback}` : name}
      </span>
    );
  });
}
