import { z } from "zod";
import { route } from "@/lib/auth/route";
import { getImportProgress } from "@/lib/imports/queries";
import { importIdSchema } from "@/lib/imports/schema";

/** How far the import is: asked for every second while its page is open. */
export const GET = route(
  { permission: "import.run", params: z.object({ id: importIdSchema }) },
  async (viewer, _request, { id }) => Response.json(await getImportProgress(viewer, id)),
);
