import { CircleAlert } from "lucide-react";

/** Always in the document, so that screen readers hear the text when it comes; the countdown is on the button. */
export function SignInProblemNote({ message }: { message: string | null }) {
  return (
    <div role="alert" className={message ? undefined : "hidden"}>
      {message ? (
        <p className="flex items-start gap-2 rounded-control bg-bad-soft px-3 py-2.5 text-bad">
          <CircleAlert aria-hidden className="mt-0.5" />
          <span>{message}</span>
        </p>
      ) : null}
    </div>
  );
}
