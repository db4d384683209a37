// Turns whatever a transport throws into a `WireError`, so that the rest of the interface decides by `code` alone.
// The sentences repeat the contract's catalogue for failures
// that arise without an answer (no connection, a job's code). No record content.
import type { ErrorCode, WireError } from '../contract/contract';

const sentences: Record<ErrorCode, string> = {
  wrong_password: 'The name or the password is not right.',
  session_expired: 'Your session has ended. Sign in again; nothing you saved is lost.',
  forbidden: 'Your role does not allow this.',
  not_found: 'This is not in the workspace any more.',
  invalid: 'The workspace could not accept this as it is.',
  conflict: 'Somebody changed this while you were editing. Compare, then save again.',
  busy: 'The workspace is busy with this already. Try again in a moment.',
  offline: 'The workspace does not answer. What you see is the last preview.',
  certificate_changed: 'The workspace shows another certificate than the one you pinned.',
  disk_full: "The workspace's disk is full. Nothing was half-written.",
  withheld: 'The answer held a known identifier and was withheld. An administrator can see the alarm.',
  internal: 'Something went wrong in the workspace. The incident number is in its log.',
};

/** The catalogue's sentence for a code. */
export function sentence(code: ErrorCode): string {
  return sentences[code];
}

/** A failure of our own making. */
export function failure(code: ErrorCode, message = sentences[code]): WireError {
  return { code, message, incident: null, problems: [] };
}

/** Whether the value has the shape of a wire error. */
export function isWireError(value: unknown): value is WireError {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { code?: unknown }).code === 'string' &&
    typeof (value as { message?: unknown }).message === 'string'
  );
}

/** Whatever was thrown, as a wire error. A failed fetch means that the workspace cannot be reached. */
export function asWireError(thrown: unknown): WireError {
  if (isWireError(thrown)) {
    return { code: thrown.code, message: thrown.message, incident: thrown.incident ?? null, problems: thrown.problems ?? [] };
  }
  if (thrown instanceof TypeError) return failure('offline');
  return failure('internal');
}
