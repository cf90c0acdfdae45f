import type { Group, Groups } from "../groups";
import { sendEmpty, sendJson } from "../http/respond";
import type { SmsCall } from "./call";
import { toGroup, updateGroup } from "./group-fields";
import { readWire } from "./read-json";
import { Refusal } from "./refusal";
import { toPage, toPaging } from "./window";

/** `/groups…` */
export async function handleGroups(call: SmsCall): Promise<void> {
  const { simulation, request, response, method, path, query } = call;
  const { groups } = simulation;
  const [, id, part, ...more] = path;
  if (more.length > 0 || (part !== undefined && part !== "members")) throw new Refusal(404, null);
  if (id === undefined) {
    if (method === "POST")
      return sendJson(response, 201, view(groups, groups.add(toGroup(await readWire(request), groups))));
    if (method !== "GET") throw new Refusal(405, null);
    const { count, page, shown } = toPage(groups.newestFirst(), toPaging(query));
    const views = shown.map((group) => view(groups, group));
    return sendJson(response, 200, { count, page, page_size: shown.length, groups: views });
  }
  const group = groups.find(id);
  if (!group) throw new Refusal(404, null);
  if (part === "members") {
    if (method !== "GET") throw new Refusal(405, null);
    return sendJson(response, 200, [...groups.members(id)]);
  }
  return handleOne(call, group);
}

async function handleOne({ simulation, request, response, method }: SmsCall, group: Group): Promise<void> {
  const { groups } = simulation;
  switch (method) {
    case "GET":
      break;
    case "DELETE":
      groups.remove(group.id);
      return sendEmpty(response, 200);
    case "POST":
      updateGroup(group, await readWire(request), groups);
      group.modifiedAt = Date.now();
      break;
    case "PUT":
      Object.assign(group, toGroup(await readWire(request), groups, group), { modifiedAt: Date.now() });
      break;
    default:
      throw new Refusal(405, null);
  }
  sendJson(response, 200, view(groups, group));
}

function view(groups: Groups, { id, name, childIds, autoUpdate, createdAt, modifiedAt }: Group) {
  return {
    id,
    ...(name === null ? {} : { name }),
    size: groups.members(id).size,
    created_at: new Date(createdAt).toISOString(),
    modified_at: new Date(modifiedAt).toISOString(),
    ...(childIds.length > 0 ? { child_groups: childIds } : {}),
    ...(autoUpdate ? { auto_update: autoUpdate } : {}),
  };
}
