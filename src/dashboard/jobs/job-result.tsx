import { useEffect, useState } from 'preact/hooks'
import type { Method } from '../attack/attack-methods.ts'
import { pictureOfSpec } from '../live/picture.ts'
import { type Job, request } from '../service/client.ts'
import { Downloads } from '../ui/downloads.tsx'
import { ResultFigure } from '../ui/figure.tsx'
import { WhenLoaded } from '../ui/loading.tsx'
import { useLoaded } from '../ui/use-loaded.ts'
import { nameOf } from './about.ts'

const PNG = 'image/png'

/** What a job has found: the service's figure and picture of it, and the files to take home. */
export function JobResult({ job, method }: { readonly job: Job; readonly method: Method | undefined }) {
  const mediaTypes = mediaTypesOf(job, method)
  return (
    <section class="card" aria-labelledby="result">
      <h2 id="result">Result</h2>
      <Downloads job={job} {...(mediaTypes && { mediaTypes })} />
      <div class="figure-and-picture">
        <ResultFigure job={job.id} label={`Figure of ${nameOf(job)}`} />
        {mediaTypes?.includes(PNG) && <Picture job={job} />}
      </div>
    </section>
  )
}

/** In which forms this one job's result is to be had: those of its kind, but a picture only where one was given. */
function mediaTypesOf({ spec }: Job, method: Method | undefined): readonly string[] | undefined {
  const pictured = !('ligands' in spec) || pictureOfSpec(spec) !== null
  return method?.mediaTypes.filter((mediaType) => mediaType !== PNG || pictured)
}

/** The result's picture. Loaded by script, since an image's own request carries no key. */
function Picture({ job }: { readonly job: Job }) {
  const [picture, again] = useLoaded(job.id, async (signal) => {
    const answer = await request(`/v1/jobs/${job.id}/result`, { accept: PNG, signal })
    return answer.blob()
  })
  const ofCell = 'ligands' in job.spec
  return (
    <WhenLoaded loaded={picture} what="the picture" again={again}>
      {(blob) => (
        <figure>
          <ImageOf
            blob={blob}
            alt={
              ofCell
                ? 'The ligands at the end of the attack as grey pixels'
                : 'Digits before and after the attack'
            }
          />
          <figcaption>
            {ofCell
              ? 'The ligands as the picture that they came from, after the attack: black is a binding time of 0 s, white the longest.'
              : 'Examples, a row each: before, then for each ε what was changed (mid grey is no change), after, and what a Hill input lets through of that.'}
          </figcaption>
        </figure>
      )}
    </WhenLoaded>
  )
}

/** Pictures of fewer pixels across are shown larger than they are. */
const SMALL = 200

function ImageOf({ blob, alt }: { readonly blob: Blob; readonly alt: string }) {
  const [address, setAddress] = useState<string>()
  const [small, setSmall] = useState(false)
  useEffect(() => {
    const made = URL.createObjectURL(blob)
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [blob])
  return (
    <img
      class={`job-picture ${small ? 'small-pixels' : ''}`}
      src={address}
      alt={alt}
      onLoad={({ currentTarget }) => setSmall(currentTarget.naturalWidth < SMALL)}
    />
  )
}
