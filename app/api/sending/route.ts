import { route } from "@/lib/auth/route";
import { getSendingControl } from "@/lib/control/queries";

export const dynamic = "force-dynamic";

/** `GET /api/sending`: whether sending is stopped or locked. Every open page asks every few seconds. */
export const GET = route({ permission: "overview.read" }, async (viewer) =>
  Response.json(await getSendingControl(viewer)),
);
