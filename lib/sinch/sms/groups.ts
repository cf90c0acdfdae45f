import { type Answer, listOfTexts, nothing, objectWith } from "../answer";
import { type Api, path } from "../api";
import type { SmsGroup, SmsGroupRequest, SmsGroupUpdate, SmsPage } from "./wire";

/** Lists of numbers kept at Sinch. A scheduled batch to one is sent to whoever is in it by then. */
type Signal = AbortSignal | undefined;

export type GroupCalls = {
  list(query?: { page?: number; page_size?: number }, signal?: Signal): Promise<Answer<SmsPage<"groups", SmsGroup>>>;
  create(group: SmsGroupRequest, signal?: Signal): Promise<Answer<SmsGroup>>;
  get(id: string, signal?: Signal): Promise<Answer<SmsGroup>>;
  /** Additions run before removals. */
  update(id: string, change: SmsGroupUpdate, signal?: Signal): Promise<Answer<SmsGroup>>;
  replace(id: string, group: SmsGroupRequest, signal?: Signal): Promise<Answer<SmsGroup>>;
  remove(id: string, signal?: Signal): Promise<Answer<true>>;
  /** Bare digits. */
  members(id: string, signal?: Signal): Promise<Answer<string[]>>;
};

const aGroup = objectWith<SmsGroup>("id", "size");
const aPage = objectWith<SmsPage<"groups", SmsGroup>>("count", "groups");

export function groupCalls(api: Api): GroupCalls {
  const one = (id: string) => path`/groups/${id}`;
  return {
    list: (query, signal) => api.ask({ method: "GET", path: "/groups", query, signal }, aPage),
    create: (body, signal) => api.ask({ method: "POST", path: "/groups", body, signal }, aGroup),
    get: (id, signal) => api.ask({ method: "GET", path: one(id), signal }, aGroup),
    update: (id, body, signal) => api.ask({ method: "POST", path: one(id), body, signal }, aGroup),
    replace: (id, body, signal) => api.ask({ method: "PUT", path: one(id), body, signal }, aGroup),
    remove: (id, signal) => api.ask({ method: "DELETE", path: one(id), signal }, nothing),
    members: (id, signal) => api.ask({ method: "GET", path: `${one(id)}/members`, signal }, listOfTexts),
  };
}
