// Jobs as they move: the `jobs` command's answer, kept current by events. When a job ends, what it changed is asked
// again, and a message says what came of it.
import { useNavigate } from '@tanstack/react-router';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import table from '../contract/commands.json';
import type { Job, JobList, Tag } from '../contract/contract';
import { failureOf, type JobFailure } from './jobFailure';
import { outcomeWords } from './jobPhases';
import { toast } from '../components/toasts';
import { keyOf, useCommand } from '../platform/call';
import { onJob } from '../platform/events';

const jobWords: Record<string, string> = { ingest: 'Ingest', migrate: 'Migration run', compare: 'Comparison', archive: 'Reading for the archive', reread: 'Reading again' };
const changedBy: Record<string, readonly Tag[]> = {
  ingest: ['artifacts', 'discovery', 'mapping', 'runs'],
  migrate: ['runs', 'mapping', 'artifacts'],
  compare: ['runs', 'findings', 'mapping'],
  archive: ['runs'],
  reread: ['artifacts', 'discovery', 'mapping', 'runs'],
};

/** "Comparison 12". */
export function jobName(job: Job): string {
  const word = jobWords[job.kind] ?? job.kind;
  return job.run > 0 ? `${word} ${job.run}` : word;
}

/** Whether the job can still move. */
export function isActive(job: Job): boolean {
  return job.state === 'queued' || job.state === 'running';
}

/** The list with this job's latest form; a new job goes on top. */
export function withJob(list: JobList | undefined, job: Job): JobList {
  const rows = list?.rows ?? [];
  return { rows: rows.some((row) => row.id === job.id) ? rows.map((row) => (row.id === job.id ? job : row)) : [job, ...rows] };
}

function refreshAfter(client: QueryClient, job: Job): void {
  const tags = changedBy[job.kind] ?? [];
  const stale = new Set(table.filter((row) => row.reads.some((tag) => tags.includes(tag as Tag))).map((row) => row.name));
  void client.invalidateQueries({ predicate: (query) => stale.has(String(query.queryKey[0])) });
}

type Way = NonNullable<JobFailure['to']>;

function tellEnd(job: Job, go: (way: Way) => void): void {
  const text = outcomeWords(job);
  if (job.state === 'done') toast({ tone: 'good', title: `${jobName(job)} is done`, text, about: job.id });
  else if (job.state === 'cancelled') toast({ tone: 'plain', title: `${jobName(job)} was cancelled`, text, about: job.id });
  else if (job.state === 'failed') {
    // Where a screen mends it, the way there is enough: the tray has the rest.
    const { why, then, to } = failureOf(job);
    toast({ tone: 'bad', title: `${jobName(job)} failed`, text: to === null ? `${why} ${then}` : why, about: job.id, ...(to !== null && { action: { label: to.label, run: () => go(to) } }) });
  }
}

/** Ended jobs of a list that are news; from then on they are not. What was over when the first list came never is. */
export function newlyEnded(list: JobList, seen: Set<string> | null): { ended: Job[]; seen: Set<string> } {
  const over = list.rows.filter((job) => !isActive(job));
  const ended = seen === null ? [] : over.filter((job) => !seen.has(job.id));
  return { ended, seen: new Set([...(seen ?? []), ...over.map((job) => job.id)]) };
}

/** Follow the events. Mounted once, in the shell. */
export function useJobEvents(): void {
  const client = useQueryClient();
  const { data } = useJobList();
  const navigate = useNavigate();
  const seen = useRef<Set<string> | null>(null);
  // Before the first answer an event is no list: the answer brings what it tells.
  useEffect(() => onJob((job) => void client.setQueryData<JobList>(keyOf('jobs', {}), (list) => list && withJob(list, job))), [client]);
  // An end may come by an event or, when the stream broke or was slower, by the list: either way it is told once.
  useEffect(() => {
    if (data === undefined) return;
    const news = newlyEnded(data, seen.current);
    seen.current = news.seen;
    for (const job of news.ended) {
      refreshAfter(client, job);
      tellEnd(job, (way) => void navigate({ to: way.path, search: (way.search ?? {}) as never }));
    }
  }, [client, data, navigate]);
}

/** While a job is active the list is also asked for every few seconds, should the stream break. */
function useJobList() {
  return useCommand('jobs', {}, {
    refetchInterval: (query) => (query.state.data?.rows.some(isActive) === true ? 4_000 : false),
  });
}

/** All jobs, newest first. */
export function useJobs(): Job[] {
  return useJobList().data?.rows ?? [];
}
