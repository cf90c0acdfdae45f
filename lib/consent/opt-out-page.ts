import "server-only";
import { type Fragment, keyword, sql } from "../db/sql";
import { composed, type RowOf } from "../db/statement";
import { instant, json, known, nullable, oneOf, text } from "../db/types";
import { pageSize } from "../paging";
import { type CampaignLink, consentSources, type OptOutRow } from "./views";

/** A page of opt-outs, and one row more. `token` stands for the number; `secret` is the key of its hash. */
type Taken = { place: { at: Date; token: string } | null; isBack: boolean; secret: string };

const place = { at: new Date(0), token: "" };

export const optOutPage = composed(
  {
    name: "opt-out-page",
    row: {
      token: known(text, "a hash of what is never null"),
      phone: text,
      source: oneOf(consentSources),
      keyword: nullable(text),
      at: instant,
      campaign: nullable(json<CampaignLink>()),
      subscriber: nullable(json<NonNullable<OptOutRow["subscriber"]>>()),
    },
    samples: [
      { place: null, isBack: false, secret: "" },
      { place, isBack: false, secret: "" },
      { place, isBack: true, secret: "" },
    ] as Taken[],
  },
  ({ place, isBack, secret }) => {
    const order = keyword(isBack ? "ASC" : "DESC");
    const key = text(secret);
    const token = sql`left(encode(sha256(convert_to(${key} || x.phone, 'UTF8')), 'hex'), 24)`;
    const where = place === null ? sql`` : sql`WHERE ${beyond(place, isBack, token)}`;
    return sql`
      WITH page AS (
        SELECT x.phone, x.source, x.keyword, x.campaign_id, x.created_at FROM suppression x ${where}
         ORDER BY x.created_at ${order}, x.phone ${order} LIMIT ${pageSize + 1}
      )
      SELECT ${token} AS token, x.phone, x.source, x.keyword, x.created_at AS at,
             CASE WHEN c.id IS NOT NULL THEN jsonb_build_object('id', c.id, 'name', c.name) END AS campaign,
             CASE WHEN s.id IS NOT NULL
                  THEN jsonb_build_object('id', s.id, 'name', trim(s.first_name || ' ' || s.last_name)) END AS subscriber
        FROM page x LEFT JOIN campaign c ON c.id = x.campaign_id LEFT JOIN subscriber s ON s.phone = x.phone
       ORDER BY x.created_at ${order}, x.phone ${order}`;
  },
);

/**
 * The cursor's row is found among those of its instant. Should it have been lifted meanwhile, that instant's rows are
 * shown once more rather than left out.
 */
function beyond({ at, token }: NonNullable<Taken["place"]>, isBack: boolean, hash: Fragment): Fragment {
  const instantOfPlace = instant(at);
  const same = sql`SELECT x.phone FROM suppression x WHERE x.created_at = ${instantOfPlace} AND ${hash} = ${text(token)}`;
  return sql`(x.created_at, x.phone) ${keyword(isBack ? ">" : "<")} (${instantOfPlace}, coalesce((${same}), ${isBack ? "" : "~"}))`;
}

export type ListedOptOut = RowOf<typeof optOutPage>;
