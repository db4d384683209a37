/**
 * The marks of findings on the canvas: the outer shape is the severity, the inner glyph the verdict, as everywhere.
 */
import { severityOf, severityShape } from '../../../components/Severity';
import type { Palette } from './palette';

const GLYPHS: Record<string, string> = {
  altered: 'M5 6.5h6M5 9.5h6M9.7 4.6 6.3 11.4',
  narrower: 'M5.2 4.8 10.4 8l-5.2 3.2',
  broader: 'M10.8 4.8 5.6 8l5.2 3.2',
  lost: 'M4.8 8h6.4',
  invented: 'M8 4.8v6.4M4.8 8h6.4',
  resurrected: 'M5 9.3A3.2 3.2 0 1 0 5.5 6M5.2 4.2v2.2h2.2',
  misplaced: 'M4.6 6.2h6.2L9.2 4.6M11.4 9.8H5.2l1.6 1.6',
  duplicated: 'M4.8 4.8h4.4v4.4H4.8zM7 11.4h4.4V7',
  merged: 'M5.2 4.6 8 8l2.8-3.4M8 8v3.6',
  split: 'M5.2 11.4 8 8l2.8 3.4M8 8V4.4',
  contradicted: 'M5 5l6 6M11 5l-6 6',
};

const paths = new Map<string, Path2D>();
function pathOf(key: string, data: string): Path2D {
  const known = paths.get(key);
  if (known) return known;
  const path = new Path2D(data);
  paths.set(key, path);
  return path;
}

/** Size of a mark by severity: the loud ones a little larger. */
export function markSize(severity: string): number {
  return severity === 'safety' || severity === 'clinical' ? 14 : 12;
}

/** Draw a mark around a middle point. */
export function drawMark(
  ctx: CanvasRenderingContext2D,
  palette: Palette,
  x: number,
  y: number,
  finding: { readonly severity: string; readonly verdict: string },
  selected: boolean,
): void {
  const severity = severityOf(finding.severity);
  const size = selected ? 16 : markSize(severity);
  const surface = palette.colour('surface');
  ctx.save();
  ctx.setLineDash([]);
  if (selected) {
    ctx.beginPath();
    ctx.arc(x, y, size / 2 + 4, 0, Math.PI * 2);
    ctx.fillStyle = surface;
    ctx.fill();
    ctx.strokeStyle = palette.colour('accent');
    ctx.lineWidth = 2;
    ctx.stroke();
  }
  ctx.translate(x - size / 2, y - size / 2);
  ctx.scale(size / 16, size / 16);
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  const shape = pathOf(severity, severityShape(severity));
  if (!selected) {
    ctx.strokeStyle = surface;
    ctx.lineWidth = 4;
    ctx.stroke(shape);
  }
  const hollow = severity === 'cosmetic';
  ctx.fillStyle = hollow ? surface : palette.colour(severity);
  ctx.fill(shape);
  if (hollow) {
    ctx.strokeStyle = palette.colour('cosmetic-ink');
    ctx.lineWidth = 1.4;
    ctx.stroke(shape);
  }
  ctx.strokeStyle = hollow ? palette.colour('cosmetic-ink') : surface;
  ctx.lineWidth = 1.8;
  ctx.stroke(pathOf(`verdict ${finding.verdict}`, GLYPHS[finding.verdict] ?? 'M6 6h4v4H6z'));
  ctx.restore();
}

/** How many more stand behind a mark, at its upper right. */
export function drawMore(ctx: CanvasRenderingContext2D, palette: Palette, middle: number, y: number, more: number): void {
  const x = middle + 7;
  const words = more > 99 ? '+99' : `+${more}`;
  ctx.font = `600 8.5px ${palette.font.slice(5)}`;
  const width = ctx.measureText(words).width;
  ctx.fillStyle = palette.colour('surface');
  ctx.fillRect(x - 3, y - 11, width + 1, 8);
  ctx.fillStyle = palette.colour('ink-2');
  ctx.textAlign = 'left';
  ctx.fillText(words, x - 2.5, y - 4);
}
