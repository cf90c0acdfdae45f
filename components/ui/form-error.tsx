import { Callout } from "./callout";

/** The fault of a form as a whole, on top of it. It takes the focus when no field is to blame. */
export function FormError({ message }: { message: string | null }) {
  if (message === null) return null;
  return (
    <div data-form-error tabIndex={-1} className="rounded-card outline-none">
      <Callout tone="bad" role="alert" title={message} />
    </div>
  );
}
