import type { Viewer } from "@/lib/auth/viewer";
import { decodeCursor } from "@/lib/paging";
import { getOrganisation } from "@/lib/settings/queries";
import { listSubscribers } from "@/lib/subscribers/list";
import { getSubscriberCounts } from "@/lib/subscribers/queries";
import { mayStandInAddress } from "@/lib/subscribers/rules";
import { type ListParams, listParamsSchema } from "@/lib/subscribers/schema";
import { listTags } from "@/lib/tags/queries";
import { keptSearch } from "../search-cookie";

/** Everything the list of subscribers shows. */
export async function getSubscribersScreen(viewer: Viewer, search: Record<string, unknown>) {
  const state = listParamsSchema.parse(search);
  const query = await queryOf(state);
  const [page, counts, tags, { timeZone: zone, defaultCountry: country }] = await Promise.all([
    listSubscribers(viewer, { query, tagId: state.tag, status: state.status }, decodeCursor(state.cursor)),
    getSubscriberCounts(viewer),
    listTags(viewer),
    getOrganisation(),
  ]);
  return { state, query, page, counts, tags, zone, country };
}

async function queryOf({ q, found }: ListParams): Promise<string> {
  if (found === "number") return keptSearch();
  return q && mayStandInAddress(q) ? q : "";
}
