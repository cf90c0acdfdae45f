"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { FileDrop } from "@/components/ui/file-drop";
import { LiveRegion } from "@/components/ui/live-region";
import { SegmentedBar } from "@/components/ui/progress";
import { formatPercent } from "@/lib/format";
import { importLimits } from "@/lib/imports/rules";
import { type Sending, sendFile, UploadFailed } from "./send-file";

type State = { share: number | null; error: string | null };

/** One file, refused at once when it is no list; else on to its columns. */
export function UploadForm() {
  const { file, share, error, choose, upload, stop } = useUpload();
  const isSending = share !== null;
  return (
    <Card>
      <div className="grid gap-4">
        <FileDrop
          label="File"
          hint="CSV or any other delimited text, up to 200 MB and 2,000,000 rows"
          accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"
          file={file}
          onFile={choose}
          disabled={isSending}
          {...(error ? { error } : {})}
        />
        {isSending ? <Sent share={share} /> : null}
        <p className="text-sm text-ink-3">
          Delimiter, encoding and header are detected. Nothing is written to your subscribers before you have seen what
          would change.
        </p>
        <div className="flex gap-2">
          <Button variant="primary" loading={isSending} onClick={upload}>
            {isSending ? "Uploading" : "Upload and continue"}
          </Button>
          {isSending ? <Button onClick={stop}>Stop</Button> : null}
        </div>
      </div>
    </Card>
  );
}

/** The chosen file on its way, and the address of its import once it has arrived. */
function useUpload() {
  const router = useRouter();
  const sending = useRef<Sending | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const [{ share, error }, setState] = useState<State>({ share: null, error: null });
  const choose = (next: File | null) => {
    setFile(next);
    setState({ share: null, error: next && problemOf(next) });
  };
  const upload = async () => {
    const problem = file ? problemOf(file) : "Choose a file first.";
    if (!file || problem) return setState({ share: null, error: problem });
    setState({ share: 0, error: null });
    sending.current = sendFile(file, (now) => setState({ share: now, error: null }));
    try {
      router.push(`/imports/${(await sending.current.done).importId}`);
    } catch (failure) {
      setState({ share: null, error: failure instanceof UploadFailed ? failure.message : unexpected });
    }
  };
  return { file, share, error, choose, upload, stop: () => sending.current?.abort() };
}

function problemOf({ size }: File): string | null {
  return size > importLimits.bytes ? tooBig : null;
}

const tooBig = "The file is larger than 200 MB. Split it and upload the parts one after the other.";
const unexpected = "Something went wrong. Nothing was imported; try again.";

function Sent({ share }: { share: number }) {
  const words = share < 1 ? `${formatPercent(share, 0)} sent` : "Sent. Reading the last rows";
  return (
    <div className="grid gap-1.5">
      <SegmentedBar label={words} total={1} segments={[{ label: "Sent", value: share, tone: "accent" }]} />
      <p className="text-sm text-ink-2">{words}</p>
      <LiveRegion text={words} />
    </div>
  );
}
