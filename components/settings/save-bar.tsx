import { Button } from "@/components/ui/button";

/** Below the cards of a settings form. */
export function SaveBar({ isDirty, isSaving, undo }: { isDirty: boolean; isSaving: boolean; undo: () => void }) {
  return (
    <div className="flex items-center justify-end gap-3 max-sm:[&>*]:grow">
      {isDirty ? (
        <Button onClick={undo} disabled={isSaving}>
          Undo changes
        </Button>
      ) : null}
      <Button type="submit" variant="primary" loading={isSaving}>
        Save
      </Button>
    </div>
  );
}
