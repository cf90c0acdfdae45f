import { Button } from "./button";
import { DialogClose } from "./dialog";

type DialogActionsProps = {
  /** What the form does: "Add subscriber". */
  submit: string;
  isBusy: boolean;
  /** The form's id, where the buttons stand outside of it. */
  form?: string;
};

/** The end of a form in a dialog: the way back, and the one thing it is for. */
export function DialogActions({ submit, isBusy, form }: DialogActionsProps) {
  return (
    <div className="flex flex-wrap justify-end gap-2 max-sm:[&>*]:grow">
      <DialogClose>
        <Button disabled={isBusy}>Go back</Button>
      </DialogClose>
      <Button type="submit" {...(form ? { form } : {})} variant="primary" loading={isBusy}>
        {submit}
      </Button>
    </div>
  );
}
