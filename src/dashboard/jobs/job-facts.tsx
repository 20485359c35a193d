import type { ComponentChildren } from 'preact'
import type { ClassifierResource } from '../../api/schemas/classifier.ts'
import { jobPage } from '../pages.ts'
import { getJson, type Job } from '../service/client.ts'
import { useLoaded } from '../ui/use-loaded.ts'
import { aboutJob, classifiersIn } from './about.ts'
import { runTime } from './times.ts'
import { useNow } from './use-now.ts'
import { Ago, At } from './when.tsx'

/** What there is to know of a job beside its spec and result. */
export function JobFacts({ job }: { readonly job: Job }) {
  const now = useNow()
  const { id, type, attempt, seed, createdAt, startedAt, finishedAt } = job
  return (
    <dl class="facts job-facts">
      <Fact name="About">{aboutJob(job) || type}</Fact>
      <Fact name="Type">{type}</Fact>
      <Fact name="Seed">{seed}</Fact>
      <Fact name="Attempt">{attempt === 0 ? 'not taken up yet' : attempt}</Fact>
      <Fact name="Created">
        <At time={createdAt} /> (<Ago time={createdAt} now={now} />)
      </Fact>
      <Fact name="Started">{startedAt === null ? 'not yet' : <At time={startedAt} />}</Fact>
      <Fact name="Ended">{finishedAt === null ? 'not yet' : <At time={finishedAt} />}</Fact>
      <Fact name="Run time">{runTime(job, now) ?? '–'}</Fact>
      <Fact name="Depends on">
        <Dependencies spec={job.spec} />
      </Fact>
      <Fact name="Id">
        <code>{id}</code>
      </Fact>
    </dl>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** The networks that a job needs before it can begin, with the jobs that train them. */
function Dependencies({ spec }: { readonly spec: object }) {
  const [classifiers] = useLoaded('classifiers', async (signal) => {
    const answer = await getJson<{ classifiers: ClassifierResource[] }>('/v1/classifiers', signal)
    return new Map(answer.classifiers.map((classifier) => [classifier.name, classifier]))
  })
  // A result depends on nothing else; what cannot be asked now is no reason for an error.
  const known = classifiers.state === 'ready' ? classifiers.value : new Map<string, ClassifierResource>()
  return (
    <>
      its spec and seed
      {classifiersIn(spec, new Set(known.keys())).map((name) => {
        const { status, job } = known.get(name)!
        return (
          <span key={name}>
            , network {job === null ? name : <a href={jobPage(job)}>{name}</a>} ({status})
          </span>
        )
      })}
    </>
  )
}
