"use server";

import { command } from "@/lib/auth/action";
import { cancelImport, checkColumns, reviseImport, startImport } from "@/lib/imports/commands";
import { checkColumnsSchema, importRefSchema } from "@/lib/imports/schema";

const permission = "import.run";

export const checkColumnsAction = command({ permission, input: checkColumnsSchema }, (actor, { id, options }) =>
  checkColumns(actor, id, options),
);
export const reviseImportAction = command({ permission, input: importRefSchema }, (actor, { id }) =>
  reviseImport(actor, id),
);
export const startImportAction = command({ permission, input: importRefSchema }, (actor, { id }) =>
  startImport(actor, id),
);
export const cancelImportAction = command({ permission, input: importRefSchema }, (actor, { id }) =>
  cancelImport(actor, id),
);
