// Moments as Postgres writes them, in the one notation of ours.

export function iso(text: string): string {
  return new Date(text).toISOString();
}

export function isoOrNull(text: string | null): string | null {
  return text === null ? null : iso(text);
}
