import type { ReactNode } from "react";
import { readCampaign } from "./draft";

type CampaignLayoutProps = { params: Promise<{ id: string }>; children: ReactNode };

/** Asked above the skeleton: a campaign that does not exist answers 404, not 200 with an apology. */
export default async function CampaignLayout({ params, children }: CampaignLayoutProps) {
  await readCampaign((await params).id);
  return children;
}
