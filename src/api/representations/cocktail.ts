import type { CocktailShape } from '../result-shapes.ts'
import { csv } from './csv.ts'
import { summaryRepresentations } from './representation.ts'

export const COCKTAIL = summaryRepresentations<CocktailShape>({
  csv: cocktailCsv,
  figure: async () => (await import('../figures/cocktail.ts')).cocktailFigure,
  title: () => 'Cocktail',
})

/** A row a ligand. */
export function cocktailCsv({ cocktail }: CocktailShape): string {
  return csv(
    ['name', 'bindingTime', 'quantity'],
    cocktail.map(({ name, bindingTime, quantity }) => [name, bindingTime, quantity]),
  )
}
