import type { Failure } from "@/lib/result";

/** Sends the file as it is, so that the server can read it while it arrives; the only way to tell how much has gone. */
export type Sending = { done: Promise<{ importId: number }>; abort: () => void };

export class UploadFailed extends Error {}

export function sendFile(file: File, onProgress: (share: number) => void): Sending {
  const request = new XMLHttpRequest();
  const done = new Promise<{ importId: number }>((resolve, reject) => {
    request.upload.onprogress = (event) => onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onload = () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText));
      else reject(new UploadFailed(wordsOf(request.responseText)));
    };
    request.onerror = () => reject(new UploadFailed(brokenWords));
    request.onabort = () => reject(new UploadFailed("The upload was stopped. Nothing was imported."));
    request.open("POST", "/api/imports");
    request.setRequestHeader("content-type", "application/octet-stream");
    request.setRequestHeader("x-file-name", encodeURIComponent(file.name));
    request.send(file);
  });
  return { done, abort: () => request.abort() };
}

const brokenWords = "The connection broke off. Nothing was imported; try again.";

function wordsOf(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error: Failure };
    return error.errorId ? `${error.message} Error id: ${error.errorId}` : error.message;
  } catch {
    return brokenWords;
  }
}
