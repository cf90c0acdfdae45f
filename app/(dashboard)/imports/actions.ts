"use server";

import { action } from "@/lib/auth/action";
import { cancelImport, checkColumns, reviseImport, startImport } from "@/lib/imports/commands";
import { checkColumnsSchema, importRefSchema } from "@/lib/imports/schema";

const permission = "import.run";

export const checkColumnsAction = action({ permission, input: checkColumnsSchema }, (viewer, { id, options }) =>
  checkColumns(viewer, id, options),
);
export const reviseImportAction = action({ permission, input: importRefSchema }, (viewer, { id }) =>
  reviseImport(viewer, id),
);
export const startImportAction = action({ permission, input: importRefSchema }, (viewer, { id }) =>
  startImport(viewer, id),
);
export const cancelImportAction = action({ permission, input: importRefSchema }, (viewer, { id }) =>
  cancelImport(viewer, id),
);
