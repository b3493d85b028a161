// What a screen shows when it has nothing to show: loading, empty, error, not found, no permission.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Spinner from "@cloudscape-design/components/spinner";
import type { ReactNode } from "react";
import { ApiError } from "../api.ts";
import { useText } from "../language.tsx";

export function Loading({ text: what }: { text?: string }) {
  const { text } = useText();
  return (
    <Box textAlign="center" padding="xxl">
      <div role="status">
        <Spinner /> {what ?? text.common.loading}
      </div>
    </Box>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <Box textAlign="center" padding="l" color="text-body-secondary">
      <Box fontWeight="bold" color="inherit">
        {title}
      </Box>
      {children}
    </Box>
  );
}

/** The reader's sentence for a failure; the API's own message stays behind: it is English. */
export function useErrorText(): (error: Error | null) => { title: string; message: string; isFinal: boolean } {
  const { text } = useText();
  const { states } = text;
  return (error) => {
    const { status, code } = error instanceof ApiError ? error : { status: undefined, code: "" };
    const refused = Object.entries(text.refusals).find(([one]) => one === code)?.[1];
    if (refused !== undefined) return { title: states.refused, message: refused, isFinal: true };
    if (status === 404) return { title: states.notFound, message: states.notFoundText, isFinal: true };
    if (status === 403) return { title: states.noPermission, message: states.noPermissionText, isFinal: true };
    if (status === 400) return { title: states.refused, message: text.refusals["invalid-body"], isFinal: true };
    if (status === 0) return { title: states.failed, message: states.unreachable, isFinal: false };
    if (status === 503) return { title: states.failed, message: states.unavailable, isFinal: false };
    return { title: states.failed, message: states.failedText, isFinal: false };
  };
}

export function Failed({ error, onRetry }: { error: Error | null; onRetry?: () => void }) {
  const { text } = useText();
  const { title, message, isFinal } = useErrorText()(error);
  const action = isFinal || onRetry === undefined ? undefined : <Button onClick={onRetry}>{text.common.retry}</Button>;
  return (
    <Alert type={isFinal ? "info" : "error"} header={title} action={action}>
      {message}
    </Alert>
  );
}

export function NotFound() {
  return <Failed error={new ApiError(404, "not-found", "")} />;
}

export function NoPermission() {
  return <Failed error={new ApiError(403, "forbidden", "")} />;
}
