import { Readable } from "node:stream";
import { z } from "zod";
import { route } from "@/lib/auth/route";
import { rejectFile } from "@/lib/imports/reject-file";
import { importIdSchema, rowOutcomeSchema } from "@/lib/imports/schema";

/** The rows that were not taken, as a CSV. Streams. */
export const GET = route(
  { permission: "import.run", params: z.object({ id: importIdSchema }) },
  async (viewer, request, { id }) => {
    const outcome = rowOutcomeSchema.parse(new URL(request.url).searchParams.get("show"));
    const lines = Readable.from(await rejectFile(viewer, id, outcome)).map((part: string) => Buffer.from(part));
    return new Response(Readable.toWeb(lines) as ReadableStream, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="import-${id}-${outcome}.csv"`,
      },
    });
  },
);
