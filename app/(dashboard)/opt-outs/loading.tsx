import { ListLoading } from "@/components/layout/list-loading";

export default function Loading() {
  return <ListLoading crumbs={[{ label: "Opt-outs" }]} what="opt-outs" />;
}
