// Jobs as they move: the `jobs` command's answer, kept current by events. When a job ends, what it changed is asked
// again, and a message says what came of it.
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import table from '../contract/commands.json';
import type { Job, JobList, Tag } from '../contract/contract';
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

function tellEnd(job: Job): void {
  const text = outcomeWords(job);
  if (job.state === 'done') toast({ tone: 'good', title: `${jobName(job)} is done`, text });
  else if (job.state === 'cancelled') toast({ tone: 'plain', title: `${jobName(job)} was cancelled`, text });
  else if (job.state === 'failed') toast({ tone: 'bad', title: `${jobName(job)} failed`, text });
}

/** Follow the events. Mounted once, in the shell. */
export function useJobEvents(): void {
  const client = useQueryClient();
  useEffect(
    () =>
      onJob((job) => {
        const before = client.getQueryData<JobList>(keyOf('jobs', {}));
        const known = before?.rows.find((row) => row.id === job.id);
        client.setQueryData<JobList>(keyOf('jobs', {}), (list) => withJob(list, job));
        if (!isActive(job) && (known === undefined || isActive(known))) {
          refreshAfter(client, job);
          tellEnd(job);
        }
      }),
    [client],
  );
}

/** All jobs, newest first. While one is active they are also asked for every few seconds, should the stream break. */
export function useJobs(): Job[] {
  const { data } = useCommand('jobs', {}, {
    refetchInterval: (query) => (query.state.data?.rows.some(isActive) === true ? 4_000 : false),
  });
  return data?.rows ?? [];
}
