import { route } from "@/lib/auth/route";
import { AppError } from "@/lib/errors";
import { receiveUpload } from "@/lib/imports/upload";

/** The file itself is the body, so that it streams; its name stands percent-encoded in `x-file-name`. */
export const POST = route({ permission: "import.run" }, async (viewer, request) => {
  if (!request.body) throw new AppError("invalid", "The file is empty.");
  const { importId } = await receiveUpload(viewer, {
    fileName: fileNameOf(request.headers.get("x-file-name")),
    body: request.body,
    expectedBytes: Number(request.headers.get("content-length")) || null,
  });
  return Response.json({ importId }, { status: 201 });
});

function fileNameOf(header: string | null): string {
  try {
    return decodeURIComponent(header ?? "");
  } catch {
    return "";
  }
}
