import { helpReply, startReply, stopReply } from "@/lib/compliance/answers";

type AnswersPreviewProps = { name: string; support: string };

/** The automatic answers as they would go out with what stands in the form. */
export function AnswersPreview({ name, support }: AnswersPreviewProps) {
  const names = { brand: name.trim() || "…" };
  const answers = [
    { word: "STOP", text: stopReply(names) },
    { word: "START", text: startReply(names) },
    { word: "HELP", text: helpReply(names, support.trim() || names.brand) },
  ];
  return (
    <div className="grid gap-2.5 rounded-control border bg-sunken px-4 py-3.5">
      <p className="text-sm font-[550]">Automatic answers</p>
      <dl className="grid gap-2.5">
        {answers.map(({ word, text }) => (
          <div key={word} className="grid gap-x-4 gap-y-0.5 sm:grid-cols-[64px_1fr]">
            <dt className="text-sm font-[550] text-ink-3">{word}</dt>
            <dd className="text-ink-2 wrap-anywhere">{text}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
