import { ListLoading } from "@/components/layout/list-loading";

export default function Loading() {
  return <ListLoading crumbs={[{ label: "Campaigns" }]} what="campaigns" />;
}
