/**
 * The marks of findings on the canvas: the outer shape is the severity, the inner glyph the verdict, as everywhere.
 */
import { severityOf, severityShape } from '../../../components/Severity';
import { verdictGlyph } from '../../../components/verdictGlyphs';
import type { Palette } from './palette';

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
  ctx.stroke(pathOf(`verdict ${finding.verdict}`, verdictGlyph(finding.verdict)));
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
