"use server";

import { listHref } from "@/components/subscribers/list-address";
import { action, command } from "@/lib/auth/action";
import { getOrganisation } from "@/lib/settings/queries";
import {
  addSubscriber,
  changeSubscriber,
  deleteSubscriber,
  recordConsent,
  tagSubscribers,
  untagSubscribers,
} from "@/lib/subscribers/commands";
import { findSubscriberByPhone } from "@/lib/subscribers/queries";
import { mayStandInAddress } from "@/lib/subscribers/rules";
import {
  consentRecordSchema,
  newSubscriberSchema,
  searchSchema,
  subscriberChangeSchema,
  subscriberRefSchema,
  tagSelectionSchema,
} from "@/lib/subscribers/schema";
import { createTag, deleteTag, renameTag } from "@/lib/tags/commands";
import { newTagSchema, tagChangeSchema, tagRefSchema } from "@/lib/tags/schema";
import { keepSearch } from "./search-cookie";

const write = "subscriber.write";

export const addSubscriberAction = command({ permission: write, input: newSubscriberSchema }, addSubscriber);
export const changeSubscriberAction = command({ permission: write, input: subscriberChangeSchema }, changeSubscriber);
export const recordConsentAction = command({ permission: write, input: consentRecordSchema }, recordConsent);
export const deleteSubscriberAction = command(
  { permission: "subscriber.delete", input: subscriberRefSchema },
  deleteSubscriber,
);
export const tagSubscribersAction = command({ permission: write, input: tagSelectionSchema }, tagSubscribers);
export const untagSubscribersAction = command({ permission: write, input: tagSelectionSchema }, untagSubscribers);

export const createTagAction = command({ permission: "tag.write", input: newTagSchema }, createTag);
export const renameTagAction = command({ permission: "tag.write", input: tagChangeSchema }, renameTag);
export const deleteTagAction = command({ permission: "tag.write", input: tagRefSchema }, deleteTag);

/** Where the answer to a search is shown: a number leads to its person, anything with digits stays out of the address. */
export const searchSubscribersAction = action(
  { permission: "subscriber.read", input: searchSchema },
  async (viewer, { query, tag, status }) => {
    if (mayStandInAddress(query)) return { href: listHref({ q: query, tag, status }) };
    const { defaultCountry } = await getOrganisation();
    const id = await findSubscriberByPhone(viewer, query, defaultCountry);
    if (id !== null) return { href: `/subscribers/${id}` };
    await keepSearch(query);
    return { href: listHref({ found: "number", tag, status }) };
  },
);
