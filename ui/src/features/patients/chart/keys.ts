// The keys of the chart as its foot and the help tell them. Pure.
import type { ShownKeys } from '../../../components/keysShown';

/** What the foot tells: keys that do something here. Lanes and zoom are the timeline's, and not every finding has a note. */
export function chartKeys(list: boolean, note: boolean, decides: boolean): ShownKeys {
  return [
    ['J K', 'next, previous finding'], ...(decides ? ([['V', 'triage']] as const) : []), ['Enter', 'locators'], ['E', 'explain'], ...(note ? ([['W', 'note']] as const) : []),
    ...(list ? ([['/', 'filter']] as const) : ([['L', 'next lane'], ['+ −', 'zoom'], ['Z', 'its day, its hour']] as const)),
    ['D', 'on a day'], ['T', list ? 'timeline' : 'list'], ['[ ]', 'patient'],
  ];
}

/** Keys that work too, for which the foot has no room. */
export function moreKeys(list: boolean, day: boolean): ShownKeys {
  return [
    ...(list ? [] : ([['Shift L', 'lane before'], ['O', 'open or close the lane'], ['0', 'fit'], ['← →', 'earlier, later'], ['Shift Z', 'further away']] as const)),
    ...(day ? ([[', .', 'the day before, after'], ['< >', 'the year before, after']] as const) : []),
    ['Esc', 'back'],
  ];
}
